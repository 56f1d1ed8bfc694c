"""What a plan would do: played ahead by the same decisions as a real run."""

from __future__ import annotations

from typing import Any

from calamiteit.core.playbook.conditions import DecisionIs
from calamiteit.core.playbook.plan import (
    After,
    AtLocal,
    AtOffset,
    EveryInterval,
    Link,
    Opening,
    Plan,
    Quiet,
    QuietRule,
    Repeat,
    Takes,
)
from calamiteit.core.run import commands as c
from calamiteit.core.run.actors import Actor
from calamiteit.core.run.decide import Circumstances
from calamiteit.core.time import HOUR, MINUTE
from calamiteit.engine.previewing import Preview, preview
from tests.support.crisis import CHANNELS, ZONE, Stage, notify, plan, step, town

PEOPLE = town({"fay": ["phone"]}, chair="p1", comms="ann bob", field="fay")
COMMAND = c.Start(run="preview", mode="exercise", plan_hash="hash")


def _ahead(found: Plan, *, hours: int = 24, clock: str = "09:00", **more: Any) -> tuple[Stage, Preview]:
    stage = Stage(found, PEOPLE, clock=clock)
    around = Circumstances(
        now=stage.now, zone=ZONE, directory=PEOPLE, actor=Actor(alias="p1", door="preview")
    )
    return stage, preview(found, COMMAND, around, CHANNELS, until=stage.now + hours * HOUR, **more)


def test_it_says_who_is_asked_by_which_rule_and_over_which_channels() -> None:
    alarm = notify("alarm", "chair", "comms", "field", "legal", within=5 * MINUTE)
    stage, found = _ahead(plan(alarm, critical=["comms"]))

    (line,) = found.steps
    assert [(one.alias, one.roles, one.rule, one.channels) for one in line.asked] == [
        ("p1", ("chair",), "holder", ("slack",)),
        ("ann", ("comms",), "holder", ("slack", "sms")),
        ("fay", ("field",), "holder", ()),
    ]
    assert line.unfilled == ("legal",)
    assert (line.at, line.due) == (stage.moment("09:00"), stage.moment("09:05"))


def test_a_step_after_another_begins_when_that_one_usually_ends() -> None:
    first = step("one", "comms", takes=Takes(usual=20 * MINUTE, at_most=HOUR))
    stage, found = _ahead(plan(first, step("two", "chair", after=(After(step="one"),))))

    assert [(line.step, stage.local(line.at)[11:16]) for line in found.steps] == [
        ("one", "09:00"),
        ("two", "09:20"),
    ]


def test_repeats_local_times_and_quiet_hours_are_those_of_the_run() -> None:
    steps = (
        step("update", "comms", repeat=Repeat(every=EveryInterval(interval=HOUR), at_most=3)),
        step("night", "chair", at=AtOffset(plus=HOUR), quiet=Quiet(rule=QuietRule.DEFER)),
        step("morning", "comms", at=AtLocal(minutes=480, day=1)),
        step("later", "comms", at=AtLocal(minutes=480, day=9)),
    )
    stage, found = _ahead(plan(*steps), clock="22:00")

    assert [(line.step, line.n, stage.local(line.at)[5:16]) for line in found.steps] == [
        ("update", 1, "06-01 22:00"),
        ("update", 2, "06-01 23:00"),
        ("night", 1, "06-01 23:00"),
        ("update", 3, "06-02 00:00"),
        ("morning", 1, "06-02 08:00"),
    ]
    assert found.later == ("later",)


def test_a_choice_is_the_first_option_unless_it_is_given() -> None:
    own = DecisionIs(decision="voice", options=("own",))
    voice = step("voice", "chair", options="own region")
    steps = (voice, step("speak", "comms", when=own, otherwise="hand"), step("hand", "comms", standby=True))

    _, first = _ahead(plan(*steps))
    _, given = _ahead(plan(*steps), choices={"voice": "region"})

    assert [line.step for line in first.steps] == ["voice", "speak"]
    assert first.never == ("hand",)
    assert [line.step for line in given.steps] == ["voice", "hand"]


def test_a_step_whose_condition_is_false_is_neither_later_nor_waiting() -> None:
    when = DecisionIs(decision="voice", options=("region",))
    steps = (step("voice", "chair", options="own region"), step("ask-region", "comms", when=when))
    after = step("thank", "comms", at=AtOffset(plus=30 * HOUR))

    _, own = _ahead(plan(*steps, after))
    _, region = _ahead(plan(*steps, after), choices={"voice": "region"})

    assert (own.left_out, own.later, own.never) == (("ask-region",), ("thank",), ())
    assert (region.left_out, region.later) == ((), ("thank",))
    assert [line.step for line in region.steps] == ["voice", "ask-region"]


def test_a_linked_run_is_named_and_taken_as_finished() -> None:
    link = step("care", opening=Opening.LINK, link=Link(playbook="aftercare"))
    _, found = _ahead(plan(link, step("next", "comms", after=(After(step="care"),))))
    assert [(line.step, line.linked) for line in found.steps] == [("care", "aftercare"), ("next", "")]


def test_it_agrees_with_the_run_itself_about_the_first_wave() -> None:
    found = plan(notify("alarm", "chair", "comms"), step("inform", "comms", "field"), critical=["chair"])
    _, ahead = _ahead(found)
    stage = Stage(found, PEOPLE).start()

    of_the_plan = (a for a in stage.run.assignments.values() if a.step in found.steps)
    run = {(a.step, a.alias, a.roles) for a in of_the_plan}
    assert {(line.step, one.alias, one.roles) for line in ahead.steps for one in line.asked} == run
    sent = {(o.to, o.channel) for _, o in stage.out if o.purpose in ("task", "wake")}
    assert {(one.alias, ch) for line in ahead.steps for one in line.asked for ch in one.channels} == sent
