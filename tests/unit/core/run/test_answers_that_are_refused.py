"""What a refusal says: which task, whose it is, who has it now; and who answers for whom."""

from __future__ import annotations

from typing import Any

import pytest

from calamiteit.core.playbook.plan import PACES, Answer, Chase, CompletesOn, Takes
from calamiteit.core.run import commands as c
from calamiteit.core.run import events as e
from calamiteit.core.run.actors import ENGINE_NAME, Actor
from calamiteit.core.run.decide import Refusal
from calamiteit.core.run.table import Verb
from calamiteit.core.time import HOUR, MINUTE
from tests.support.crisis import Stage, notify, plan, step, text, town

FAST = {"chase": PACES["fast"]}


def _stage(*steps: Any, **roles: str) -> Stage:
    people = town(**{"chair": "p1", "comms": "ann bob", "logger": "lo", **roles})
    return Stage(plan(*(steps or (step("inform", "comms", **FAST),))), people).start()


def _said(refused: object) -> tuple[str, bool, dict[str, str | int]]:
    assert isinstance(refused, Refusal)
    return refused.code, refused.ok, dict(refused.values)


def test_a_task_that_does_not_exist_is_named() -> None:
    assert _said(_stage().accept("ann", 7)) == ("no-such-task", False, {"number": 7})


def test_after_the_end_the_run_is_named() -> None:
    stage = _stage()
    stage.as_person("p1", c.Stop(false_alarm=False, reason=text()))
    assert _said(stage.accept("ann", 1)) == ("run-over", False, {"run": "X-1"})


def test_a_second_tap_is_fine_and_says_how_the_task_stands() -> None:
    stage = _stage()
    stage.accept("ann")
    assert _said(stage.accept("ann", 1)) == ("already-acknowledged", True, {"number": 1})
    stage.answer("ann", Verb.START)
    assert _said(stage.answer("ann", Verb.START)) == ("already-in-progress", True, {"number": 1})


def test_who_was_asked_whether_they_are_still_on_it_may_say_so_and_only_then() -> None:
    stage = _stage()
    stage.answer("ann", Verb.START)
    assert _said(stage.at("09:59").answer("ann", Verb.START))[0] == "already-in-progress"
    assert isinstance(stage.at("10:00").answer("ann", Verb.START), list)
    stage.at("11:10")
    assert stage.run.assignments[1].silent
    assert isinstance(stage.answer("ann", Verb.START), list)


def test_an_alarm_that_was_seen_has_no_work_to_begin_and_no_deadline_to_move() -> None:
    stage = _stage(notify("alarm", "comms"), step("later", "logger"))
    stage.accept("ann", 1)
    assert _said(stage.answer("ann", Verb.START, 1)) == ("already-acknowledged", True, {"number": 1})
    moved = stage.as_person("p1", c.Redate(at=stage.now + HOUR, number=1))
    assert _said(moved) == ("already-acknowledged", True, {"number": 1})
    assert isinstance(stage.decline("ann", 1), list)


def test_starting_what_only_has_to_be_seen_is_seeing_it() -> None:
    stage = _stage(notify("alarm", "comms"))
    stage.answer("ann", Verb.START, 1)
    assert stage.states() == {"ann": "acknowledged"}


@pytest.mark.parametrize("verb", [Verb.SKIP, Verb.REASSIGN, Verb.REDATE])
def test_what_only_the_officer_does_is_no_answer(verb: Verb) -> None:
    assert _said(_stage().answer("ann", verb, 1)) == ("not-an-answer", False, {"number": 1})


def test_how_a_task_ended_is_said_when_nobody_took_it_over() -> None:
    stage = _stage(step("inform", "comms"), comms="ann")
    stage.decline("ann", 1)
    assert _said(stage.accept("ann", 1)) == ("over-declined", False, {"number": 1, "alias": ""})


@pytest.mark.parametrize("how", ["reassigned", "handover"])
def test_who_has_a_task_by_the_word_of_the_officer_is_named(how: str) -> None:
    stage = _stage(step("inform", "comms"))
    given: c.Command = c.Reassign(number=1, alias="bob")
    if how == "handover":
        given = c.HandOver(from_alias="ann", to_alias="bob")
    stage.as_person("p1", given)
    assert stage.run.assignments[1].why == how
    assert _said(stage.accept("ann", 1)) == ("taken-by-other", False, {"number": 1, "alias": "bob"})


def test_of_several_people_the_one_with_the_same_role_is_named() -> None:
    stage = _stage(step("inform", "logger", "comms"))
    stage.accept("lo", 1)
    stage.as_person("p1", c.Reassign(number=2, alias="bob"))
    assert _said(stage.accept("ann", 2))[2] == {"number": 2, "alias": "bob"}
    stage.accept("bob", 3)
    assert _said(stage.accept("ann", 2))[2] == {"number": 2, "alias": "bob"}


def test_of_any_the_one_who_took_it_for_another_role_is_named() -> None:
    stage = _stage(step("inform", "logger", "comms", answer=Answer.ANY))
    stage.accept("lo", 1)
    assert _said(stage.accept("ann", 2)) == ("taken-by-other", False, {"number": 2, "alias": "lo"})


def test_a_decision_without_an_option_names_the_options() -> None:
    stage = _stage(step("voice", "comms", options="own region"))
    chosen = {"number": 1, "options": "own, region"}
    assert _said(stage.done("ann", 1)) == ("choose-an-option", False, chosen)
    assert _said(stage.done("ann", 1, option="other")) == ("choose-an-option", False, chosen)
    assert isinstance(stage.done("ann", 1, option="region"), list)
    assert stage.run.assignments[1].option == "region"


def test_an_option_for_a_step_without_options_is_not_kept() -> None:
    stage = _stage()
    stage.done("ann", 1, option="own")
    assert stage.run.assignments[1].option == ""


def test_minutes_are_asked_of_who_leads_and_of_nobody_else() -> None:
    stage = _stage(step("meet", "comms", "logger", leader="comms", minutes_required=True))
    assert _said(stage.done("ann", 1)) == ("minutes-required", False, {"number": 1})
    assert isinstance(stage.done("lo", 2), list)
    assert isinstance(stage.answer("ann", Verb.DONE, 1, text=text()), list)


def test_somebody_without_authority_does_not_answer_for_another() -> None:
    stage = _stage()
    who = {"act": "accept-for", "alias": "lo"}
    assert _said(stage.heard("lo", "ann", Verb.ACCEPT, 1)) == ("not-allowed", False, who)


def test_what_was_heard_from_somebody_whose_task_it_is_not_is_refused_with_its_holder() -> None:
    refused = _stage().heard("p1", "lo", Verb.ACCEPT, 1)
    assert _said(refused) == ("not-theirs", False, {"number": 1, "alias": "ann"})


def test_a_stranger_is_told_whose_task_it_is() -> None:
    assert _said(_stage().accept("lo", 1)) == ("not-yours", False, {"number": 1, "alias": "ann"})


def test_the_officer_who_taps_answers_for_the_holder() -> None:
    stage = _stage()
    stage.as_person("p1", c.Answer(number=1, verb=Verb.ACCEPT))
    (seen,) = [r for r in stage.log if isinstance(r.event, e.Acknowledged)]
    assert (seen.by.alias, seen.by.on_behalf_of) == ("p1", "ann")


def test_what_the_engine_passes_on_needs_no_authority() -> None:
    stage = _stage()
    actor = Actor(alias="ann", door="engine", on_behalf_of="ann")
    assert isinstance(stage.do(c.Answer(number=1, verb=Verb.ACCEPT), actor), list)


def test_a_deputy_with_a_question_of_their_own_answers_that_one() -> None:
    stage = _stage()
    stage.at("09:05")
    stage.accept("bob", 1)
    assert {a.number: a.state.value for a in stage.run.assignments.values()} == {
        1: "cancelled",
        2: "acknowledged",
    }
    assert stage.run.assignments[1].why == "taken"


def test_a_deputy_who_was_not_asked_takes_the_task_over_but_cannot_decline_it() -> None:
    stage = _stage()
    assert _said(stage.decline("bob", 1)) == ("not-yours", False, {"number": 1, "alias": "ann"})
    stage.accept("bob", 1)
    assert [(a.alias, a.state.value, a.because) for a in stage.run.assignments.values()] == [
        ("ann", "cancelled", "plan"),
        ("bob", "acknowledged", "reassigned"),
    ]
    assert stage.run.assignments[2].rule == "deputy 1"


def test_a_deputy_who_has_the_question_for_another_role_takes_over_the_one_that_they_tapped() -> None:
    stage = _stage(step("both", "comms", "logger"), comms="ann", logger="lo ann")
    stage.accept("ann", 2)
    assert {a.alias: a.roles for a in stage.run.assignments.values() if a.state.value == "acknowledged"} == {
        "ann": ("logger",)
    }
    assert stage.run.assignments[1].state.value == "open", "their own question is still open"


@pytest.mark.parametrize(
    ("fields", "wait"),
    [
        ({}, HOUR),
        ({"takes": Takes(usual=5 * MINUTE, at_most=20 * MINUTE)}, 20 * MINUTE),
        ({"takes": Takes(usual=0, at_most=0)}, MINUTE),
    ],
)
def test_silence_is_asked_about_when_the_work_may_be_done(fields: dict[str, Takes], wait: int) -> None:
    stage = _stage(step("inform", "comms", **fields))
    stage.accept("ann", 1)
    assert stage.events(e.Acknowledged)[-1].check_at == stage.now + wait


def test_who_only_takes_part_is_not_asked_about_and_who_leads_is() -> None:
    stage = _stage(step("meet", "comms", "logger", leader="comms"))
    stage.accept("ann", 1)
    stage.accept("lo", 2)
    first, second = stage.events(e.Acknowledged)
    assert (first.check_at, second.check_at) == (stage.now + HOUR, None)


def test_what_is_only_seen_is_never_asked_about() -> None:
    stage = _stage(notify("alarm", "comms"))
    stage.accept("ann", 1)
    (seen,) = stage.events(e.Acknowledged)
    assert (seen.check_at, seen.enough) == (None, True)
    assert stage.run.assignments[1].settled


def test_the_reason_of_who_cannot_is_kept_and_the_next_is_asked_because_of_it() -> None:
    stage = _stage()
    stage.decline("ann")
    (declined,) = stage.events(e.AssignmentDeclined)
    assert declined.reason == text("why")
    assert stage.run.assignments[2].because == "declined"


# --- how a step ends


def test_what_follows_from_an_answer_is_written_down_as_done_by_the_engine() -> None:
    stage = _stage(step("inform", "comms", "logger", answer=Answer.QUORUM, quorum=1))
    stage.done("ann", 1)
    by = {r.event.kind: r.by.alias for r in stage.log if r.at == stage.now}
    assert by["occurrence-ended"] == ENGINE_NAME
    assert by["assignment-cancelled"] == ENGINE_NAME
    assert stage.run.assignments[2].why == "enough"


def test_who_attended_a_meeting_is_done_with_it_and_who_did_not_answer_is_let_go() -> None:
    stage = _stage(
        step("meet", "comms", "logger", "legal", leader="comms", minutes_required=True), legal="eve"
    )
    stage.accept("lo", 2)
    stage.answer("ann", Verb.DONE, 1, text=text())
    assert stage.states() == {"ann": "done", "lo": "done", "eve": "cancelled"}
    done = [r for r in stage.log if isinstance(r.event, e.AssignmentDone) and r.event.number == 2]
    assert [r.by.alias for r in done] == [ENGINE_NAME]


def test_an_alarm_that_enough_have_seen_may_still_be_seen_by_the_others() -> None:
    stage = _stage(notify("alarm", "comms", "logger", answer=Answer.QUORUM, quorum=1))
    stage.accept("ann", 1)
    assert stage.outcomes("alarm") == ["done"]
    assert stage.states() == {"ann": "acknowledged", "lo": "open"}


def test_the_option_that_was_taken_is_that_of_the_occurrence() -> None:
    stage = _stage(step("voice", "comms", "logger", options="own region", answer=Answer.ALL))
    stage.accept("ann", 1)
    stage.done("lo", 2, option="region")
    assert stage.outcomes("voice") == ["done"]
    assert stage.of("voice")[0].option == "region"


def test_a_quorum_counts_only_the_roles_that_were_not_skipped() -> None:
    stage = _stage(step("inform", "comms", "logger", "legal", answer=Answer.QUORUM, quorum=3), legal="eve")
    stage.as_person("p1", c.Skip(number=3, reason=text()))
    stage.done("ann", 1)
    assert stage.outcomes("inform") == ["running"]
    stage.done("lo", 2)
    assert stage.outcomes("inform") == ["done"]


def test_a_step_of_which_every_role_was_skipped_is_skipped() -> None:
    stage = _stage(step("inform", "comms", "logger"))
    stage.as_person("p1", c.Skip(number=1, reason=text()))
    assert stage.outcomes("inform") == ["running"]
    stage.as_person("p1", c.Skip(number=2, reason=text()))
    assert stage.outcomes("inform") == ["skipped"]


def test_of_any_a_role_that_nobody_can_fill_does_not_keep_a_skipped_step_open() -> None:
    stage = _stage(step("inform", "comms", "legal", answer=Answer.ANY), legal="")
    stage.as_person("p1", c.Skip(number=1, reason=text()))
    assert stage.outcomes("inform") == ["skipped"]


def test_a_question_for_two_roles_is_narrowed_by_the_one_who_took_one() -> None:
    stage = _stage(step("both", "comms", "logger", **FAST), comms="ann bob", logger="ann")
    stage.at("09:05").accept("bob")
    (narrowed,) = [r for r in stage.log if isinstance(r.event, e.AssignmentNarrowed)]
    assert isinstance(narrowed.event, e.AssignmentNarrowed)
    assert (narrowed.event.number, narrowed.event.roles, narrowed.by.alias) == (1, ("logger",), ENGINE_NAME)
    assert narrowed.event.by_number == 2


def test_a_step_without_a_chase_that_is_left_with_nobody_is_reported_once_and_later_again() -> None:
    silent = Chase(repeat=None, second_channel=None, deputy=None, officer=None)
    stage = _stage(step("inform", "comms", chase=silent), comms="ann")
    stage.decline("ann", 1)
    (unfilled,) = stage.events(e.RoleUnfilled)
    assert (unfilled.step, unfilled.n, unfilled.role, unfilled.again) == ("inform", 1, "comms", False)
    assert stage.run.agenda.at("vacant:inform#1") == stage.now + 30 * MINUTE
    stage.at("09:30")
    assert [found.again for found in stage.events(e.RoleUnfilled)] == [False, True]


def test_the_officer_who_was_told_that_nobody_is_left_is_not_told_the_same_as_a_vacancy() -> None:
    stage = _stage(step("inform", "comms"), comms="ann")
    stage.decline("ann", 1)
    assert [told.why for told in stage.events(e.Escalated)] == ["nobody-left"]
    assert stage.events(e.RoleUnfilled) == []


def test_who_is_sent_away_because_another_had_it_is_told_by_whom_and_by_the_engine() -> None:
    stage = _stage(step("inform", "comms", **FAST))
    stage.at("09:05").accept("bob")
    (away,) = [r for r in stage.log if isinstance(r.event, e.AssignmentCancelled)]
    assert isinstance(away.event, e.AssignmentCancelled)
    assert (away.event.number, away.event.why, away.event.by_number) == (1, "taken", 2)
    assert away.by.alias == ENGINE_NAME


def test_who_could_not_is_not_sent_away_by_the_one_who_takes_it_after_them() -> None:
    stage = _stage(step("both", "comms", "logger"))
    stage.decline("ann", 1)
    stage.accept("bob")
    assert stage.states() == {"ann": "declined", "lo": "open", "bob": "acknowledged"}


def test_work_without_options_ends_without_one() -> None:
    stage = _stage()
    stage.done("ann", 1)
    assert (stage.of("inform")[0].outcome, stage.of("inform")[0].option) == ("done", "")


def test_completes_on_is_what_ends_an_alarm() -> None:
    stage = _stage(step("read", "comms", completes_on=CompletesOn.ACKNOWLEDGED))
    stage.accept("ann", 1)
    assert stage.outcomes("read") == ["done"]
