"""Processes of one workspace, on a clock that the test turns."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import crash_workspace
from tests.support.engine_rig import NINE, EngineRig, Make, TurnedClock


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock(NINE)


@pytest.fixture
def process(tmp_path: Path, clock: TurnedClock) -> Iterator[Make]:
    """Makes processes on one workspace."""
    crash_workspace.write(tmp_path / "town")
    made: list[EngineRig] = []

    def make(**given: object) -> EngineRig:
        made.append(EngineRig(tmp_path / "town", clock, **given))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for one in made:
        one.close()
