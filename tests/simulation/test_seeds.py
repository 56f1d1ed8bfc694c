"""Hundreds of plays with faults: whatever goes wrong, what must hold holds after each event."""

from __future__ import annotations

import pytest

from tests.simulation.__main__ import explained
from tests.simulation.playing import play, play_seed
from tests.simulation.script import script_of
from tests.simulation.towns import town_of

SMALL, EACH = 480, 20
LARGE = 20


@pytest.mark.timeout(300)
@pytest.mark.parametrize("first", range(0, SMALL, EACH))
def test_a_small_town_comes_through_every_play(first: int) -> None:
    for seed in range(first, first + EACH):
        assert_holds("small", seed)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("seed", range(LARGE))
def test_an_attack_in_the_own_town_comes_through_every_play(seed: int) -> None:
    assert_holds("attack-own-town", seed)


def test_a_seed_gives_the_same_play_every_time() -> None:
    first, second = (play_seed(town_of("small"), 7) for _ in range(2))
    assert first == second


def assert_holds(name: str, seed: int) -> None:
    """A failure says how to play it again, and shows it with fewer acts."""
    town = town_of(name)
    script = script_of(seed, town.length)
    found = play(town, script)
    if found.broken:
        again = f"again with: python -m tests.simulation {name} {seed}"
        pytest.fail(f"{found.broken}\n{again}\n{explained(town, script, found, seconds=20)}")
