"""What every finding of a check has to look like, and the shipped content as the targets take it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from calamiteit.adapters.files.yaml import read_yaml
from calamiteit.core.problems import Problem
from tests.support.source import ROOT

FOREIGN = re.compile(r"Traceback|<class|object at 0x|pydantic|ruamel|Value error|Assertion failed|\bPydantic")
"""Words that no planner understands."""


def expect_plain(problems: Iterable[Problem], file: str = "") -> None:
    """Every problem is one line in our own words, in this file, at a place that can be."""
    for problem in problems:
        assert problem.what.strip(), "a problem without words"
        assert not FOREIGN.search(problem.what), problem
        assert problem.line >= 0 and problem.column >= 0, problem
        assert not file or problem.file == file, problem
        str(problem).encode()


@cache
def shipped(path: str) -> object:
    """The plain values of a shipped file; not to be changed."""
    return read_yaml(ROOT / path).data


@cache
def shipped_text(path: str) -> str:
    """A shipped file as it is written."""
    return (ROOT / path).read_text(encoding="utf-8")
