"""Build step: compiles the catalogues of words and packs the content a crisis team edits into the wheel."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

CONTENT = ("playbooks", "contacts", "templates")


class ContentAndWords(BuildHookInterface):
    """Runs for a wheel and for an editable install; only a wheel gets a copy of the content."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        for catalogue in sorted(root.glob("calamiteit/words/*/LC_MESSAGES/calamiteit.po")):
            compile_catalogue(catalogue)
        if version == "editable":
            return
        for name in CONTENT:
            if (root / name).is_dir():
                build_data["force_include"][str(root / name)] = f"calamiteit/content/{name}"


def compile_catalogue(catalogue: Path) -> None:
    """Write the .mo file next to the .po file, in one move: a running program may be reading it."""
    unfinished = catalogue.with_suffix(f".{os.getpid()}.mo")
    with catalogue.open("rb") as source, unfinished.open("wb") as target:
        write_mo(target, read_po(source))
    unfinished.replace(catalogue.with_suffix(".mo"))
