"""The project's own source, for the tests that read it: files, syntax trees, tracked files."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "calamiteit"
TESTS = ROOT / "tests"
FOLDERS_WITH_CODE = (PACKAGE, TESTS, ROOT / "benchmarks", ROOT / "tools")


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """One Python file, parsed."""

    path: Path
    lines: int
    tree: ast.Module

    @property
    def place(self) -> str:
        """The path from the project's top, with forward slashes."""
        return self.path.relative_to(ROOT).as_posix()

    def at(self, node: ast.expr | ast.stmt) -> str:
        """Where a node stands, as `file:line`."""
        return f"{self.place}:{node.lineno}"


@cache
def modules(folder: Path) -> tuple[Module, ...]:
    """All Python files under a folder, in order of path."""
    return tuple(_parse(path) for path in sorted(folder.rglob("*.py")))


def all_modules() -> Iterator[Module]:
    """Every Python file that people wrote here."""
    for folder in FOLDERS_WITH_CODE:
        yield from modules(folder)


def tracked_files() -> list[Path]:
    """The files under version control; outside a checkout all files beside the environment."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        return [path for path in ROOT.rglob("*") if path.is_file() and ".venv" not in path.parts]
    paths = (ROOT / name for name in listed.stdout.decode().split("\0") if name)
    return [path for path in paths if path.is_file()]


def _parse(path: Path) -> Module:
    text = path.read_text(encoding="utf-8")
    return Module(path=path, lines=len(text.splitlines()), tree=ast.parse(text, filename=str(path)))
