"""Nothing waits for ever unseen: who lacks somebody, or waits for what was cut off, is told to officers."""

from __future__ import annotations

from calamiteit.core.playbook.conditions import ParameterIs
from calamiteit.core.playbook.plan import After, Answer, AtAfter, AtOffset, Link, Opening
from calamiteit.core.run import commands as c
from calamiteit.core.run import events as e
from calamiteit.core.run.actors import ENGINE
from calamiteit.core.run.views import status
from calamiteit.core.time import HOUR, MINUTE
from tests.support.crisis import Stage, plan, step, text, town

PEOPLE = town(chair="p1", comms="ann", field="fay", logger="lo", legal="les")


def test_a_quorum_that_lacks_one_because_others_were_skipped_is_told_until_somebody_has_it() -> None:
    meet = step("meet", "comms", "field", "logger", "legal", answer=Answer.QUORUM, quorum=3)
    stage = Stage(plan(meet), PEOPLE).start()
    for alias in ("ann", "fay"):
        stage.as_person("p1", c.Skip(number=stage.task(alias).number, reason=text()))
    stage.done("lo")
    stage.decline("les")
    assert stage.outcomes("meet") == ["running"]

    stage.at("12:00")
    told = stage.events(e.RoleUnfilled, since="09:30")
    assert {event.role for event in told} == {"legal"}

    stage.as_person("p1", c.Reassign(step="meet", alias="ann"))
    stage.done("ann")
    assert stage.outcomes("meet") == ["done"]


def _linked() -> Stage:
    care = step("care", kind="playbook", opening=Opening.LINK, link=Link(playbook="aftercare"))
    report = step("report", "chair", after=(After(step="care"),))
    return Stage(plan(care, report), PEOPLE).start()


def test_the_officer_is_told_that_a_linked_run_never_began_or_was_stopped() -> None:
    for outcome in ("failed", "stopped"):
        stage = _linked()
        stage.do(c.RecordLinkedEnd(run="X-1.1", outcome=outcome), ENGINE)
        assert stage.got("p1") == ["link-lost/slack", "link-lost/sms"]
        (lost,) = {out.values["step"] for _, out in stage.out if out.purpose == "link-lost"}
        assert lost == "care"


def test_the_officer_is_not_told_of_a_linked_run_that_is_finished_or_was_stopped_with_its_parent() -> None:
    stage = _linked()
    stage.do(c.RecordLinkedEnd(run="X-1.1", outcome="closed"), ENGINE)
    assert "link-lost/slack" not in stage.got("p1")

    stage = _linked()
    stage.as_person("p1", c.Stop(false_alarm=True, reason=text()))
    stage.do(c.RecordLinkedEnd(run="X-1.1", outcome="stopped"), ENGINE)
    assert "link-lost/slack" not in stage.got("p1")


def test_the_officer_is_told_that_linked_runs_go_no_deeper() -> None:
    care = step("care", kind="playbook", opening=Opening.LINK, link=Link(playbook="aftercare"))
    stage = Stage(plan(care), PEOPLE)
    stage.start_with(c.Start(run="X-1", mode="exercise", plan_hash="h", languages=("nl",), depth=2))
    assert "link-lost/slack" in stage.got("p1")


def test_the_officer_is_told_that_the_aftercare_did_not_start() -> None:
    stage = _linked()
    stage.as_person("p1", c.WindDown(reason=text(), aftercare="aftercare"))
    stage.do(c.RecordLinkedEnd(run="X-1.2", outcome="failed"), ENGINE)
    assert stage.got("p1") == ["link-lost/slack", "link-lost/sms"]


def test_the_status_says_for_what_a_step_waits_also_when_that_was_cancelled() -> None:
    stage = _linked()
    stage.do(c.RecordLinkedEnd(run="X-1.1", outcome="stopped"), ENGINE)
    assert _waits(stage, "report") == ("care",)


def test_the_status_says_for_what_a_step_waits_by_the_occurrence_and_the_parameter_that_count() -> None:
    steps = (
        step("first", "comms"),
        step("later", "field", at=AtAfter(step="first", plus=HOUR)),
        step("size", "logger", when=ParameterIs(parameter="wounded", values=(1,)), at=AtOffset(plus=MINUTE)),
    )
    stage = Stage(plan(*steps), PEOPLE).start()
    assert _waits(stage, "later") == ("first",)
    assert _waits(stage, "size") == ("wounded",)


def _waits(stage: Stage, step_id: str) -> tuple[str, ...]:
    view = status(stage.plan, stage.run, stage.now)
    return next(line.waits_for for line in view.steps if line.step == step_id)


def test_work_that_opens_after_its_moment_is_overdue_at_once_and_that_is_said() -> None:
    message = step("message", "comms", after=(After(step="walk"),), by=AtOffset(plus=HOUR))
    stage = Stage(plan(step("walk", "field"), message), PEOPLE).start()
    stage.at("10:30")
    stage.done("fay")
    stage.at("10:31")

    (told,) = [event for event in stage.events(e.Escalated) if event.why == "overdue"]
    assert told.to == "officer"
    assert status(stage.plan, stage.run, stage.now).headline.overdue == ("T2 ann",)


def test_what_was_cut_off_and_started_again_lets_others_go_on() -> None:
    stage = _linked()
    stage.do(c.RecordLinkedEnd(run="X-1.1", outcome="failed"), ENGINE)
    stage.as_person("p1", c.StartStep(step="care"))
    assert stage.outcomes("care") == ["cancelled", "running"]
    assert stage.of("report") == []

    stage.do(c.RecordLinkedEnd(run="X-1.2", outcome="closed"), ENGINE)
    assert stage.outcomes("report") == ["running"]


def test_the_officer_hears_when_nothing_is_open_any_more_in_a_run_that_winds_down() -> None:
    stage = Stage(plan(step("walk", "field"), step("write", "comms")), PEOPLE).start()
    stage.as_person("p1", c.WindDown(reason=text()))
    stage.done("fay")
    assert "can-close/slack" not in stage.got("p1")

    stage.done("ann")
    assert stage.got("p1") == ["can-close/slack"]
    stage.at("12:00")
    assert stage.got("p1") == ["can-close/slack"]
