"""Where in a YAML file each key and each value stands, so that a problem can name its line and column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from calamiteit.core.problems import Path, Problem

Place = tuple[int, int]
"""Line and column, both from 1; (0, 0) is the whole file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The places of one file; a path that is not in the file gives the place of what would hold it."""

    values: Mapping[Path, Place] = field(default_factory=dict)
    keys: Mapping[Path, Place] = field(default_factory=dict)

    def of(self, path: Path) -> Place:
        """Where the value at `path` starts, or the nearest thing around it that exists."""
        return next((self.values[part] for part in _outwards(path) if part in self.values), (0, 0))

    def opening(self, path: Path) -> Place:
        """Where a reader looks for `path`: at its value, or at its key when the value stands below."""
        key, value = self.of_key(path), self.of(path)
        return value if key[0] == value[0] else key

    def existing(self, path: Path) -> Path:
        """As much of the path as the file holds."""
        return next((part for part in _outwards(path) if part in self.values), ())

    def of_key(self, path: Path) -> Place:
        """Where the key at `path` starts; list items have no key and give their value."""
        return self.keys[path] if path in self.keys else self.of(path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A YAML file as plain values: dict, list, str, int, float, bool and None, with the place of each."""

    name: str
    """How messages call the file: the path as the user gave it."""
    data: object
    places: Places


def place(problem: Problem, document: Document, *, at_key: bool = False) -> Problem:
    """The problem with file, line and column filled in, and its path in front of the sentence."""
    if problem.file:
        return problem
    path = document.places.existing(problem.path)
    line, column = document.places.of_key(path) if at_key else document.places.opening(path)
    shown = show_path(path)
    what = f"{shown}: {problem.what}" if shown else problem.what
    return replace(problem, file=document.name, line=line, column=column, what=what)


def show_path(path: Path) -> str:
    """`steps[3].who` of ("steps", 3, "who"); list positions count from 0, as editors and JSON do."""
    shown = ""
    for part in path:
        if isinstance(part, int):
            shown += f"[{part}]"
        else:
            shown += f".{part}" if shown else part
    return shown


def in_order(problem: Problem) -> tuple[str, int, int, str]:
    """Sorting key: file, line, column, then the words."""
    return problem.file, problem.line, problem.column, problem.what


def _outwards(path: Path) -> Iterator[Path]:
    for length in range(len(path), -1, -1):
        yield path[:length]
