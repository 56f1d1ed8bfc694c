"""Showing what a check found: one line each, as an editor can jump to it, and the exit code."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace

from calamiteit.cli.failing import CHECK_FOUND, Told
from calamiteit.cli.frame import Frame
from calamiteit.core.problems import Problem, Severity


def tell_findings(frame: Frame, problems: Sequence[Problem], checked: str) -> None:
    """`file:line:column: what`; raises Told with exit code 3 when one of them is an error."""
    for problem in problems:
        near = replace(problem, file=_from_here(problem.file)) if problem.file else problem
        style = "red" if problem.severity is Severity.ERROR else "yellow"
        code = f" [{problem.code}]" if problem.code else ""
        frame.out.print(f"{near}{code}", style=style, markup=False, soft_wrap=True)
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    if not problems:
        frame.tell(frame.say("check.fine", files=_from_here(checked)), style="green")
        return
    frame.tell(frame.say("check.found", errors=errors, warnings=len(problems) - errors))
    if errors:
        raise Told(CHECK_FOUND)


def _from_here(path: str) -> str:
    """The path as it is typed from this folder, when the file lies below it."""
    near = os.path.relpath(path)
    shown = path if near.startswith("..") else near
    return shown.encode("utf-8", "replace").decode()
