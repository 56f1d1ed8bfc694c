"""Decisions that nobody takes, meetings, requests, linked runs, guards."""

from __future__ import annotations

from calamiteit.core.playbook.conditions import DecisionIs
from calamiteit.core.playbook.plan import After, Answer, Guard, IfNothing, Link, Opening
from calamiteit.core.run import commands as c
from calamiteit.core.run import events as e
from calamiteit.core.run.actors import ENGINE
from calamiteit.core.run.decide import Refusal
from calamiteit.core.run.table import Verb
from calamiteit.core.time import MINUTE
from tests.support.crisis import Stage, notify, plan, step, text, town

PEOPLE = town(chair="p1", comms="ann bob", field="fay", logger="lo")


def _decision(**fields: object) -> Stage:
    nothing = IfNothing(after=20 * MINUTE, option="wait")
    one = step("voice", "comms", kind="decide", options="speak wait", if_nothing=nothing, **fields)
    return Stage(plan(one, step("next", "chair", after=(After(step="voice"),))), PEOPLE).start()


# --- decisions


def test_a_decision_needs_one_of_its_options() -> None:
    stage = _decision()
    for option in ("", "shout"):
        refused = stage.done("ann", option=option)
        assert isinstance(refused, Refusal)
        assert refused.code == "choose-an-option"
    stage.done("ann", option="speak")
    assert stage.of("voice")[0].option == "speak"


def test_when_nobody_decides_the_option_of_the_plan_holds_and_nobody_is_named() -> None:
    stage = _decision()
    stage.accept("ann")
    stage.at("09:20")

    assert (stage.of("voice")[0].option, stage.of("voice")[0].why) == ("wait", "nobody-decided")
    assert next(r for r in stage.log if isinstance(r.event, e.OccurrenceEnded)).by == ENGINE
    assert stage.states("voice") == {"ann": "cancelled"}
    assert stage.outcomes("next") == ["running"]
    late = stage.done("ann", 1, option="speak")
    assert isinstance(late, Refusal)


def test_who_decides_in_time_is_the_one_who_decided() -> None:
    stage = _decision().at("09:19")
    stage.done("ann", option="speak")
    stage.at("09:30")
    assert stage.outcomes("voice") == ["done"]
    assert stage.of("voice")[0].option == "speak"


def test_a_request_is_put_by_one_person_who_records_the_answer() -> None:
    ask = step("triangle", "chair", "comms", kind="ask", answer=Answer.ANY, options="granted refused")
    stage = Stage(plan(ask), PEOPLE).start()
    stage.accept("ann")
    assert stage.states() == {"p1": "cancelled", "ann": "acknowledged"}
    stage.done("ann", option="refused")
    assert stage.run.decision("triangle") == "refused"


# --- meetings


def _meeting(**fields: object) -> Stage:
    meet = step("meet", "chair", "comms", "logger", kind="meeting", leader="chair", **fields)
    return Stage(plan(meet), PEOPLE).start()


def test_a_meeting_is_over_when_its_chair_says_so_and_who_joined_is_done_with_it() -> None:
    stage = _meeting()
    stage.accept("ann")
    stage.done("p1")

    assert stage.outcomes("meet") == ["done"]
    assert stage.states() == {"p1": "done", "ann": "done", "lo": "cancelled"}


def test_a_meeting_with_minutes_is_not_closed_without_them() -> None:
    stage = _meeting(minutes_required=True)
    refused = stage.done("p1")
    assert isinstance(refused, Refusal)
    assert refused.code == "minutes-required"

    stage.answer("p1", Verb.DONE, text=text("minutes"))

    assert stage.outcomes("meet") == ["done"]
    assert stage.task("p1").text == text("minutes")


def test_who_attends_is_not_asked_whether_they_are_still_busy() -> None:
    stage = _meeting()
    for alias in ("p1", "ann", "lo"):
        stage.accept(alias)
    stage.at("10:00")
    assert [alias for alias in ("p1", "ann", "lo") if "progress/slack" in stage.got(alias)] == ["p1"]


# --- linked runs


def _linked(depth: int = 0) -> Stage:
    link = step("care", kind="playbook", opening=Opening.LINK, link=Link(playbook="aftercare"))
    stage = Stage(plan(link, step("next", "chair", after=(After(step="care"),))), PEOPLE)
    return stage.start_with(
        c.Start(run="X-1", mode="exercise", plan_hash="h", languages=("nl",), depth=depth), "p1"
    )


def test_a_step_starts_a_linked_run_with_a_fixed_id() -> None:
    stage = _linked()
    (asked,) = stage.events(e.LinkedRunAsked)
    assert (asked.run, asked.playbook) == ("X-1.1", "aftercare")
    assert [(o.purpose, o.to, o.channel) for _, o in stage.out if o.channel == "engine"] == [
        ("link", "X-1.1", "engine")
    ]


def test_the_end_of_a_linked_run_ends_its_step_once() -> None:
    stage = _linked()
    stage.do(c.RecordLinkedEnd(run="X-1.1", outcome="closed"), ENGINE)
    assert stage.outcomes("care") == ["done"]
    assert stage.outcomes("next") == ["running"]

    for run in ("X-1.1", "X-9"):
        again = stage.do(c.RecordLinkedEnd(run=run, outcome="stopped"), ENGINE)
        assert isinstance(again, Refusal)
    assert stage.run.links == {"X-1.1": "closed"}


def test_a_linked_run_that_was_stopped_or_never_began_does_not_count_as_done() -> None:
    for outcome in ("stopped", "failed"):
        stage = _linked()
        stage.do(c.RecordLinkedEnd(run="X-1.1", outcome=outcome), ENGINE)
        assert stage.outcomes("care") == ["cancelled"]
        assert stage.of("next") == []


def test_linked_runs_go_three_deep_and_no_further() -> None:
    assert _linked(depth=1).outcomes("care") == ["running"]
    deepest = _linked(depth=2)
    assert deepest.outcomes("care") == ["cancelled"]
    assert deepest.of("care")[0].why == "too-deep"


# --- guards


def _guarded(**fields: object) -> Stage:
    guard = Guard(id="threat", title={"": "t"}, **fields)  # type: ignore[arg-type]
    steps = (
        step("walk", "field"),
        step("later", "field", after=(After(step="walk"),)),
        step("voice", "chair", options="safe unsafe"),
        step("police", "comms", standby=True),
    )
    return Stage(plan(*steps, guards=[guard]), PEOPLE).start()


def test_anyone_may_press_a_guard_and_it_halts_starts_and_tells() -> None:
    stage = _guarded(halts=("walk", "later"), starts=("police",), tells=("logger",))
    stage.accept("fay")

    stage.as_person("fay", c.PressGuard(guard="threat", reason=text()))

    assert stage.outcomes("walk") == ["cancelled"]
    assert stage.outcomes("police") == ["running"]
    assert stage.got("lo") == ["guard/slack", "guard/sms"]
    assert stage.got("fay")[-2:] == ["released/slack", "released/sms"]
    (tripped,) = [r for r in stage.log if isinstance(r.event, e.GuardTripped)]
    assert tripped.by.alias == "fay"


def test_what_a_guard_halted_does_not_start_again() -> None:
    stage = _guarded(halts=("walk", "later"))
    stage.as_person("p1", c.PressGuard(guard="threat"))
    for command in (c.StartStep(step="walk"), c.Redate(step="later", at=stage.now + MINUTE)):
        refused = stage.as_person("p1", command)
        assert isinstance(refused, Refusal)
        assert refused.code == "step-halted"
    assert stage.at("12:00").of("later") == []


def test_a_guard_with_a_condition_acts_once_by_itself() -> None:
    unsafe = DecisionIs(decision="voice", options=("unsafe",))
    stage = _guarded(when=unsafe, halts=("walk",))
    stage.done("p1", option="unsafe")
    stage.at("12:00")

    (tripped,) = stage.events(e.GuardTripped)
    assert not tripped.pressed
    assert stage.outcomes("walk") == ["cancelled"]


def test_a_guard_sends_those_home_who_had_not_yet_seen_the_alarm() -> None:
    guard = Guard(id="threat", title={"": "t"}, halts=("alarm",))
    alarm = notify("alarm", "comms", "field", answer=Answer.ANY)
    stage = Stage(plan(alarm, guards=[guard]), PEOPLE).start()
    stage.accept("ann")
    assert stage.outcomes("alarm") == ["done"]

    stage.as_person("p1", c.PressGuard(guard="threat"))

    assert stage.states() == {"ann": "acknowledged", "fay": "cancelled"}


def test_an_unknown_guard_is_refused_with_the_nearest_name() -> None:
    refused = _guarded().as_person("p1", c.PressGuard(guard="treat"))
    assert isinstance(refused, Refusal)
    assert (refused.code, refused.values["near"]) == ("no-such-guard", "threat")


def test_who_is_halted_but_reached_by_phone_only_is_called_again() -> None:
    people = town({"fay": ["phone"]}, chair="p1", field="fay", logger="lo")
    guard = Guard(id="threat", title={"": "t"}, halts=("walk",))
    stage = Stage(plan(step("walk", "field"), guards=[guard]), people).start()
    assert stage.task("lo").step == "call-T1"
    stage.heard("p1", "fay", Verb.ACCEPT, 1)

    stage.as_person("p1", c.PressGuard(guard="threat"))

    assert "call-off/slack" in stage.got("p1")
