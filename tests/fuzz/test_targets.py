"""Each target: honest input does well, and so do some hundreds of damaged ones and any bytes at all."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.mutating import mutated
from tests.fuzz.target import Target, trial
from tests.fuzz.targets import BY_NAME, TARGETS

SLOW = {
    "arguments": 30,
    "clicks": 40,
    "letter": 60,
    "yaml": 100,
    "playbooks": 150,
    "rota": 100,
    "contacts": 100,
}
"""Targets of which one input takes more than some milliseconds: fewer of them here, the many in the soak."""
each_target = pytest.mark.parametrize("name", sorted(BY_NAME))


def test_every_target_stands_in_the_table_once() -> None:
    assert len(BY_NAME) == len(TARGETS) >= 13


@each_target
def test_honest_input_does_no_harm(name: str) -> None:
    target = BY_NAME[name]
    seeds = target.seeds()
    assert seeds and all(len(seed) <= target.longest for seed in seeds)
    found = [what for data in seeds[:: 1 + len(seeds) // 40] if (what := trial(target, data))]
    assert not found, found[0]


@each_target
def test_damaged_input_does_no_harm(name: str) -> None:
    found = _findings(BY_NAME[name], range(SLOW.get(name, 300)))
    assert not found, found[0]


@pytest.mark.parametrize("name", sorted(BY_NAME.keys() - SLOW.keys()))
def test_any_bytes_do_no_harm(name: str) -> None:
    target = BY_NAME[name]

    @settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.binary(max_size=300) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")))
    def check(data: bytes) -> None:
        assert not (found := trial(target, data)), found

    check()


def _findings(target: Target, numbers: range) -> list[str]:
    damaged = ((number, mutated(target, number)) for number in numbers)
    return [f"{target.name} {number}: {what}" for number, data in damaged if (what := trial(target, data))]
