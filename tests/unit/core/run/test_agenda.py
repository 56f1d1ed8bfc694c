"""The moments of a run: set, moved, cleared; and what of that the store has to hear."""

from __future__ import annotations

from calamiteit.core.run.agenda import Agenda, Moment


def test_a_moment_is_current_until_it_is_set_anew_or_cleared() -> None:
    agenda = Agenda()
    agenda.set("T1:due", 100, 7)
    assert agenda.at("T1:due") == 100
    assert agenda.is_current("T1:due", 7)

    agenda.set("T1:due", 200, 9)
    assert not agenda.is_current("T1:due", 7)
    assert agenda.is_current("T1:due", 9)

    agenda.clear("T1:due")
    assert agenda.at("T1:due") is None
    assert not agenda.is_current("T1:due", 9)


def test_a_moment_at_the_beginning_of_time_is_armed_as_well() -> None:
    agenda = Agenda()
    agenda.set("start:a#1", 0, 1)
    assert agenda.at("start:a#1") == 0
    assert agenda.is_current("start:a#1", 1)


def test_no_moment_clears_what_was_set() -> None:
    agenda = Agenda()
    agenda.set("T1:due", 100, 7)
    agenda.set("T1:due", None, 8)
    assert agenda.moments() == {}


def test_what_changed_is_told_once_in_the_order_of_change() -> None:
    agenda = Agenda()
    agenda.set("b", 1, 1)
    agenda.set("a", 2, 2)
    agenda.clear("b")
    agenda.clear("never-set")
    changes = agenda.take_changes()
    assert list(changes.items()) == [("b", None), ("a", Moment(generation=2, at=2))]
    assert agenda.take_changes() == {}


def test_at_the_end_everything_is_cleared_and_told() -> None:
    agenda = Agenda()
    agenda.set("a", 1, 1)
    agenda.set("b", 2, 1)
    agenda.take_changes()
    agenda.clear_all()
    assert agenda.moments() == {}
    assert agenda.take_changes() == {"a": None, "b": None}


def test_what_is_handed_out_is_a_copy() -> None:
    agenda = Agenda()
    agenda.set("a", 1, 1)
    handed_out = dict(agenda.moments())
    agenda.clear_all()
    assert list(handed_out) == ["a"]
    assert agenda.moments() is not agenda.moments()
