"""Silence: repeat, second channel, deputy, officer, and on until somebody answers."""

from __future__ import annotations

from itertools import pairwise

from calamiteit.core.playbook.plan import Takes
from calamiteit.core.run import commands as c
from calamiteit.core.run import events as e
from calamiteit.core.run.table import Verb
from calamiteit.core.time import DAY, MINUTE
from tests.support.crisis import Stage, notify, plan, step, text, town


def _alarm(**roles: str) -> Stage:
    return Stage(plan(notify("alarm", "comms")), town(**{"chair": "p1", "comms": "ann bob", **roles})).start()


def test_silence_leads_to_repeat_second_channel_deputy_and_officer() -> None:
    stage = _alarm()
    assert stage.got("ann") == ["task/slack"]

    stage.at("09:02")
    assert stage.got("ann", "09:02") == ["repeat/slack"]
    stage.at("09:03")
    assert stage.got("ann", "09:03") == ["second/sms"]
    stage.at("09:04:59")
    assert stage.got("bob") == []
    stage.at("09:05")
    assert stage.got("bob") == ["task/slack"]
    assert stage.task("bob").rule == "deputy 1"
    stage.at("09:07:59")
    assert stage.got("p1") == []
    stage.at("09:08")
    assert stage.got("p1") == ["told/slack", "told/sms"]


def test_an_answer_ends_the_chase() -> None:
    stage = _alarm().at("09:01")
    stage.accept("ann")

    stage.at("12:00")

    assert stage.got("ann") == ["task/slack"]
    assert stage.got("bob") == []
    assert stage.got("p1") == []


def test_somebody_who_has_seen_an_alarm_in_time_is_not_overdue() -> None:
    stage = Stage(plan(notify("alarm", "comms", within=5 * MINUTE)), town(chair="p1", comms="ann")).start()
    stage.at("09:01").accept("ann")

    stage.at("10:00")

    assert stage.got("p1") == []
    assert not stage.task("ann").overdue


def test_deputies_are_asked_one_after_the_other_each_with_a_chase_of_their_own() -> None:
    stage = _alarm(comms="ann bob cy").at("09:05")
    assert stage.got("cy") == []

    stage.at("09:10")

    assert stage.got("bob") == ["task/slack", "repeat/slack", "second/sms"]
    assert stage.got("cy") == ["task/slack"]


def test_when_nobody_is_left_the_officer_hears_it_at_once() -> None:
    stage = _alarm(comms="ann").at("09:05")

    (told,) = stage.events(e.Escalated)
    assert (told.to, told.why) == ("officer", "nobody-left")
    assert stage.got("p1", "09:05") == ["told/slack", "told/sms"]


def test_the_officer_is_told_again_and_less_often_while_nobody_answers() -> None:
    stage = _alarm(comms="ann").at("+1 09:00")

    moments = [stage.local(r.at)[11:16] for r in stage.log if isinstance(r.event, e.Escalated)]

    assert moments[:4] == ["09:05", "09:35", "10:10", "11:20"]
    assert len(moments) <= 9
    assert stage.task("ann").escalated_to == ["officer"]
    stage.accept("ann")
    assert not stage.run.agenda.moments()


def test_an_officer_who_is_silent_is_reported_to_the_deputy_of_the_officer() -> None:
    stage = Stage(plan(notify("alarm", "chair")), town(chair="p1 p2")).start(by="p1")

    stage.at("09:08")

    assert "told/slack" in stage.got("p2")


def test_somebody_with_a_critical_role_gets_both_channels_in_the_first_wave() -> None:
    stage = Stage(plan(notify("alarm", "comms"), critical=["comms"]), town(chair="p1", comms="ann")).start()

    assert stage.got("ann") == ["task/slack", "wake/sms"]


def test_who_is_woken_only_by_the_telephone_is_called_by_the_logger() -> None:
    people = town({"ann": ["slack", "phone"]}, chair="p1", comms="ann", logger="lo")
    stage = Stage(
        plan(notify("alarm", "logger"), notify("call", "comms"), critical=["comms"]), people
    ).start()

    assert [(one.number, one.role) for one in stage.events(e.CallAdded)] == [(2, "logger")]
    assert stage.task("lo").step == "call-T2"
    assert stage.got("ann") == ["task/slack"]


def test_who_has_only_a_telephone_is_called_at_once_whatever_the_role() -> None:
    people = town({"ann": ["phone"]}, chair="p1", comms="ann", logger="lo")
    stage = Stage(plan(notify("alarm", "logger"), step("inform", "comms", at=_in(10))), people).start()
    stage.accept("lo")

    stage.at("09:10")

    assert stage.got("lo", "09:10") == ["task/slack"]
    assert stage.task("lo").step == f"call-T{stage.task('ann').number}"


def test_what_is_said_by_phone_is_recorded_with_who_wrote_it_down() -> None:
    people = town({"ann": ["phone"]}, chair="p1", comms="ann bob", logger="lo")
    stage = Stage(plan(step("inform", "comms")), people).start()

    assert isinstance(stage.heard("p1", "ann", Verb.ACCEPT, 1), list)

    assert stage.task("ann").state.value == "acknowledged"
    assert (stage.task("ann").answered_by, stage.task("ann").heard_by) == ("p1", "phone")
    assert "ann" in stage.run.told


def test_a_deputy_who_says_it_by_phone_takes_the_task_over() -> None:
    people = town(chair="p1", comms="ann bob")
    stage = Stage(plan(step("inform", "comms")), people).start()

    assert isinstance(stage.heard("p1", "bob", Verb.ACCEPT, 1), list)

    assert stage.states() == {"ann": "cancelled", "bob": "acknowledged"}
    assert stage.task("bob").heard_by == "phone"


def test_only_who_may_record_writes_down_what_others_said() -> None:
    stage = Stage(plan(step("inform", "comms")), town(chair="p1", comms="ann", logger="lo")).start()

    refused = stage.heard("lo", "ann", Verb.ACCEPT, 1)

    assert getattr(refused, "code", "") == "not-allowed"


def test_silence_after_acceptance_is_asked_about_and_then_told() -> None:
    takes = Takes(usual=10 * MINUTE, at_most=30 * MINUTE)
    stage = Stage(plan(step("inform", "comms", takes=takes)), town(chair="p1", comms="ann")).start()
    stage.accept("ann")

    stage.at("09:30")
    assert stage.got("ann", "09:30") == ["progress/slack"]
    stage.at("09:40")
    assert stage.got("p1", "09:40") == ["told/slack", "told/sms"]
    assert stage.task("ann").silent

    stage.answer("ann", Verb.START)
    assert not stage.task("ann").silent
    stage.at("10:20")
    assert stage.got("ann", "10:20") == ["progress/slack"], "they have had it for forty minutes"


def test_a_deadline_reminds_and_then_tells_the_officer() -> None:
    stage = Stage(plan(step("inform", "comms", within=40 * MINUTE)), town(chair="p1", comms="ann")).start()
    stage.accept("ann")

    stage.at("09:30")
    assert stage.got("ann", "09:30") == ["reminder/slack"]
    stage.at("09:40")
    assert stage.got("p1", "09:40") == ["told/slack", "told/sms"]
    assert stage.task("ann").overdue


def test_a_stale_timer_yields_no_events() -> None:
    stage = _alarm()
    moment = stage.run.agenda.moments()["T1:repeat"]
    stage.accept("ann")

    refused = stage.do(c.Fire(id="T1:repeat", generation=moment.generation), stage.around().actor)

    assert getattr(refused, "code", "") == "stale"


def test_a_repeated_tap_yields_no_events() -> None:
    stage = _alarm()
    stage.accept("ann")

    again = stage.accept("ann")

    assert getattr(again, "code", "") == "already-acknowledged"
    assert getattr(again, "ok", False)


def test_who_accepted_an_alarm_can_still_say_that_they_cannot_come() -> None:
    stage = _alarm()
    stage.accept("ann")
    assert stage.outcomes("alarm") == ["done"]

    stage.at("09:10").decline("ann")

    assert stage.got("bob") == ["task/slack"]


def test_who_says_that_they_are_still_on_it_is_asked_less_and_less_often() -> None:
    quick = step("inform", "comms", takes=Takes(usual=5 * MINUTE, at_most=10 * MINUTE))
    stage = Stage(plan(quick), town(chair="p1", comms="ann")).start()
    stage.accept("ann")
    began, asked = stage.now, [stage.now]
    while stage.now < began + 7 * DAY:
        stage.until(stage.now + MINUTE)
        if stage.got("ann").count("progress/slack") == len(asked):
            asked.append(stage.now)
            stage.answer("ann", Verb.START)
    waits = [later - sooner for sooner, later in pairwise(asked)]
    assert waits == sorted(waits)
    assert waits[0] == 10 * MINUTE
    assert waits[-1] == DAY, "each day, for a task that takes so long"
    assert len(asked) < 20


def test_a_plan_that_tells_no_officer_stays_silent_towards_the_officer() -> None:
    from calamiteit.core.playbook.plan import Chase

    chase = Chase(repeat=MINUTE, second_channel=None, deputy=None, officer=None)
    stage = Stage(plan(step("inform", "comms", chase=chase)), town(chair="p1", comms="ann")).start()

    stage.at("12:00")

    assert stage.got("ann") == ["task/slack", "repeat/slack"]
    assert stage.got("p1") == []


def _in(minutes: int) -> object:
    from calamiteit.core.playbook.plan import AtOffset

    return AtOffset(plus=minutes * MINUTE)


def test_the_reason_of_a_refusal_reaches_the_log() -> None:
    stage = _alarm()
    stage.answer("ann", Verb.DECLINE, text=text("ill"))

    (declined,) = stage.events(e.AssignmentDeclined)
    assert declined.reason == text("ill")
