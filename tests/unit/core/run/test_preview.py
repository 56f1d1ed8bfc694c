"""A preview of a plan: when what happens, to whom, over which channels, with nothing sent."""

from __future__ import annotations

from calamiteit.core.playbook.plan import After, AtOffset, Takes
from calamiteit.core.run import commands as c
from calamiteit.core.run.decide import Circumstances
from calamiteit.core.run.preview import Preview, preview
from calamiteit.core.time import HOUR, MINUTE, show_time
from tests.support.crisis import CHANNELS, ZONE, Stage, notify, plan, step, town


def _preview(stage: Stage, hours: int = 24) -> Preview:
    command = c.Start(run="preview", mode="live", plan_hash="hash", languages=("nl",))
    around = Circumstances(now=stage.now, zone=ZONE, directory=stage.directory)
    return preview(stage.plan, command, around, CHANNELS, until=stage.now + hours * HOUR)


def _times(found: Preview, stage: Stage) -> list[tuple[str, str]]:
    return [(show_time(line.at, ZONE, stage.now), line.step) for line in found.steps]


def test_a_step_comes_when_the_one_before_has_taken_its_usual_time() -> None:
    first = step("call", "chair", takes=Takes(usual=20 * MINUTE, at_most=HOUR))
    second = step("write", "social", after=(After(step="call"),))
    stage = Stage(plan(first, second), town(chair="p1", social="p2"), clock="09:00")
    assert _times(_preview(stage), stage) == [("09:00", "call"), ("09:20", "write")]


def test_it_says_over_which_channels_somebody_is_asked() -> None:
    stage = Stage(plan(notify("alert", "chair"), critical=["chair"]), town(chair="p1"))
    (alert,) = _preview(stage).steps
    assert [(one.alias, one.rule, set(one.channels)) for one in alert.asked] == [
        ("p1", "holder", {"slack", "sms"})
    ]


def test_a_role_that_nobody_has_is_named() -> None:
    stage = Stage(plan(notify("alert", "social")), town(chair="p1"))
    (alert,) = _preview(stage).steps
    assert (alert.asked, alert.unfilled) == ((), ("social",))


def test_what_lies_beyond_the_horizon_and_what_waits_for_a_person_are_kept_apart() -> None:
    later = step("meet", "chair", at=AtOffset(plus=48 * HOUR))
    stage = Stage(
        plan(notify("alert", "chair"), later, step("flee", "chair", standby=True)), town(chair="p1")
    )
    found = _preview(stage)
    assert (found.later, found.never) == (("meet",), ("flee",))
