"""Makes a script that breaks something shorter, act by act, as long as the same thing breaks."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

from tests.simulation.playing import Played, play
from tests.simulation.script import Act, Script
from tests.simulation.towns import Town

Breaks = Callable[[Script], bool]


def kind_of(broken: str) -> str:
    """What is broken, without numbers and names: two scripts may break the same thing of another run."""
    return re.sub(r"[^\s;:]*\d[^\s;:]*", "#", broken.split(";")[0])[:120]


def shrink(town: Town, script: Script, found: Played, *, seconds: float = 60) -> Script:
    """A short script with the same finding; what was reached when the time is up."""
    until = time.monotonic() + seconds
    wanted = kind_of(found.broken)

    def breaks(candidate: Script) -> bool:
        return time.monotonic() < until and kind_of(play(town, candidate).broken) == wanted

    return simpler(shorter(script, breaks), breaks)


def shorter(script: Script, breaks: Breaks) -> Script:
    """Delta debugging: leave out halves, quarters, ... single acts, until every one is needed."""
    size = max(1, len(script) // 2)
    while True:
        for start in range(0, len(script), size):
            candidate = script[:start] + script[start + size :]
            if len(candidate) < len(script) and breaks(candidate):
                script = candidate
                break
        else:
            if size == 1:
                return script
            size = max(1, size // 2)


def simpler(script: Script, breaks: Breaks) -> Script:
    """Leave out what happens in the middle of other acts, where it is not needed."""
    for position, act in enumerate(script):
        for inner in _fewer(act):
            candidate = (*script[:position], replace(act, inner=inner), *script[position + 1 :])
            if breaks(candidate):
                script = candidate
                break
    return script


def _fewer(act: Act) -> Iterator[tuple[Act, ...]]:
    for left in range(1 if act.inner else 0, len(act.inner)):
        yield act.inner[:left]
        yield act.inner[-left:]
