"""A report or call list is readable by its owner only, also where a file stood before."""

from __future__ import annotations

import stat
from pathlib import Path

from calamiteit.cli.files import write_private


def test_a_file_that_was_open_to_others_is_closed_to_them(tmp_path: Path) -> None:
    path = tmp_path / "report.md"
    path.write_text("old")
    path.chmod(0o644)
    write_private(path, "new")
    assert (stat.S_IMODE(path.stat().st_mode), path.read_text()) == (0o600, "new")
