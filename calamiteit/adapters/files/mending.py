"""Guesses what a planner meant by a misspelt key, so that one slip does not hide the other mistakes."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from calamiteit.core.playbook.scalars import as_name
from calamiteit.core.problems import Path, Problem

WITHOUT_CONSEQUENCE = frozenset(
    {
        "acknowledge",
        "answer",
        "at",
        "by",
        "class",
        "decides",
        "duty",
        "mark",
        "pace",
        "quiet",
        "takes",
        "template",
        "within",
    }
)
"""Fields of a step that no check of another field looks at: a wrong one can be left out."""


REPETITION = ("every", "until", "at_most", "overlap")
"""Fields of a step that have a meaning together only: with one of them wrong all are left out."""

HARMLESS: Mapping[tuple[str, str], object] = {
    ("", "format"): 1,
    ("origin", "last_drilled"): "never",
    ("origin", "evidence"): "opinion",
    ("goals", "within"): "520w",
    ("goals", "probability"): 1,
    ("steps", "who"): ["team"],
}
"""Fields with a value that breaks no other check; the first part is the key at the top of the file."""


def mend(data: object, problems: Sequence[Problem]) -> object | None:
    """A copy with misspelt keys put right and harmless wrong values left out; None if that cannot help."""
    mended = copy.deepcopy(data)
    for problem in problems:
        if problem.code == "unknown-key":
            _rename(mended, problem.path, problem.hint)
        elif problem.code == "missing":
            continue  # perhaps it is one of the misspelt ones
        elif not _mend_step(mended, problem.path) and not _mend_value(mended, problem.path):
            return None
    return mended


def _mend_step(data: Any, path: Path) -> bool:
    """Leave out what no other check looks at; True if there was something to leave out."""
    if len(path) < 3 or path[0] != "steps":
        return False
    if path[2] in WITHOUT_CONSEQUENCE or (path[2] == "when" and "otherwise" not in _holder(data, path[:3])):
        _leave_out(data, path[:3])
        return True
    if path[2] in REPETITION:
        for key in REPETITION:
            _leave_out(data, (*path[:2], key))
    return path[2] in REPETITION


def _mend_value(data: Any, path: Path) -> bool:
    """Put what was meant in its place, if it can be guessed."""
    meant = _meant(data, path)
    if meant is not None:
        _holder_of(data, path)[path[-1]] = meant
    return meant is not None


def _rename(data: Any, path: Path, meant: str | None) -> None:
    holder = _holder(data, path)
    value = holder.pop(path[-1], None)
    if meant is not None and meant not in holder:
        holder[meant] = value


def _meant(data: Any, path: Path) -> object | None:
    """A value that can stand there: a name in its right spelling, a text, or one that nothing looks at."""
    above = str(path[0]) if len(path) > 1 else ""
    if path and (above, path[-1]) in HARMLESS:
        return HARMLESS[(above, str(path[-1]))]
    holder = _holder_of(data, path)
    here = holder[path[-1]] if holder is not None else None
    if isinstance(here, dict) and any(isinstance(words, int | float) for words in here.values()):
        return {language: str(words) for language, words in here.items()}
    near = as_name(here) if isinstance(here, str) else None
    return None if near == here else near


def _holder_of(data: Any, path: Path) -> Any:
    """The mapping or list that holds the last part of a path, or None."""
    here = data
    for part in path[:-1]:
        try:
            here = here[part]
        except (KeyError, IndexError, TypeError):
            return None
    is_there = path and (
        (isinstance(here, dict) and path[-1] in here)
        or (isinstance(here, list) and isinstance(path[-1], int) and path[-1] < len(here))
    )
    return here if is_there else None


def _leave_out(data: Any, path: Path) -> None:
    _holder(data, path).pop(path[-1], None)


def _holder(data: Any, path: Path) -> dict[Any, Any]:
    """The mapping that holds the last key of a path; an empty one when the way there was mended away."""
    here = data
    for part in path[:-1]:
        try:
            here = here[part]
        except (KeyError, IndexError, TypeError):
            return {}
    return here if isinstance(here, dict) else {}
