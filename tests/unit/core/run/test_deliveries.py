"""Sent is not received: what happens when a message does not arrive, or waits."""

from __future__ import annotations

from calamiteit.core.run import commands as c
from calamiteit.core.run import events as e
from calamiteit.core.run import views
from calamiteit.core.run.actors import ENGINE
from calamiteit.core.run.decide import Refusal
from tests.support.crisis import Stage, notify, plan, step, town


def _stage(*, critical: bool = False, broken: tuple[str, ...] = (), ways: str = "slack sms") -> Stage:
    people = town({"ann": ways.split()}, chair="p1", comms="ann bob")
    stage = Stage(plan(notify("alarm", "comms"), critical=["comms"] if critical else []), people)
    stage.broken = {("ann", channel) for channel in broken}
    return stage.start()


def test_a_message_that_fails_is_followed_by_the_second_channel_at_once() -> None:
    stage = _stage(broken=("slack",))
    assert stage.got("ann") == ["task/slack", "second/sms"]
    assert stage.got("bob") == []


def test_when_every_channel_failed_the_deputy_is_asked_at_once() -> None:
    stage = _stage(broken=("slack", "sms"))
    assert stage.got("bob") == ["task/slack"]
    assert views.headline(stage.plan, stage.run, stage.now).undelivered == ("T1 ann",)


def test_for_a_critical_role_the_deputy_waits_for_the_fate_of_both_first_channels() -> None:
    stage = _stage(critical=True, broken=("slack",))
    assert stage.got("ann") == ["task/slack", "wake/sms"]
    assert stage.got("bob") == []

    assert _stage(critical=True, broken=("slack", "sms")).got("bob") == ["task/slack", "wake/sms"]


def test_for_a_critical_role_the_other_channels_are_tried_when_the_first_wave_failed() -> None:
    stage = _stage(critical=True, broken=("slack", "sms"), ways="slack sms mail")
    assert stage.got("ann") == ["task/slack", "wake/sms", "second/mail"]
    assert stage.got("bob") == []
    assert _stage(critical=True, broken=("slack", "sms", "mail"), ways="slack sms mail").got("bob")


def test_channels_that_this_mode_does_not_have_are_not_waited_for() -> None:
    stage = _stage(broken=("slack",), ways="slack signal")
    assert stage.got("bob") == ["task/slack"]


def test_somebody_without_any_channel_is_reported_and_replaced_at_once() -> None:
    stage = _stage(ways="")
    assert stage.got("ann") == ["task/none"]
    assert stage.got("bob") == ["task/slack"]


def test_a_message_that_waits_too_long_is_followed_by_the_other_channel_but_not_by_the_deputy() -> None:
    stage = _stage()
    report = c.RecordFailed(
        message="M1", channel="slack", to="ann", purpose="task", reason="429", number=1, delayed=True
    )
    stage.do(report, ENGINE)
    assert stage.got("ann") == ["task/slack", "second/sms"]
    stage.do(report, ENGINE)
    assert stage.got("bob") == []


def test_a_message_that_arrives_after_the_answer_is_redrawn() -> None:
    stage = _stage()
    stage.silent_channels.add("sms")
    stage.at("09:03").accept("ann")
    stage.out.clear()
    stage.do(c.RecordSent(message="M9", channel="slack", to="ann", purpose="repeat", number=1), ENGINE)
    assert [(o.purpose, o.refresh_of) for _, o in stage.out] == [("refresh", "M9")]


def test_an_answer_redraws_each_slack_message_of_the_task_once() -> None:
    stage = _stage().at("09:02")
    stage.out.clear()
    stage.accept("ann")
    assert [o.refresh_of for _, o in stage.out if o.purpose == "refresh"] == ["M1", "M2"]
    assert sum(o.purpose == "card" for _, o in stage.out) == 1


def test_reports_about_the_officers_message_do_not_count_as_having_reached_the_holder() -> None:
    stage = _stage(broken=("slack", "sms"))
    stage.at("09:08")
    (line,) = [task for task in views.status(stage.plan, stage.run, stage.now).tasks if task.number == 1]
    assert "told/slack" in stage.got("p1")
    assert (line.sent, line.undelivered) == ((), True)


def test_a_possible_repeat_is_kept() -> None:
    stage = _stage()
    sent = c.RecordSent(
        message="M5", channel="slack", to="ann", purpose="repeat", number=1, possible_repeat=True
    )
    stage.do(sent, ENGINE)
    assert stage.task("ann").deliveries[-1].possible_repeat


def test_the_room_of_a_run_is_opened_once() -> None:
    stage = _stage()
    stage.do(c.RecordRoom(channel="slack", ref="C1"), ENGINE)
    again = stage.do(c.RecordRoom(channel="slack", ref="C2"), ENGINE)
    assert isinstance(again, Refusal)
    assert (stage.run.room, stage.run.room_channel) == ("C1", "slack")


def test_failed_messages_end_in_the_log_with_their_reason() -> None:
    stage = Stage(plan(step("inform", "comms")), town(chair="p1", comms="ann"))
    stage.broken = {("*", "slack")}
    stage.start()
    assert stage.events(e.MessageFailed)[0].reason == "unreachable"
    assert list(stage.run.failures) == ["M1"]
