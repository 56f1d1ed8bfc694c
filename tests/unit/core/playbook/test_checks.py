"""Each check has a playbook that fails it, and the small playbook without a mistake that passes them all."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from calamiteit.core.playbook.authoring import Playbook
from calamiteit.core.playbook.checks.conditions import check_conditions
from calamiteit.core.playbook.checks.finding import Surroundings, checked
from calamiteit.core.problems import Severity
from tests.support.playbooks import GONE, change, codes, directory, findings, other, text, workspace, written
from tests.support.source import PACKAGE

MISTAKES: list[tuple[str, tuple[Any, ...]]] = [
    ("unknown-role", ("steps", "inform", "who", "comunication")),
    ("unknown-role", ("steps", "meet", "chair", "char")),
    ("unknown-role", ("officer", "char")),
    ("unknown-role", ("guards", "threat", "tells", ["nobody"])),
    ("unknown-step", ("steps", "meet", "after", "notify-taem")),
    ("unknown-step", ("steps", "inform", "otherwise", "hand-ovr")),
    ("unknown-step", ("steps", "update", "until", {"step": "nothing"})),
    ("unknown-step", ("steps", "inform", "by", {"after": "nothing", "plus": "1h"})),
    ("unknown-step", ("steps", "update", "at", {"after": "nothing", "plus": "1h"})),
    ("unknown-step", ("steps", "inform", "when", {"decision": "vioce", "is": "own"})),
    ("unknown-step", ("steps", "inform", "when", {"step": "nothing", "outcome": "done"})),
    ("unknown-step", ("guards", "threat", "halts", ["nothing"])),
    ("guard-without-effect", ("guards", "idle", {"title": text("Idle")})),
    ("unknown-step", ("guards", "threat", "starts", ["nothing"])),
    ("unknown-parameter", ("steps", "inform", "when", {"parameter": "severty", "is": "large"})),
    ("unknown-parameter", ("steps", "update", "at", {"date": "memorail"})),
    ("unknown-parameter", ("steps", "aftercare", "parameters", {"place": "plaace"})),
    ("unknown-parameter", ("steps", "aftercare", "parameters", {"place": "place", "nowhere": "place"})),
    ("unknown-option", ("steps", "inform", "when", {"parameter": "severity", "is": "larg"})),
    ("unknown-option", ("steps", "inform", "when", {"decision": "voice", "in": ["own", "regio"]})),
    ("unknown-option", ("parameters", "severity", "default", "huge")),
    ("unknown-option", ("steps", "voice", "if_nothing", {"after": "10m", "option": "owm"})),
    ("unknown-option", ("steps", "request", "if_nothing", {"after": "10m", "option": "grant"})),
    ("unknown-mark", ("goals", 0, "mark", "infomed")),
    ("unknown-partner", ("steps", "request", "authority", "triangel")),
    ("unknown-role", ("steps", "request", "decides", "triangel")),
    ("unknown-playbook", ("steps", "aftercare", "playbook", "aftercaer")),
    ("unknown-neighbourhood", ("parameters", "area", "default", ["nord"])),
    ("unknown-neighbourhood", ("steps", "inform", "when", {"parameter": "area", "is": "zuit"})),
    ("unknown-role", ("team", "extra", {"title": text("Extra"), "domain": "social"})),
    ("duplicate-step", ("steps", "update", "id", "inform")),
    ("duplicate-role", ("steps", "inform", "who", ["chair", "chair"])),
    ("duplicate-goal", ("goals", "+", {"mark": "informed", "within": "70m", "probability": 0.9})),
    ("reserved-name", ("parameters", "facts", {"type": "text", "title": text("Facts")})),
    ("team-and-roles", ("steps", "inform", "who", ["team", "chair"])),
    ("not-a-date", ("steps", "update", "at", {"date": "place"})),
    ("not-a-number", ("steps", "inform", "when", {"parameter": "wounded", "is": "many"})),
    ("not-comparable", ("steps", "inform", "when", {"parameter": "place", "is": "here"})),
    ("not-a-decision", ("steps", "inform", "when", {"decision": "meet", "is": "own"})),
    ("impossible-outcome", ("steps", "inform", "when", {"step": "meet", "outcome": "granted"})),
    ("impossible-outcome", ("steps", "inform", "after", {"step": "voice", "outcome": "wait"})),
    ("never-true", ("steps", "inform", "when", {"parameter": "wounded", "is": 501})),
    ("always-true", ("steps", "inform", "when", {"decision": "voice", "in": ["own", "region"]})),
    ("ring", ("steps", "notify-team", "after", "voice")),
    ("ring", ("steps", "meet", "after", "meet")),
    ("ring", ("steps", "notify-team", "at", {"after": "voice", "plus": "1m"})),
    ("ring", ("steps", "voice", "when", {"step": "inform", "outcome": "done"})),
    ("ring", ("steps", "inform", "otherwise", "inform")),
    ("never-started", ("steps", "inform", "otherwise", GONE)),
    ("no-effect", ("steps", "hand-over", "after", "voice")),
    ("not-standby", ("steps", "hand-over", "standby", GONE)),
    ("not-standby", ("guards", "threat", "starts", ["update"])),
    ("otherwise-without-when", ("steps", "inform", "when", GONE)),
    ("deadline-too-short", ("steps", "meet", "within", "9m")),
    ("deadline-too-short", ("steps", "inform", "by", "+20m")),
    ("deadline-too-short", ("steps", "inform", "by", {"after": "voice", "plus": "9m"})),
    ("deadline-too-short", ("steps", "update", "by", {"local": "00:30", "day": 0})),
    ("no-time", ("steps", "meet", "within", "0m")),
    ("no-time", ("steps", "voice", "if_nothing", {"after": "0m", "option": "own"})),
    ("silence-first", ("steps", "voice", "within", "30m")),
    ("takes-order", ("steps", "meet", "takes", {"usual": "10m", "at_most": "5m"})),
    ("goal-too-tight", ("goals", 0, "within", "24m")),
    ("at-most-nothing", ("steps", "update", "at_most", 0)),
    ("not-repeating", ("steps", "inform", "until", "3d")),
    ("interval-too-short", ("steps", "update", "every", "59s")),
    ("until-itself", ("steps", "update", "until", {"step": "update"})),
    ("until-before-start", ("steps", "update", "until", "1h")),
    ("endless", ("steps", "update", "until", GONE)),
    ("quiet-always", ("steps", "update", "quiet", {"from": "22:00", "to": "22:00"})),
    ("quorum-too-large", ("steps", "notify-team", "answer", {"quorum": 3})),
    ("empty-range", ("parameters", "wounded", "minimum", 600)),
    ("outside-range", ("parameters", "wounded", "default", 501)),
    ("domain-missing", ("team", "communication", "domain", "safety")),
    ("nobody-critical", ("team", "chair", "critical", False)),
    ("role-unused", ("steps", [{"id": "a", "kind": "task", "title": text("A"), "who": "chair"}])),
    ("no-scale-down", ("scale_down", [])),
    ("too-few-people", ("team", "communication", "minimum", 3)),
    ("not-handed-on", ("steps", "aftercare", "parameters", {})),
    ("other-type", ("steps", "aftercare", "parameters", {"place": "severity"})),
    ("missing-translation", ("title", {"nl": "Overstroming"})),
    ("missing-translation", ("steps", "inform", "title", "Informeren")),
    ("other-language", ("title", {"nl": "Overstroming", "en": "Flood", "de": "Flut"})),
    ("not-filled-in", ("steps", "inform", "title", text("Inform {{ place }}"))),
    ("notify-without-text", ("steps", "notify-team", "text", GONE)),
    ("takes-on-notify", ("steps", "notify-team", "takes", {"usual": "1m", "at_most": "2m"})),
    ("decide-without-if-nothing", ("steps", "voice", "if_nothing", GONE)),
    ("several-deciders", ("steps", "voice", "who", ["chair", "communication"])),
    ("several-askers", ("steps", "request", "who", ["chair", "communication"])),
    ("chair-not-there", ("steps", "meet", "who", "communication")),
    ("no-meaning", ("steps", "aftercare", "within", "1h")),
    ("linked-repeats", ("steps", "aftercare", "every", "1d")),
]

ELSEWHERE = {"no-deputy", "no-waking-channel", "link-ring", "link-too-deep", "does-not-render"}
"""Codes whose cases need another workspace (below) or templates (tests/integration/files)."""


def test_the_playbook_without_a_mistake_passes_every_check() -> None:
    assert findings(written(), workspace(shipped=True)) == []


@pytest.mark.parametrize(("code", "mistake"), MISTAKES, ids=lambda value: str(value)[:60])
def test_a_mistake_is_found(code: str, mistake: tuple[Any, ...]) -> None:
    assert code in codes(change(written(), *mistake))


def test_every_code_has_a_mistake_that_leads_to_it() -> None:
    tried = {code for code, _ in MISTAKES} | ELSEWHERE
    assert set(_codes_in_source()) - tried == set()


def _codes_in_source() -> Iterator[str]:
    for folder in ("checks", "kinds"):
        for path in sorted((PACKAGE / "core" / "playbook" / folder).glob("*.py")):
            yield from _codes_of(path)


def _codes_of(path: Path) -> Iterator[str]:
    """The second argument of error, warning, problem; the keyword `code`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        if node.func.id in ("error", "warning", "severe", "problem") and len(node.args) > 1:
            yield from _literal(node.args[1])
        yield from (code for word in node.keywords if word.arg == "code" for code in _literal(word.value))


def _literal(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value


@pytest.mark.parametrize(
    ("mistake", "hint"),
    [
        (("steps", "inform", "who", "comunication"), "communication"),
        (("steps", "meet", "after", "notify-taem"), "notify-team"),
        (("steps", "aftercare", "playbook", "aftercaer"), "aftercare"),
        (("steps", "request", "authority", "triangel"), "triangle"),
        (("steps", "inform", "when", {"parameter": "severty", "is": "large"}), "severity"),
    ],
)
def test_a_wrong_name_comes_with_the_nearest_right_one(mistake: tuple[Any, ...], hint: str) -> None:
    assert hint in {finding.hint for finding in findings(change(written(), *mistake))}


def test_a_finding_points_at_the_step_and_key_that_are_wrong() -> None:
    found = findings(change(written(), "steps", "inform", "who", "comunication"))
    assert [finding.path for finding in found if finding.code == "unknown-role"] == [("steps", 4, "who", 0)]


def test_a_ring_is_reported_once_with_the_whole_way_round() -> None:
    found = findings(change(written(), "steps", "notify-team", "after", "voice"))
    rings = [finding.what for finding in found if finding.code == "ring"]
    assert len(rings) == 1
    assert "notify-team → voice → request → meet → notify-team" in rings[0]


def test_a_deadline_says_which_way_is_too_long() -> None:
    found = findings(change(written(), "steps", "inform", "by", "+20m"))
    shown = next(finding.what for finding in found if finding.code == "deadline-too-short")
    assert "25m" in shown
    assert "notify-team → meet → request → voice → inform" in shown


def test_a_critical_role_needs_a_deputy_and_another_role_is_only_warned_about() -> None:
    lonely = directory(chair=["p1"], communication=["p3"])
    found = {f.path: f.severity for f in findings(written(), workspace(lonely)) if f.code == "no-deputy"}
    assert found == {("team", "chair"): Severity.ERROR, ("team", "communication"): Severity.WARNING}


def test_every_candidate_of_a_critical_role_can_be_woken() -> None:
    found = findings(written(), workspace(directory(chair=["p1", "p2-asleep"])))
    assert [finding.code for finding in found] == ["no-waking-channel"]
    assert "p2-asleep" in found[0].what


def test_playbooks_that_start_each_other_are_found() -> None:
    around = workspace(others=[other("aftercare", "flood"), other("flood", "aftercare")])
    assert "link-ring" in codes(written(), around)


def test_three_playbooks_deep_is_allowed_and_four_is_not() -> None:
    three = workspace(others=[other("aftercare", "trial"), other("trial")])
    four = workspace(others=[other("aftercare", "trial"), other("trial", "verdict"), other("verdict")])
    assert "link-too-deep" not in codes(written(), three)
    assert "link-too-deep" in codes(written(), four)


def test_a_missing_translation_stops_shipped_content_only() -> None:
    half = change(written(), "title", {"nl": "Overstroming"})
    assert {f.severity for f in findings(half, workspace(shipped=True))} == {Severity.ERROR}
    assert {f.severity for f in findings(half, workspace(shipped=False))} == {Severity.WARNING}


def test_without_people_and_languages_a_playbook_is_checked_by_itself() -> None:
    assert findings(written(), Surroundings()) == []


def test_a_way_of_five_hundred_steps_is_followed_to_its_end() -> None:
    playbook = written()
    chain = [
        {"id": f"s{n}", "kind": "task", "title": text("Next"), "who": "communication"}
        | {"takes": {"usual": "1m", "at_most": "1m"}}
        | ({"after": f"s{n - 1}"} if n else {})
        for n in range(490)
    ]
    chain[-1]["by"] = "+489m"
    playbook["steps"] += chain
    found = [finding for finding in findings(playbook) if finding.code == "deadline-too-short"]
    assert [finding.path for finding in found] == [("steps", 8 + 489, "by")]


def test_a_condition_over_too_many_things_is_left_alone() -> None:
    parts = [{"parameter": "area", "is": f"wijk-{n}"} for n in range(40)]
    parts += [{"step": step, "outcome": "done"} for step in ("meet", "request", "voice", "update")]
    playbook = change(written(), "steps", "inform", "when", {"all": [*parts, {"not": parts[0]}]})
    assert list(check_conditions(checked(Playbook.model_validate(playbook)))) == []


def test_the_impossible_is_seen_through_all_any_and_not() -> None:
    large = {"parameter": "severity", "is": "large"}
    small = {"parameter": "severity", "is": "small"}
    for condition, code in [
        ({"all": [large, small]}, "never-true"),
        ({"not": {"any": [large, small]}}, "never-true"),
        ({"any": [large, {"not": large}]}, "always-true"),
    ]:
        assert code in codes(change(written(), "steps", "inform", "when", condition))


def test_neighbourhoods_are_judged_as_a_choice_of_several() -> None:
    both = {"all": [{"parameter": "area", "is": "noord"}, {"parameter": "area", "is": "zuid"}]}
    assert "never-true" not in codes(change(written(), "steps", "inform", "when", both))
