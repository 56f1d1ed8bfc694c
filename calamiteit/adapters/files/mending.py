"""Guesses what a planner meant by a misspelt key, so that one slip does not hide the other mistakes."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

from calamiteit.core.problems import Path, Problem

WITHOUT_CONSEQUENCE = frozenset(
    {"acknowledge", "by", "class", "decides", "duty", "mark", "pace", "quiet", "takes", "template", "within"}
)
"""Fields of a step that no check of another field looks at: a wrong one can be left out."""


def mend(data: object, problems: Sequence[Problem]) -> object | None:
    """A copy with misspelt keys put right and harmless wrong values left out; None if that cannot help."""
    mended = copy.deepcopy(data)
    for problem in problems:
        if problem.code == "unknown-key":
            _rename(mended, problem.path, problem.hint)
        elif problem.code == "missing":
            continue  # perhaps it is one of the misspelt ones
        elif len(problem.path) > 2 and problem.path[0] == "steps" and problem.path[2] in WITHOUT_CONSEQUENCE:
            _leave_out(mended, problem.path[:3])
        else:
            return None
    return mended


def _rename(data: Any, path: Path, meant: str | None) -> None:
    holder = _holder(data, path)
    value = holder.pop(path[-1], None)
    if meant is not None and meant not in holder:
        holder[meant] = value


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
