"""Whom only the telephone reaches is called by the logger, who has a task for it and is chased."""

from __future__ import annotations

from typing import Any

import pytest

from calamiteit.core.contacts.directory import Directory
from calamiteit.core.playbook.plan import Quiet, QuietRule
from calamiteit.core.run import commands as c
from calamiteit.core.run import events as e
from calamiteit.core.run.actors import Actor
from calamiteit.core.run.decide import Refusal
from calamiteit.core.run.table import Verb
from calamiteit.core.run.views import headline
from tests.support.crisis import Stage, notify, plan, step, text, town

CALL = "call-T1"


def _stage(people: Directory, **fields: Any) -> Stage:
    """Comms is asked; ann has nothing but a telephone unless `people` says otherwise."""
    return Stage(plan(notify("alarm", "comms"), **fields), people).start()


def _town(logger: str = "lo lu", ann: tuple[str, ...] = ("phone",), **more: Any) -> Directory:
    return town({"ann": ann, **more}, chair="p1 p2", comms="ann", logger=logger)


def test_the_logger_gets_a_task_of_their_own_to_call() -> None:
    stage = _stage(_town())

    assert stage.got("lo") == ["task/slack"]
    task = stage.task("lo")
    assert (task.step, task.state.value, task.roles) == (CALL, "open", ("logger",))
    assert stage.run.calls == {CALL: 1}
    assert stage.got("ann") == []


def test_a_logger_who_does_not_call_is_repeated_replaced_and_reported_to_the_officer() -> None:
    stage = _stage(_town()).at("09:08")

    assert stage.got("lo") == ["task/slack", "repeat/slack", "second/sms"]
    assert stage.got("lu")[:1] == ["task/slack"]
    call = stage.task("lo").number
    told = [r.event for r in stage.log if isinstance(r.event, e.Escalated) and r.event.number == call]
    assert [(one.to, one.why) for one in told] == [("deputy", "no-answer"), ("officer", "no-answer")]
    assert headline(stage.plan, stage.run, stage.now).silent[:2] == ("T1 ann", f"T{call} lo")


def test_a_logger_who_takes_the_call_and_is_silent_then_is_asked_about_it() -> None:
    stage = _stage(_town())
    stage.accept("lo")

    stage.at("09:20")

    assert "progress/slack" in stage.got("lo")
    assert [one.why for one in stage.events(e.Escalated) if one.number == stage.task("lo").number] == [
        "silent"
    ]


def test_a_critical_role_wakes_the_logger_too() -> None:
    stage = _stage(_town(ann=("slack", "phone")), critical=["comms"])

    assert stage.got("ann") == ["task/slack"]
    assert stage.got("lo") == ["task/slack", "wake/sms"]


def test_the_logger_who_writes_down_what_was_said_has_done_the_call() -> None:
    stage = _stage(_town())

    heard = stage.do(
        c.Answer(number=1, verb=Verb.ACCEPT),
        Actor(alias="lo", door="slack", on_behalf_of="ann", heard_by="phone"),
    )

    assert isinstance(heard, list), "no authority is needed for the answer of who they had to call"
    assert (stage.task("ann").state.value, stage.task("ann").heard_by) == ("acknowledged", "phone")
    assert (stage.task("lo").state.value, stage.task("lo").answered_by) == ("done", "lo")
    assert stage.task("lo").heard_by == "", "the logger said it, nobody heard it from them"
    assert stage.outcomes(CALL) == ["done"]
    assert not stage.at("10:00").run.agenda.moments()


def test_a_logger_may_not_answer_for_somebody_they_do_not_have_to_call() -> None:
    people = town({"ann": ("phone",)}, chair="p1", comms="ann", logger="lo", field="fay")
    stage = Stage(plan(notify("alarm", "comms"), notify("other", "field")), people).start()

    refused = stage.do(
        c.Answer(number=stage.task("fay").number, verb=Verb.ACCEPT),
        Actor(alias="lo", door="slack", on_behalf_of="fay", heard_by="phone"),
    )

    assert isinstance(refused, Refusal) and refused.code == "not-allowed"


@pytest.mark.parametrize("by", ["ann", "p1"])
def test_nobody_has_to_call_any_more_when_the_answer_came_otherwise(by: str) -> None:
    stage = _stage(_town(ann=("slack", "phone")), critical=["comms"])

    if by == "ann":
        stage.accept("ann")
    else:
        stage.heard("p1", "ann", Verb.ACCEPT, 1)

    assert (stage.task("lo").state.value, stage.task("lo").why) == ("cancelled", "answered")
    assert stage.outcomes(CALL) == ["not-applicable" if by == "ann" else "done"]
    edits = [out.to for _, out in stage.out if out.purpose == "refresh"]
    assert "lo" in edits, "the message says so"
    assert stage.task("lo").number not in stage.run.open_numbers


def test_the_call_ends_with_what_it_is_about() -> None:
    stage = _stage(_town())
    stage.as_person("p1", c.Skip(number=1, reason=text("not needed")))
    assert stage.task("lo").state.value == "cancelled"

    stopped = _stage(_town())
    stopped.as_person("p1", c.Stop(false_alarm=True, reason=text("fireworks")))
    assert stopped.task("lo").state.value == "cancelled"
    assert "call-off/slack" in stopped.got("p1") + stopped.got("lo"), "ann may have been called: she is told"


def test_a_logger_who_cannot_is_replaced_at_once_and_after_the_last_the_officer_hears_it() -> None:
    stage = _stage(_town())

    stage.decline("lo")
    assert stage.task("lu").step == CALL
    stage.decline("lu")

    assert [one.why for one in stage.events(e.Escalated) if one.to == "officer"] == ["nobody-left"]


@pytest.mark.parametrize(
    ("logger", "ways", "caller"),
    [
        ("lo lu", {"lo": ("phone",)}, "lu"),
        ("lo", {"lo": ("phone",)}, "p1"),
        ("ann lo", {}, "lo"),
        ("ann", {}, "p1"),
    ],
)
def test_who_has_to_be_called_calls_nobody(
    logger: str, ways: dict[str, tuple[str, ...]], caller: str
) -> None:
    stage = _stage(_town(logger, **ways))

    opened = [one for one in stage.events(e.AssignmentOpened) if one.step.startswith("call-")]
    assert [one.alias for one in opened] == [caller]
    stage.at("10:00")
    asked = {one.alias for one in stage.events(e.AssignmentOpened) if one.step.startswith("call-")}
    assert asked & {"ann", *ways} == set()


def test_where_only_who_is_to_be_called_is_left_nobody_calls() -> None:
    people = town({"ann": ("phone",)}, chair="ann", comms="ann")
    stage = Stage(plan(notify("alarm", "comms")), people).start(by="ann")

    assert stage.events(e.CallAdded) == []


def test_the_officer_who_starts_the_run_is_awake_and_not_called_for_it() -> None:
    people = town({"p1": ("slack", "phone"), "p2": ("slack", "phone")}, chair="p1", decider="p2", logger="lo")
    alarm = notify("alarm", "chair", "decider")
    stage = Stage(plan(alarm, critical=["chair", "decider"]), people).start(by="p1")

    assert [one.number for one in stage.events(e.CallAdded)] == [stage.task("p2").number]


def test_one_call_at_a_time_and_another_one_when_nobody_picked_up_the_first() -> None:
    stage = _stage(_town())
    stage.at("09:04")
    assert len([a for a in stage.run.assignments.values() if a.alias == "lo"]) == 1, (
        "tried over both channels"
    )

    again = _stage(_town())
    again.answer("lo", Verb.DONE)
    assert again.task("ann").state.value == "open", "called, no reply: the chase of ann goes on"
    again.at("09:04")
    assert again.outcomes(CALL) == ["done", "running"]


def test_a_call_counts_as_no_step_of_the_plan_and_as_nobody_asked() -> None:
    stage = _stage(_town())
    shown = headline(stage.plan, stage.run, stage.now)
    assert (shown.running, shown.asked) == (1, 1)


def test_in_quiet_hours_nobody_calls_whom_the_message_does_not_wake() -> None:
    asleep = step("inform", "comms", quiet=Quiet(rule=QuietRule.DEFER))
    stage = Stage(plan(asleep), _town(), clock="23:30").start()
    assert stage.events(e.CallAdded) == []

    stage.at("+1 07:30")
    assert stage.task("lo").step == CALL
