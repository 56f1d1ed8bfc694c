"""Real processes are killed with SIGKILL at every row of the crash table and at random; nothing is lost."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.crash_town import TABLE, Town, check_everything, open_town


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with open_town(tmp_path) as town:
        yield town


@pytest.mark.timeout(300)
@pytest.mark.parametrize("part", range(4))
def test_a_kill_at_each_row_of_the_crash_table_loses_nothing(town: Town, part: int) -> None:
    for point in TABLE[part::4]:
        town.kill_one(point)
    town.recover()
    check_everything(town)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("seed", range(4))
def test_kills_at_random_moments_lose_nothing(town: Town, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(8):
        town.kill_one(f"after-{chance.randrange(300, 2500)}")
    town.recover()
    check_everything(town)
