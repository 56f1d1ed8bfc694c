"""Quiet hours: messages wait, or one question decides for all who would be woken."""

from __future__ import annotations

from typing import Any

from calamiteit.core.playbook.plan import IfNothing, Quiet, QuietRule
from calamiteit.core.run import commands as c
from calamiteit.core.run import events as e
from calamiteit.core.time import HOUR, MINUTE
from tests.support.crisis import Stage, plan, step, text, town

DEFER = Quiet(rule=QuietRule.DEFER)
ASK = Quiet(rule=QuietRule.ASK)


def _at_night(quiet: Quiet, /, clock: str = "23:00", **fields: Any) -> Stage:
    people = town(chair="p1", comms="ann bob", logger="lo")
    return Stage(plan(step("inform", "comms", "logger", quiet=quiet, **fields)), people, clock=clock).start()


def test_by_default_nobody_is_spared() -> None:
    assert _at_night(Quiet()).got("ann") == ["task/slack"]


def test_by_day_nothing_waits() -> None:
    assert _at_night(DEFER, clock="21:59").got("ann") == ["task/slack"]


def test_deferred_messages_go_out_when_the_quiet_hours_end_and_then_the_chase_begins() -> None:
    stage = _at_night(DEFER)
    assert stage.states() == {"ann": "waiting", "lo": "waiting"}

    stage.at("+1 07:29")
    assert stage.got("ann") == []
    stage.at("+1 07:30")
    assert stage.got("ann") == ["task/slack"]
    stage.at("+1 07:40")
    assert stage.got("ann", "+1 07:31") == ["repeat/slack"]


def test_the_deadline_of_deferred_work_counts_from_the_morning() -> None:
    stage = _at_night(DEFER, within=HOUR)

    stage.at("+1 07:30")
    assert stage.got("p1") == []
    stage.at("+1 08:30")
    assert "told/slack" in stage.got("p1", "+1 08:30")


def test_nobody_decides_only_after_somebody_was_asked() -> None:
    choice: dict[str, Any] = {"options": "yes no", "if_nothing": IfNothing(after=20 * MINUTE, option="no")}
    stage = _at_night(DEFER, **choice)

    stage.at("+1 07:30")
    assert stage.outcomes("inform") == ["running"]
    stage.at("+1 07:50")
    assert stage.of("inform")[0].option == "no"


def test_the_officer_is_asked_once_whether_to_wake_them() -> None:
    stage = _at_night(ASK)

    assert stage.got("p1") == ["wake-them/slack", "wake-them/sms"]
    assert stage.got("ann") == []


def test_waking_them_sends_at_once() -> None:
    choice: dict[str, Any] = {"options": "yes no", "if_nothing": IfNothing(after=20 * MINUTE, option="no")}
    stage = _at_night(ASK, within=HOUR, **choice).at("23:02")
    stage.as_person("p1", c.DecideWake(step="inform", n=1, wake=True))

    assert stage.got("ann") == ["task/slack"]
    assert stage.got("lo") == ["task/slack"]
    stage.at("23:22")
    assert stage.of("inform")[0].option == "no"
    again = stage.as_person("p1", c.DecideWake(step="inform", n=1, wake=False))
    assert getattr(again, "code", "") == "already-decided"


def test_the_deadline_of_who_is_woken_counts_from_then() -> None:
    stage = _at_night(ASK, within=HOUR).at("23:02")
    stage.as_person("p1", c.DecideWake(step="inform", n=1, wake=True))

    stage.at("+1 00:02")

    assert stage.task("ann").overdue


def test_without_an_answer_they_sleep_after_five_minutes() -> None:
    stage = _at_night(ASK).at("23:05")

    (decided,) = stage.events(e.WakeDecided)
    assert (decided.wake, decided.by_default) == (False, True)
    stage.at("+1 07:30")
    assert stage.got("ann") == ["task/slack"]


def test_who_answers_before_being_asked_is_not_asked_any_more() -> None:
    stage = _at_night(DEFER).at("23:30")
    stage.done("ann")
    stage.at("+1 12:00")

    assert stage.got("ann") == []


def test_a_deputy_is_not_woken_for_what_can_wait() -> None:
    stage = _at_night(DEFER).at("23:30")
    stage.decline("ann")

    assert stage.states()["bob"] == "waiting"
    stage.at("+1 07:30")
    assert stage.got("bob") == ["task/slack"]


def test_repeats_and_deputies_of_an_evening_task_wait_for_the_morning() -> None:
    stage = _at_night(DEFER, clock="21:55").at("+1 07:29")

    assert stage.got("ann") == ["task/slack"]
    assert stage.got("bob") == []
    stage.at("+1 07:30")
    assert "repeat/slack" in stage.got("ann")
    assert stage.got("bob") == ["task/slack"]


def test_a_withdrawn_wake_decision_of_a_skipped_step_is_gone() -> None:
    stage = _at_night(ASK).at("23:01")
    stage.as_person("p1", c.Skip(step="inform", reason=text()))

    assert not stage.run.agenda.moments()
