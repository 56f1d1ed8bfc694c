"""Where the playbooks, contacts and templates that come with the program are found."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path


def shipped_content() -> Path:
    """The folder holding `playbooks/`, `contacts/` with a folder for each town, and `templates/`; read only.

    An installed wheel carries them in the package; in a checkout they are the folders at the top.
    """
    package = Path(str(files("calamiteit")))
    packed = package / "content"
    return packed if packed.is_dir() else package.parent
