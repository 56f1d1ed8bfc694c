"""How a run ends: stopped, wound down, closed."""

from __future__ import annotations

import pytest

from calamiteit.core.playbook.plan import After, AtOffset, EveryInterval, Repeat
from calamiteit.core.run import commands as c
from calamiteit.core.run import events as e
from calamiteit.core.run.actors import ENGINE
from calamiteit.core.run.decide import Refusal
from calamiteit.core.run.table import Verb
from calamiteit.core.run.views import status
from calamiteit.core.time import HOUR
from tests.support.crisis import Stage, notify, plan, step, text, town
from tests.support.snapshots import snapshot

FALSE_ALARM = c.Stop(false_alarm=True, reason=text())


def _stage(**ways: list[str]) -> Stage:
    people = town(ways, chair="p1", comms="ann bob", field="fay", logger="lo")
    alarm = notify("alarm", "comms", "field", "logger")
    later = step("later", "comms", at=AtOffset(plus=HOUR))
    return Stage(plan(alarm, step("inform", "comms"), later, critical=["field"]), people).start()


def _code(result: object) -> str:
    assert isinstance(result, Refusal)
    return result.code


def test_a_false_alarm_tells_everyone_who_was_told_on_each_of_their_channels() -> None:
    stage = _stage().at("09:06")
    stage.as_person("p1", FALSE_ALARM)

    for alias in ("ann", "bob", "fay", "lo"):
        assert stage.got(alias, "09:06")[-2:] == ["false-alarm/slack", "false-alarm/sms"], alias
    assert not stage.run.agenda.moments()
    assert {a.state.over or a.settled for a in stage.run.assignments.values()} == {True}


def test_who_was_called_by_phone_is_called_again() -> None:
    stage = _stage(fay=["phone"]).at("09:01")
    assert [one.number for one in stage.events(e.CallAdded)] == [stage.task("fay").number]
    stage.as_person("p1", FALSE_ALARM)

    calls = [o for _, o in stage.out if o.purpose == "call-off"]
    assert [(o.to, o.channel, o.values["alias"]) for o in calls] == [("p1", "slack", "fay")]
    assert calls[0].values["why"] == "false-alarm"


def test_who_answered_by_phone_for_another_is_told_as_well() -> None:
    stage = _stage()
    stage.heard("p1", "bob", Verb.ACCEPT, stage.task("ann").number)
    stage.as_person("p1", FALSE_ALARM)
    assert "false-alarm/slack" in stage.got("bob")


def test_a_message_that_was_under_way_at_the_stop_is_followed_by_the_all_clear() -> None:
    stage = _stage()
    stage.silent_channels.update({"slack", "sms"})
    stage.at("09:05")
    assert "bob" not in stage.run.told
    stage.as_person("p1", FALSE_ALARM)
    assert "false-alarm/slack" not in stage.got("bob")

    sent = c.RecordSent(
        message="M", channel="slack", to="bob", purpose="task", number=stage.task("bob").number
    )
    stage.at("09:06").do(sent, ENGINE)

    assert stage.got("bob", "09:06") == ["false-alarm/slack", "false-alarm/sms"]


def test_a_call_that_was_asked_for_too_late_is_called_off() -> None:
    stage = _stage(bob=["phone"])
    stage.silent_channels.update({"slack", "sms"})
    number = stage.at("09:05").task("bob").number
    stage.as_person("p1", FALSE_ALARM)
    assert "bob" not in stage.run.told

    sent = c.RecordSent(message="M", channel="slack", to="p1", purpose="call", number=number)
    stage.at("09:06").do(sent, ENGINE)

    calls = [out for at, out in stage.out if out.purpose == "call-off" and at == stage.now]
    assert [(out.to, out.values["alias"]) for out in calls] == [("p1", "bob")]


def test_who_could_not_be_told_that_it_is_over_is_named_with_the_reason() -> None:
    stage = _stage(bob=["slack"], fay=["phone"]).at("09:06")
    assert status(stage.plan, stage.run, stage.now).not_told == {}
    stage.broken.update({("bob", "slack"), ("ann", "slack"), ("p1", "sms")})

    stage.as_person("p1", FALSE_ALARM)

    assert status(stage.plan, stage.run, stage.now).not_told == {"bob": ("slack: unreachable",)}


def test_after_the_end_nobody_changes_anything_any_more() -> None:
    stage = _stage()
    stage.as_person("p1", c.Stop(false_alarm=False, reason=text()))
    before = snapshot(stage.run)
    for command in (
        c.Answer(number=1, verb=Verb.ACCEPT),
        c.AddTask(title=text(), role="comms"),
        c.PressGuard(guard="x"),
        c.WindDown(reason=text()),
        FALSE_ALARM,
        c.Close(),
    ):
        assert _code(stage.as_person("p1", command)) == "run-over"
    assert snapshot(stage.run) == before
    assert stage.got("ann")[-2:] == ["stopped/slack", "stopped/sms"]


def test_closing_names_what_is_open_and_wants_that_accepted() -> None:
    stage = _stage()
    refused = stage.as_person("p1", c.Close())
    assert isinstance(refused, Refusal)
    assert (refused.code, refused.values["count"]) == ("still-open", 4)

    stage.as_person("p1", c.Close(accept_open=True, reason=text()))

    (closed,) = stage.events(e.RunClosed)
    assert closed.left_open == (1, 2, 3, 4)
    assert stage.run.over


def test_alarms_that_were_seen_are_not_open_work() -> None:
    stage = _stage()
    for number, alias in ((1, "ann"), (2, "fay"), (3, "lo")):
        stage.accept(alias, number)
    stage.done("ann", 4)

    result = stage.as_person("p1", c.Close())

    assert isinstance(result, list)
    assert stage.states("alarm") == {"ann": "acknowledged", "fay": "acknowledged", "lo": "acknowledged"}


def test_winding_down_starts_nothing_new_and_lets_what_is_open_be_finished() -> None:
    update = step("update", "comms", repeat=Repeat(every=EveryInterval(interval=HOUR)))
    next_one = step("next", "comms", after=(After(step="update"),))
    stage = Stage(plan(update, next_one), town(chair="p1", comms="ann")).start()
    stage.as_person("p1", c.WindDown(reason=text(), aftercare="care"))

    assert stage.outcomes("update") == ["running", "cancelled"]
    (asked,) = stage.events(e.LinkedRunAsked)
    assert asked.playbook == "care"
    assert stage.got("ann") == ["task/slack"]
    stage.done("ann")
    assert stage.at("+1 09:00").of("next") == []
    assert stage.outcomes("update") == ["done", "cancelled"]
    assert _code(stage.as_person("p1", c.WindDown(reason=text()))) == "already-winding-down"
    assert isinstance(stage.as_person("p1", c.Close()), list)


def test_silence_is_still_chased_while_a_run_winds_down() -> None:
    stage = Stage(plan(notify("alarm", "comms")), town(chair="p1", comms="ann bob")).start()
    stage.as_person("p1", c.WindDown(reason=text()))
    stage.at("09:05")
    assert stage.got("bob") == ["task/slack"]


def test_while_winding_down_no_start_is_moved_but_a_person_may_add_a_task() -> None:
    stage = _stage()
    stage.as_person("p1", c.WindDown(reason=text()))
    assert _code(stage.as_person("p1", c.Redate(step="later", at=stage.now + HOUR))) == "winding-down"
    stage.as_person("p1", c.AddTask(title=text(), role="comms"))
    assert stage.outcomes("added-1") == ["running"]


@pytest.mark.parametrize("command", [FALSE_ALARM, c.Close(accept_open=True)], ids=["stop", "close"])
def test_the_end_of_a_linked_run_is_told_to_its_parent(command: c.Command) -> None:
    stage = Stage(plan(step("inform", "comms")), town(chair="p1", comms="ann"))
    stage.start_with(c.Start(run="X-1.1", mode="exercise", plan_hash="h", parent="X-1", depth=1), "p1")
    stage.as_person("p1", command)
    assert [(o.purpose, o.to) for _, o in stage.out if o.channel == "engine"] == [("link-ended", "X-1")]


def test_what_was_stopped_ends_each_step_with_a_code() -> None:
    stage = _stage()
    stage.as_person("p1", FALSE_ALARM)
    assert {(o.outcome, o.why) for found in stage.run.steps.values() for o in found} == {
        ("cancelled", "stopped")
    }
