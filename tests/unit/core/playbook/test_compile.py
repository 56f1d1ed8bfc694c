"""What a planner writes becomes the plan that a run uses, and the document that a run pins."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError

from calamiteit.core.chain import canonical
from calamiteit.core.playbook.authoring import Playbook
from calamiteit.core.playbook.compile import compile as compile_playbook
from calamiteit.core.playbook.conditions import All, DecisionIs, Not, ParameterIs, StepOutcome
from calamiteit.core.playbook.conditions import Any as AnyOf
from calamiteit.core.playbook.document import from_document, hash_of, to_document
from calamiteit.core.playbook.plan import (
    PACES,
    After,
    Answer,
    AtAfter,
    AtDate,
    AtLocal,
    AtOffset,
    Audience,
    CompletesOn,
    EveryDay,
    EveryInterval,
    EveryWeeks,
    Opening,
    Plan,
    Quiet,
    QuietRule,
    Step,
)
from calamiteit.core.time import DAY, HOUR, MINUTE
from tests.support.playbooks import GONE, change, text, written


def plan_of(*mistake: Any) -> Plan:
    playbook = change(written(), *mistake) if mistake else written()
    return compile_playbook(Playbook.model_validate(playbook))


def step_of(step: str, key: str, value: Any) -> Step:
    return plan_of("steps", step, key, value).steps[step]


def test_the_plan_says_what_the_playbook_says() -> None:
    plan = plan_of()
    assert plan.id == "flood"
    assert plan.title == {"nl": "Flood (nl)", "en": "Flood"}
    assert [step.id for step in plan][:3] == ["notify-team", "meet", "request"]
    assert plan.team["chair"].critical
    assert plan.team["communication"].domain == "social"
    assert [(goal.mark, goal.within, goal.probability) for goal in plan.goals] == [("informed", HOUR, 0.9)]
    assert plan.guards["threat"].halts == ("inform",)
    assert plan.parameters["wounded"].maximum == 500
    assert plan.parameters["severity"].default == "large"
    assert plan.retention == "crisis-log"


def test_a_text_without_a_language_counts_for_every_language() -> None:
    assert plan_of("title", "Overstroming").title == {"": "Overstroming"}


def test_the_officer_is_the_first_critical_role_unless_one_is_named() -> None:
    assert plan_of().officer == "chair"
    assert plan_of("officer", "communication").officer == "communication"


@pytest.mark.parametrize(
    ("form", "compiled"),
    [
        ("+30m", AtOffset(plus=30 * MINUTE)),
        ({"after": "meet", "plus": "1h30m"}, AtAfter(step="meet", plus=90 * MINUTE)),
        ({"after": "meet"}, AtAfter(step="meet", plus=0)),
        ({"local": "07:30", "day": 1}, AtLocal(minutes=450, day=1)),
        ({"local": "07:30", "day": "+1"}, AtLocal(minutes=450, day=1)),
        ({"local": "07:30"}, AtLocal(minutes=450)),
        ({"date": "memorial"}, AtDate(parameter="memorial", minutes=540)),
        (
            {"date": "memorial", "local": "10:00", "plus_days": -7},
            AtDate(parameter="memorial", minutes=600, plus_days=-7),
        ),
    ],
)
def test_each_form_of_time_is_read_for_at_and_by(form: Any, compiled: Any) -> None:
    assert step_of("update", "at", form).at == compiled
    assert step_of("update", "by", form).by == compiled


@pytest.mark.parametrize(
    ("form", "compiled"),
    [
        ("2h", EveryInterval(interval=2 * HOUR)),
        ({"local": "10:00"}, EveryDay(minutes=600)),
        ({"weeks": 6, "on": "tuesday", "local": "19:00"}, EveryWeeks(weeks=6, weekday=1, minutes=1140)),
    ],
)
def test_each_form_of_repetition_is_read(form: Any, compiled: Any) -> None:
    repeat = step_of("update", "every", form).repeat
    assert repeat is not None
    assert repeat.every == compiled


def test_a_repetition_ends_after_a_time_with_a_step_or_on_a_condition() -> None:
    ends = [step_of("update", "until", form).repeat for form in ("3d", {"step": "meet"}, _DECIDED)]
    assert [(end.for_, end.until_step, end.until) for end in ends if end is not None] == [
        (3 * DAY, None, None),
        (None, "meet", None),
        (None, None, DecisionIs(decision="voice", options=("own",))),
    ]


_DECIDED = {"decision": "voice", "is": "own"}


@pytest.mark.parametrize(
    ("form", "compiled"),
    [
        (_DECIDED, DecisionIs(decision="voice", options=("own",))),
        (
            {"decision": "voice", "in": ["own", "region"]},
            DecisionIs(decision="voice", options=("own", "region")),
        ),
        ({"parameter": "wounded", "is": 3}, ParameterIs(parameter="wounded", values=(3,))),
        ({"parameter": "area", "in": ["a", "b"]}, ParameterIs(parameter="area", values=("a", "b"))),
        ({"step": "meet", "outcome": "done"}, StepOutcome(step="meet", outcome="done")),
        (
            {"step": "meet", "outcome": "done", "occurrence": "last"},
            StepOutcome(step="meet", outcome="done", last=True),
        ),
    ],
)
def test_each_form_of_condition_is_read_alone_and_inside_others(form: Any, compiled: Any) -> None:
    assert step_of("inform", "when", form).when == compiled
    nested = {"all": [{"any": [form]}, {"not": form}]}
    assert step_of("inform", "when", nested).when == All(parts=(AnyOf(parts=(compiled,)), Not(part=compiled)))


def test_dependencies_can_be_one_step_or_several_with_their_outcomes() -> None:
    assert step_of("update", "after", "meet").after == (After(step="meet"),)
    several = ["meet", {"step": "voice", "outcome": "own", "occurrence": "last"}]
    assert step_of("update", "after", several).after == (
        After(step="meet"),
        After(step="voice", outcome="own", last=True),
    )
    assert step_of("update", "after", {"step": "voice"}).after == (After(step="voice"),)


def test_a_message_is_fast_and_over_when_seen_and_a_task_is_steady_and_over_when_done() -> None:
    plan = plan_of()
    assert plan.steps["notify-team"].completes_on is CompletesOn.ACKNOWLEDGED
    assert plan.steps["notify-team"].chase == PACES["fast"]
    assert plan.steps["inform"].completes_on is CompletesOn.DONE
    assert plan.steps["inform"].chase == PACES["steady"]


def test_single_times_of_a_pace_can_be_changed_or_left_out() -> None:
    chase = step_of("inform", "acknowledge", {"deputy": "7m", "officer": "never"}).chase
    assert (chase.repeat, chase.deputy, chase.officer) == (PACES["steady"].repeat, 7 * MINUTE, None)


def test_a_decision_has_its_options_in_the_order_of_the_planner_and_one_answer_is_enough() -> None:
    options = {"wait": text("Wait"), "own": text("We do"), "ask": text("Ask")}
    step = step_of("voice", "options", options)
    assert [option.id for option in step.options] == ["wait", "own", "ask"]
    assert step.answer is Answer.ANY
    assert step.if_nothing is not None
    assert (step.if_nothing.after, step.if_nothing.option) == (10 * MINUTE, "own")


def test_a_meeting_has_a_chair_minutes_and_an_agenda_of_three_parts() -> None:
    step = step_of("meet", "minutes", "required")
    assert (step.leader, step.minutes_required, len(step.agenda)) == ("chair", True, 3)
    own = step_of("meet", "agenda", {"judgement": "Wat nu?"})
    assert own.agenda[1] == {"": "Wat nu?"}
    assert own.agenda[0] == step.agenda[0]


def test_a_request_names_the_authority_and_its_answers() -> None:
    step = plan_of().steps["request"]
    assert step.asks == "triangle"
    assert [option.id for option in step.options] == ["granted", "refused"]
    own = step_of("request", "answers", {"granted": text("Yes"), "later": text("Later")})
    assert [option.id for option in own.options] == ["granted", "later"]


def test_a_linked_playbook_asks_nobody_and_hands_on_parameters() -> None:
    step = plan_of().steps["aftercare"]
    assert (step.opening, step.who) == (Opening.LINK, ())
    assert step.link is not None
    assert (step.link.playbook, dict(step.link.hand_on)) == ("aftercare", {"place": "place"})


def test_the_rest_of_the_fields_reach_the_plan() -> None:
    playbook = written()
    for key, value in {
        "class": "public",
        "duty": "may",
        "decides": "triangle",
        "template": "holding-text",
        "answer": {"quorum": 1},
        "quiet": {"from": "23:00", "to": "06:00", "rule": "ask"},
        "at_most": 4,
        "overlap": "new",
    }.items():
        change(playbook, "steps", "update", key, value)
    step = compile_playbook(Playbook.model_validate(playbook)).steps["update"]
    assert (step.audience, step.duty, step.decides, step.template) == (
        Audience.PUBLIC,
        "may",
        "triangle",
        "holding-text",
    )
    assert (step.answer, step.quorum) == (Answer.QUORUM, 1)
    assert (step.quiet.start, step.quiet.end, step.quiet.rule) == (23 * 60, 6 * 60, QuietRule.ASK)
    assert step.repeat is not None
    assert (step.repeat.at_most, step.repeat.overlap_skips) == (4, False)


def test_who_is_reached_decides_about_the_night_unless_the_planner_does() -> None:
    asked, team = "request", "inform"
    assert step_of(team, "quiet", None).quiet.rule is QuietRule.IGNORE
    assert step_of(asked, "quiet", None).quiet == Quiet(rule=QuietRule.ASK), "a partner"
    assert step_of(team, "mark", "key-figures").quiet == Quiet(rule=QuietRule.ASK), "key figures"
    for rule in QuietRule:
        assert step_of(asked, "quiet", {"rule": rule.value}).quiet.rule is rule


def test_team_means_every_role_in_the_order_of_the_team() -> None:
    assert plan_of().steps["notify-team"].who == ("chair", "communication")
    assert plan_of().steps["inform"].who == ("communication",)


def test_otherwise_not_applicable_is_the_same_as_nothing() -> None:
    assert step_of("inform", "otherwise", "not-applicable").otherwise is None
    assert plan_of().steps["inform"].otherwise == "hand-over"


def test_a_pinned_document_gives_the_same_plan_after_a_day_in_a_database() -> None:
    playbook = Playbook.model_validate(change(written(), "steps", "voice", "options", _UNSORTED))
    stored = canonical(to_document(playbook))
    again = from_document(json.loads(stored))
    assert again == playbook
    assert compile_playbook(again) == compile_playbook(playbook)
    options = compile_playbook(again).steps["voice"].options
    assert [option.id for option in options] == ["own", "ask", "better"]
    assert list(again.team) == list(playbook.team)


_UNSORTED = {"own": text("We do"), "ask": text("Ask"), "better": text("Better")}


def test_two_playbooks_with_the_same_content_have_the_same_hash() -> None:
    one = Playbook.model_validate(written())
    two = Playbook.model_validate(dict(reversed(written().items())))
    three = Playbook.model_validate(change(written(), "steps", "meet", "within", "21m"))
    assert hash_of(to_document(one)) == hash_of(to_document(two))
    assert hash_of(to_document(one)) != hash_of(to_document(three))


def test_a_file_cannot_write_pairs_where_a_mapping_belongs() -> None:
    pairs = [["own", text("We do")], ["region", text("Region")]]
    with pytest.raises(ValidationError):
        Playbook.model_validate(change(written(), "steps", "voice", "options", pairs))


@pytest.mark.parametrize(
    "mistake",
    [
        ("steps", "meet", "within", 10),
        ("steps", "meet", "within", "10 minutes"),
        ("steps", "meet", "chair", GONE),
        ("steps", "meet", "id", "Meet now"),
        ("steps", "meet", "minutes", "maybe"),
        ("steps", "meet", "who", []),
        ("steps", "update", "at", {"local": "25:00"}),
        ("steps", "update", "at", {"local": "07:30", "day": -1}),
        ("steps", "update", "every", {"weeks": 0, "on": "tuesday", "local": "19:00"}),
        ("steps", "update", "every", {"weeks": 6, "on": "dinsdag", "local": "19:00"}),
        ("steps", "inform", "when", {"parameter": "wounded"}),
        ("steps", "inform", "when", {"parameter": "wounded", "is": 1, "in": [2]}),
        ("steps", "inform", "when", {"all": []}),
        ("steps", "inform", "when", {"mood": "fear"}),
        ("steps", "inform", "kind", "publish"),
        ("steps", "inform", "answer", {"quorum": 0}),
        ("steps", "voice", "options", {"own": text("We do")}),
        ("role", "does_not", []),
        ("team", {}),
        ("team", "team", {"title": text("Team"), "domain": "social"}),
        ("steps", []),
        ("title", ""),
        ("title", {"nl": 3}),
        ("title", {"Nederlands": "x"}),
        ("format", 2),
        ("colour", "red"),
        ("origin", "last_drilled", "yesterday"),
        ("parameters", "last seen", {"type": "text", "title": text("Seen")}),
        ("goals", 0, "probability", 1.5),
    ],
    ids=str,
)
def test_what_is_no_playbook_is_refused(mistake: tuple[Any, ...]) -> None:
    with pytest.raises(ValidationError):
        Playbook.model_validate(change(written(), *mistake))
