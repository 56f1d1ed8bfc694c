"""What is under version control holds nothing of the machine it was written on."""

from __future__ import annotations

import re
from pathlib import Path

from tests.support.source import ROOT, tracked_files

# Written with brackets, so that this file does not find itself.
OF_A_MACHINE = re.compile(r"(?<![\w.])/(?:[w]ork|[r]oot|[h]ome|[U]sers)/\w|[f]ile:///|/[o]pt/pypi")
OF_AN_INDEX = re.compile(
    r"[p]ypi\.org/simple|[f]iles\.pythonhosted|--(?:extra-)?[i]ndex-url[ =]|[U]V_INDEX|[P]IP_INDEX"
)
SECRET = re.compile(r"[x]ox[abp]-\d{6,}|-----[B]EGIN [A-Z ]*PRIVATE KEY")


def test_no_tracked_file_names_a_path_of_a_machine() -> None:
    here = {str(ROOT), str(Path.home())} - {"/", "/app", "/tmp", "/root"}
    assert not _found(OF_A_MACHINE)
    assert (
        not _found(re.compile("|".join(rf"{re.escape(path)}\b" for path in sorted(here)))) if here else True
    )


def test_no_tracked_file_names_a_package_index() -> None:
    assert not _found(OF_AN_INDEX)


def test_no_tracked_file_holds_a_token_or_a_key() -> None:
    assert not _found(SECRET)


def _found(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}"
        for path in tracked_files()
        for number, line in enumerate(_lines(path), start=1)
        if pattern.search(line)
    ]


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError:
        return []
