"""Whether a step starts: dependencies, conditions of three values, otherwise, standby."""

from __future__ import annotations

import pytest

from calamiteit.core.playbook.conditions import DecisionIs, Not, ParameterIs, StepOutcome
from calamiteit.core.playbook.plan import After, AtOffset, EveryInterval, Repeat
from calamiteit.core.run import commands as c
from calamiteit.core.run import events as e
from calamiteit.core.time import HOUR, MINUTE
from tests.support.crisis import Stage, plan, step, text, town

PEOPLE = town(chair="p1 p2", comms="ann bob")
LARGE = ParameterIs(parameter="size", values=("large",))
OWN = DecisionIs(decision="voice", options=("own",))


def _skip(stage: Stage, step_id: str) -> None:
    stage.as_person("p1", c.Skip(step=step_id, reason=text()))


def test_a_step_waits_for_the_one_before_it() -> None:
    stage = Stage(
        plan(step("one", "chair"), step("two", "comms", after=(After(step="one"),))), PEOPLE
    ).start()
    assert stage.of("two") == []
    stage.done("p1")
    assert stage.states("two") == {"ann": "open"}


@pytest.mark.parametrize("how", ["done", "skipped", "not-applicable"])
def test_a_dependency_is_met_by_done_skipped_and_not_applicable(how: str) -> None:
    stage = Stage(
        plan(step("one", "chair", when=LARGE), step("two", "comms", after=(After(step="one"),))), PEOPLE
    ).start(size="small" if how == "not-applicable" else "large")
    if how == "done":
        stage.done("p1")
    elif how == "skipped":
        _skip(stage, "one")

    assert stage.outcomes("one") == [how]
    assert stage.outcomes("two") == ["running"]


def test_declined_and_cancelled_never_meet_a_dependency() -> None:
    from calamiteit.core.playbook.plan import Guard

    guard = Guard(id="threat", title={"": "t"}, halts=("one",))
    steps = (step("one", "comms"), step("two", "comms", after=(After(step="one"),)))
    stage = Stage(plan(*steps, guards=[guard]), PEOPLE).start()
    stage.decline("ann")
    assert stage.of("two") == []
    stage.as_person("bob", c.PressGuard(guard="threat"))

    assert stage.outcomes("one") == ["cancelled"]
    assert stage.at("+2 09:00").of("two") == []


def test_a_strict_dependency_is_met_by_that_outcome_only() -> None:
    strict = (After(step="one", outcome="done"),)
    stage = Stage(plan(step("one", "chair"), step("two", "comms", after=strict)), PEOPLE).start()
    _skip(stage, "one")

    assert stage.outcomes("two") == ["not-applicable"]
    assert stage.of("two")[0].why == "dependency"


def test_a_strict_dependency_may_name_an_option() -> None:
    decision = step("voice", "chair", options="own region")
    after = (After(step="voice", outcome="region"),)
    stage = Stage(plan(decision, step("two", "comms", after=after)), PEOPLE).start()
    stage.done("p1", option="region")
    assert stage.outcomes("two") == ["running"]


def test_a_condition_that_is_false_makes_a_step_not_applicable_and_starts_its_otherwise() -> None:
    steps = (step("big", "comms", when=LARGE, otherwise="small"), step("small", "comms", standby=True))
    stage = Stage(plan(*steps), PEOPLE).start(size="small")

    assert stage.outcomes("big") == ["not-applicable"]
    assert stage.outcomes("small") == ["running"]


def test_an_unknown_condition_waits_and_is_judged_when_it_is_known() -> None:
    steps = (step("voice", "chair", options="own region"), step("two", "comms", when=OWN))
    stage = Stage(plan(*steps), PEOPLE).start()
    assert stage.at("12:00").outcomes("two") == ["planned"]

    stage.done("p1", option="own")

    assert stage.starts("two") == ["2026-06-01 12:00+02:00"]


def test_a_decision_that_was_skipped_is_known_to_have_taken_no_option() -> None:
    steps = (
        step("voice", "chair", options="own region"),
        step("two", "comms", when=OWN, otherwise="three"),
        step("three", "comms", standby=True),
    )
    stage = Stage(plan(*steps), PEOPLE).start()
    _skip(stage, "voice")

    assert stage.outcomes("two") == ["not-applicable"]
    assert stage.outcomes("three") == ["running"]


def test_a_started_step_never_stops_when_its_condition_lapses_and_that_is_said_once() -> None:
    first = step("voice", "chair", options="own region", repeat=Repeat(every=EveryInterval(interval=HOUR)))
    stage = Stage(plan(first, step("two", "comms", when=OWN)), PEOPLE).start()
    stage.done("p1", option="own")
    stage.at("10:00").done("p1", option="region")
    stage.at("11:00").done("p1", option="region")

    assert len(stage.events(e.ConditionLapsed)) == 1
    assert stage.outcomes("two") == ["running"]
    assert stage.of("two")[0].lapsed


def test_not_of_an_unknown_stays_unknown() -> None:
    stage = Stage(plan(step("one", "chair", when=Not(part=LARGE))), PEOPLE).start()
    assert stage.outcomes("one") == ["planned"]


def test_a_condition_may_look_at_the_outcome_of_a_step() -> None:
    skipped = StepOutcome(step="one", outcome="skipped")
    stage = Stage(plan(step("one", "chair"), step("two", "comms", when=skipped)), PEOPLE).start()
    stage.done("p1")
    assert stage.outcomes("two") == ["not-applicable"]


def test_a_standby_step_waits_for_a_person() -> None:
    stage = Stage(plan(step("extra", "comms", standby=True)), PEOPLE).start()
    assert stage.at("12:00").of("extra") == []

    stage.as_person("p1", c.StartStep(step="extra"))

    assert stage.outcomes("extra") == ["running"]
    again = stage.as_person("p1", c.StartStep(step="extra"))
    assert getattr(again, "code", "") == "step-running"


def test_a_repeating_step_with_a_false_condition_neither_hangs_nor_repeats() -> None:
    repeat = Repeat(every=EveryInterval(interval=HOUR))
    stage = Stage(plan(step("update", "comms", when=LARGE, repeat=repeat)), PEOPLE).start(size="small")

    assert stage.at("+1 09:00").outcomes("update") == ["not-applicable"]


def test_a_repeating_step_follows_a_decision_that_changes() -> None:
    hourly = Repeat(every=EveryInterval(interval=HOUR))
    steps = (
        step("voice", "chair", options="own region", repeat=hourly),
        step("update", "comms", when=OWN, otherwise="ask", repeat=hourly, at=AtOffset(plus=30 * MINUTE)),
        step("ask", "comms", standby=True),
    )
    stage = Stage(plan(*steps), PEOPLE).start()
    stage.done("p1", option="own")
    stage.at("09:30").done("ann")
    stage.at("10:00").done("p1", option="region")
    assert stage.outcomes("update") == ["done", "planned"]
    stage.at("11:30")
    assert stage.outcomes("update") == ["done", "not-applicable", "not-applicable", "planned"]
    assert stage.outcomes("ask") == ["running"]
    stage.done("ann")
    stage.at("12:00").done("p1", option="own")
    stage.at("12:30")

    assert stage.outcomes("update")[3] == "running"
    assert stage.outcomes("ask") == ["done"]
