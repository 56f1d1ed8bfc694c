"""Both sources of names give fresh ones, of the form that people say over the phone."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

import pytest

from calamiteit.adapters.ids import ALPHABET, RandomIds
from calamiteit.adapters.memory.clock import HandClock
from calamiteit.adapters.memory.ids import CountedIds, RepeatableIds
from calamiteit.core.time import HOUR
from calamiteit.ports.ids import Ids
from tests.support.batches import NINE

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@pytest.fixture(params=["random", "counted", "repeatable"])
def ids(request: pytest.FixtureRequest) -> Ids:
    drawn = RandomIds(HandClock(NINE), AMSTERDAM)
    found: dict[str, Ids] = {"random": drawn, "counted": CountedIds(), "repeatable": RepeatableIds(drawn.run)}
    return found[request.param]


def test_a_run_id_has_prefix_date_and_four_signs(ids: Ids) -> None:
    assert re.fullmatch(r"L-261124-[a-z0-9]{4}", ids.run("L"))
    assert ids.run("X").startswith("X-")


def test_no_name_is_given_twice(ids: Ids) -> None:
    assert len({ids.fresh() for _ in range(1000)}) == 1000
    assert len({ids.run("S") for _ in range(20)}) == 20


def test_in_a_drill_all_ids_but_the_name_of_the_run_are_the_same_every_time() -> None:
    drawn: list[list[str]] = []
    for name in ("S-261124-bcdf", "S-261124-ghjk"):
        ids = RepeatableIds(lambda prefix, name=name: name)  # type: ignore[misc]
        ids.run("S")
        drawn.append([ids.fresh().replace(name, "RUN") for _ in range(3)])
    assert drawn[0] == drawn[1]


def test_the_date_of_a_run_is_the_local_one() -> None:
    just_after_midnight = HandClock(NINE + 14 * HOUR + HOUR // 2)
    assert RandomIds(just_after_midnight, AMSTERDAM).run("L").startswith("L-261125-")


def test_no_sign_looks_like_another() -> None:
    assert not set("01aeiouly") & set(ALPHABET)
    assert len(set(ALPHABET)) == len(ALPHABET)


def test_counted_names_are_the_same_every_time() -> None:
    assert [CountedIds().run("X") for _ in range(2)] == ["X-261124-0001"] * 2
    ids = CountedIds(day="270328")
    assert [ids.run("S"), ids.run("L"), ids.fresh()] == ["S-270328-0001", "L-270328-0002", "id-1"]
