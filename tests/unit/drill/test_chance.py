"""Chance in a drill: the same for the same purpose, spread as the table says."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from calamiteit.core.playbook.kinds.kind import assumed
from calamiteit.core.time import MINUTE
from calamiteit.drill.chance import Dice, at_quantile

TABLE = assumed("answer", (0.0, 0), (0.5, 2 * MINUTE), (0.9, 10 * MINUTE), (1.0, 60 * MINUTE))


def test_a_number_follows_from_its_purpose_and_not_from_what_was_asked_before() -> None:
    dice, other = Dice(7), Dice(7)
    other.uniform("wren", "alarm", "answer")
    assert dice.uniform("heron", "alarm", "answer") == other.uniform("heron", "alarm", "answer")
    assert dice.uniform("heron", "alarm", "answer") != dice.uniform("heron", "alarm", "work")
    assert Dice(7).uniform("heron") != Dice(8).uniform("heron")


def test_a_purpose_is_not_mistaken_for_another_with_the_same_letters() -> None:
    assert Dice(1).uniform("a", "bc") != Dice(1).uniform("ab", "c")


def test_a_table_is_met_at_its_rows_and_straight_between_them() -> None:
    assert [at_quantile(TABLE, share) for share in (0.0, 0.25, 0.5, 0.7, 0.9, 1.0)] == [
        0, MINUTE, 2 * MINUTE, 6 * MINUTE, 10 * MINUTE, 60 * MINUTE,
    ]  # fmt: skip


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_larger_share_takes_no_less_time(one: float, other: float) -> None:
    small, large = sorted((one, other))
    assert at_quantile(TABLE, small) <= at_quantile(TABLE, large)


def test_numbers_are_spread_evenly() -> None:
    drawn = [Dice(3).uniform("person", n) for n in range(4_000)]
    tenths = [sum(tenth <= 10 * number < tenth + 1 for number in drawn) for tenth in range(10)]
    assert all(320 <= count <= 480 for count in tenths), tenths
