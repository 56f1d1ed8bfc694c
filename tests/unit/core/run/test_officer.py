"""What the officer does during a run: add, reassign, re-date, skip, note, facts; and who may."""

from __future__ import annotations

import pytest

from calamiteit.core.playbook.plan import After, AtOffset, EveryInterval, Repeat
from calamiteit.core.run import commands as c
from calamiteit.core.run import events as e
from calamiteit.core.run.decide import Refusal
from calamiteit.core.time import HOUR
from tests.support.crisis import Stage, plan, step, text, town
from tests.support.snapshots import snapshot

PEOPLE = town(chair="p1 p2", comms="ann bob", logger="lo", other="cy")


def _stage(*steps: object) -> Stage:
    return Stage(plan(*(steps or (step("inform", "comms", within=HOUR),))), PEOPLE).start()  # type: ignore[arg-type]


def _code(result: object) -> str:
    assert isinstance(result, Refusal)
    return result.code


def test_an_added_task_goes_to_the_holder_of_a_role_and_is_chased() -> None:
    stage = _stage()
    stage.as_person("p1", c.AddTask(title=text(), role="logger", within=HOUR))

    assert stage.task("lo").step == "added-1"
    assert stage.task("lo").due == stage.moment("10:00")
    stage.at("09:10")
    assert stage.got("lo") == ["task/slack", "repeat/slack"]
    stage.done("lo")
    assert stage.outcomes("added-1") == ["done"]


def test_an_added_task_goes_to_a_person() -> None:
    stage = _stage()
    stage.as_person("p1", c.AddTask(title=text(), alias="cy"))
    assert (stage.task("cy").roles, stage.task("cy").rule) == (("other",), "by hand")


def test_unknown_people_roles_steps_and_tasks_are_refused_with_the_nearest_name() -> None:
    stage = _stage()
    before = snapshot(stage.run)
    refusals = [
        stage.as_person("p1", c.AddTask(title=text(), role="loger")),
        stage.as_person("p1", c.AddTask(title=text(), alias="an")),
        stage.as_person("p1", c.Reassign(number=1, alias="an")),
        stage.as_person("p1", c.Reassign(number=9, alias="ann")),
        stage.as_person("p1", c.Skip(step="informed", reason=text())),
        stage.as_person("p1", c.SetFactStatus(fact="F9", status="confirmed")),
    ]
    codes = [
        "no-such-role",
        "no-such-person",
        "no-such-person",
        "no-such-task",
        "no-such-step",
        "no-such-fact",
    ]
    assert [_code(refusal) for refusal in refusals] == codes
    assert snapshot(stage.run) == before


def test_reassigning_tells_both() -> None:
    stage = _stage()
    stage.as_person("p1", c.Reassign(number=1, alias="cy"))
    assert stage.got("ann")[-1] == "released/slack"
    assert stage.got("cy") == ["task/slack"]
    assert _code(stage.as_person("p1", c.Reassign(number=2, alias="cy"))) == "already-theirs"


def test_a_moved_deadline_reminds_anew_and_stays_with_who_gets_the_task() -> None:
    stage = _stage().at("10:00")
    stage.accept("ann")
    assert stage.task("ann").overdue

    stage.as_person("p1", c.Redate(number=1, at=stage.moment("12:00")))
    assert not stage.task("ann").overdue
    assert stage.got("ann")[-1] == "redated/slack"
    stage.as_person("p1", c.Reassign(number=1, alias="cy"))

    assert stage.task("cy").due == stage.moment("12:00")
    stage.at("12:00")
    assert stage.task("cy").overdue


def test_a_step_that_waits_is_moved() -> None:
    stage = _stage(step("later", "comms", at=AtOffset(plus=HOUR)))
    stage.as_person("p1", c.Redate(step="later", at=stage.moment("09:30")))
    assert stage.at("12:00").starts("later") == ["2026-06-01 09:30+02:00"]


def test_nothing_is_moved_into_the_past() -> None:
    stage = _stage()
    assert _code(stage.as_person("p1", c.Redate(number=1, at=stage.now - 1))) == "in-the-past"


def test_a_running_step_has_no_start_to_move() -> None:
    stage = _stage()
    assert _code(stage.as_person("p1", c.Redate(step="inform", at=stage.now + 1))) == "step-not-planned"


def test_skipping_needs_a_reason_that_is_kept_and_ends_the_step() -> None:
    stage = _stage(step("inform", "comms"), step("next", "chair", after=(After(step="inform"),)))
    stage.as_person("p1", c.Skip(number=1, reason=text("why")))

    assert stage.states()["ann"] == "skipped"
    assert stage.task("ann").text == text("why")
    assert stage.outcomes("next") == ["running"]


def test_a_running_step_is_skipped_as_a_whole() -> None:
    stage = _stage()
    stage.as_person("p1", c.Skip(step="inform", reason=text("why")))

    (ended,) = stage.events(e.OccurrenceEnded)
    assert (ended.outcome, ended.reason) == ("skipped", text("why"))
    assert stage.log[-1].by.alias == "p1" or stage.log[-2].by.alias == "p1"
    assert stage.states() == {"ann": "cancelled"}
    assert _code(stage.as_person("p1", c.Skip(step="inform", reason=text()))) == "step-over"


def test_a_step_of_the_future_is_skipped_before_its_turn() -> None:
    stage = _stage(step("inform", "comms"), step("next", "chair", after=(After(step="inform"),)))
    stage.as_person("p1", c.Skip(step="next", reason=text()))
    stage.done("ann")
    assert stage.outcomes("next") == ["skipped"]


def test_a_skipped_repeat_comes_back_at_its_next_moment() -> None:
    stage = _stage(step("update", "comms", repeat=Repeat(every=EveryInterval(interval=HOUR))))
    stage.at("09:10").done("ann")
    stage.as_person("p1", c.Skip(step="update", reason=text()))
    stage.at("11:00")
    assert stage.outcomes("update") == ["done", "skipped", "running", "planned"]


@pytest.mark.parametrize(
    "command",
    [
        c.Skip(number=1, reason=text()),
        c.Reassign(number=1, alias="cy"),
        c.Redate(number=1, at=2_000_000_000_000),
        c.AddTask(title=text(), role="logger"),
        c.StartStep(step="inform"),
        c.HandOver(from_alias="ann", to_alias="bob"),
        c.Stop(false_alarm=True, reason=text()),
        c.WindDown(reason=text()),
        c.Close(accept_open=True),
    ],
    ids=lambda command: type(command).__name__,
)
def test_only_who_started_the_run_or_is_in_the_authority_table_may(command: c.Command) -> None:
    stage = _stage()
    before = snapshot(stage.run)
    assert _code(stage.as_person("lo", command)) == "not-allowed"
    assert snapshot(stage.run) == before

    stage = _stage()
    allowed = stage.as_person("p2", command)
    assert isinstance(allowed, list) or allowed.code == "step-running"


def test_notes_and_facts_are_written_by_anyone_also_when_the_run_is_over() -> None:
    stage = _stage()
    stage.as_person("p1", c.Stop(false_alarm=False, reason=text()))
    stage.as_person("lo", c.WriteNote(text=text("note")))
    stage.as_person("lo", c.AddFact(text=text("fact"), status="unconfirmed", source=text("source")))
    stage.as_person("p1", c.SetFactStatus(fact="F1", status="confirmed"))

    assert stage.run.notes == 1
    assert (stage.run.facts["F1"].status, stage.run.facts["F1"].source) == ("confirmed", text("source"))
    for command in (
        c.AddFact(text=text(), status="sure"),
        c.SetFactStatus(fact="F1", status="sure"),
    ):
        assert _code(stage.as_person("lo", command)) == "no-such-status"


def test_only_who_may_do_so_makes_a_fact_that_goes_into_messages() -> None:
    stage = _stage()
    confirmed = c.AddFact(text=text("fact"), status="confirmed")
    assert _code(stage.as_person("lo", confirmed)) == "not-allowed"
    stage.as_person("lo", c.AddFact(text=text("fact"), status="unconfirmed"))
    assert _code(stage.as_person("lo", c.SetFactStatus(fact="F1", status="confirmed"))) == "not-allowed"
    assert _code(stage.as_person("lo", c.SetFactStatus(fact="F1", status="withdrawn"))) == "not-allowed"
    assert stage.run.facts["F1"].status == "unconfirmed"
    assert isinstance(stage.as_person("p2", confirmed), list)


def test_starting_a_repeat_by_hand_while_one_runs_is_refused() -> None:
    stage = _stage(step("update", "comms", repeat=Repeat(every=EveryInterval(interval=HOUR))))
    assert _code(stage.as_person("p1", c.StartStep(step="update"))) == "step-running"
    assert stage.outcomes("update") == ["running", "planned"]


def test_starting_a_planned_repeat_by_hand_brings_it_forward() -> None:
    stage = _stage(step("update", "comms", repeat=Repeat(every=EveryInterval(interval=HOUR))))
    stage.at("09:10").done("ann")
    stage.at("09:30").as_person("p1", c.StartStep(step="update"))
    assert [s[11:16] for s in stage.starts("update")] == ["09:00", "09:30"]
    assert stage.outcomes("update")[-1] == "planned"
