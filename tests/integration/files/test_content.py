"""The playbooks and templates that come with the program: clean, complete and decent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from calamiteit.adapters.files.checking import check_playbooks
from calamiteit.adapters.files.templates import Templates
from calamiteit.core.playbook.kinds import KINDS
from calamiteit.core.playbook.values import sample_values, template_values
from calamiteit.core.time import parse_duration
from tests.support.play import CONTENT, ZONE, people_of_lindeveen, plan_of

TEMPLATES = Templates(CONTENT / "templates", ZONE)
PLAYBOOKS = ("aftercare", "asylum-unrest", "attack-own-town")
LANGUAGES = ("nl", "en")
FILES = sorted((*CONTENT.glob("playbooks/*.yaml"), *CONTENT.glob("templates/*/*.md.j2")))

GOALS = {
    "team-informed": "5m",
    "quorum": "15m",
    "first-statement": "30m",
    "neighbours-told": "30m",
    "front-desk": "30m",
    "key-figures": "60m",
    "rumour-list": "60m",
    "council": "60m",
    "neighbourhood": "2h",
    "second-message": "2h",
    "help-routes": "2h",
    "picture": "4h",
    "mayor-visible": "4h",
    "measures": "4h",
    "night-plan": "4h",
    "relief": "24h",
    "guidance": "24h",
    "neighbourhood-meeting": "72h",
    "thanks": "8d",
    "evaluation": "8d",
    "results": "6w",
}
"""The time marks of the domain; a week that begins in the middle of a day ends on its eighth."""

FORBIDDEN = (
    # a key figure is never a source on persons, nor an extension of the government
    r"informant\w*",
    r"meld(en)? wie",
    r"geef namen",
    r"(give|get|collect) (the )?names",
    r"who (is|are) radical\w*",
    r"radicali\w*",
    r"ogen en oren|eyes and ears",
    r"houd\w* in de gaten",
    # neither persons nor groups by belief or origin; no we-and-they
    r"moslim\w*|muslim\w*|islam\w*|joods\w*|joden|jew\w*|christ(en|ian)\w*|imam\w*|rabbi\w*|pastoor|priest\w*",
    r"allochto\w*|autochto\w*|migratieachtergrond|etnisch\w*|ethnic\w*|illegale?n?",
    r"onze kant|our side|those people|dat soort mensen|tuig|risicojongere\w*",
    # a suspect is not a perpetrator; nothing is promised
    r"daders?|perpetrators?|terrorist\w*|verwarde (man|vrouw|persoon)",
    r"niets aan de hand|nothing to worry about|u bent veilig|you are safe",
)


def test_the_shipped_playbooks_are_clean_for_the_people_of_lindeveen() -> None:
    found = check_playbooks(
        [CONTENT / "playbooks"], people_of_lindeveen(), shipped=True, languages=LANGUAGES, fills=TEMPLATES
    )
    assert [str(problem) for problem in found] == []


def test_the_attack_playbook_goes_from_trigger_to_aftercare() -> None:
    steps = plan_of("attack-own-town").steps
    assert len(steps) >= 40
    assert {step.kind for step in steps.values()} == set(KINDS)
    assert {step.duty for step in steps.values()} == {"must", "should", "may"}
    assert next(iter(steps)) == "notify-team"
    assert steps["aftercare"].link is not None
    assert steps["aftercare"].link.playbook in PLAYBOOKS


def test_the_neighbours_hear_it_before_the_press() -> None:
    steps = plan_of("asylum-unrest").steps
    assert {step.kind for step in steps.values()} == set(KINDS)
    behind = {"first-message"}
    while more := {one.step for name in behind for one in steps[name].after} - behind:
        behind |= more
    assert {"fixed-and-open", "who-talks-to-whom", "tell-neighbours", "tell-council"} <= behind
    guard = plan_of("asylum-unrest").guards["threat"]
    assert {"tell-neighbours", "small-talks", "open-house"} <= set(guard.halts)
    assert guard.starts == ("safety-first",)


@pytest.mark.parametrize("name", PLAYBOOKS)
def test_every_text_of_a_playbook_is_there_in_both_languages(name: str) -> None:
    plan = plan_of(name)
    texts = [plan.title, plan.scenario, plan.if_nothing_is_done, *plan.does, *plan.does_not, *plan.scale_down]
    for step in plan:
        texts += [step.title, *step.agenda, *(option.title for option in step.options)]
        texts += [step.text] if step.text else []
        assert step.text or step.template or step.agenda or step.link, f"{step.id} says nothing"
    assert all(set(words) == set(LANGUAGES) and all(words.values()) for words in texts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_template_is_used_by_a_step_and_every_one_used_is_there(language: str) -> None:
    used = {step.template for name in PLAYBOOKS for step in plan_of(name) if step.template}
    assert TEMPLATES.names(language) == used
    assert len(used) == 10


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("complete", [True, False], ids=["complete", "bare"])
def test_a_filled_in_template_reads_well(language: str, complete: bool) -> None:
    for template in sorted(TEMPLATES.names(language)):
        shown = TEMPLATES.template(template, language, _values(language, complete=complete))
        assert "{{" not in shown
        assert "{%" not in shown
        assert "\n\n\n\n" not in shown, template
        assert not shown.startswith("\n"), template


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_holding_text_has_its_eight_blocks_in_order_and_ends_with_the_next_time(language: str) -> None:
    shown = TEMPLATES.template("holding-text", language, _values(language, complete=True))
    assert re.findall(r"^\*\*(\d)\. ", shown, re.M) == list("12345678")
    assert _block(shown, 6).count("\n- ") == 3
    assert re.search(r"\d\d:\d\d", _block(shown, 8))
    assert "112" in _block(shown, 7)


def test_the_goals_are_the_time_marks_of_the_domain() -> None:
    plan = plan_of("attack-own-town")
    assert {goal.mark: goal.within for goal in plan.goals} == {
        mark: parse_duration(within) for mark, within in GOALS.items()
    }
    marks = [step.mark for step in plan if step.mark]
    assert {mark for mark in marks if marks.count(mark) > 1} == {"first-statement"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_words_that_harm_are_absent(path: Path) -> None:
    words = path.read_text(encoding="utf-8")
    for pattern in FORBIDDEN:
        found = [match.group(0) for match in re.finditer(rf"\b(?:{pattern})\b", words, re.IGNORECASE)]
        assert found == [], path.name


@pytest.mark.parametrize(
    "words", ["Meld wie boos is.", "Vraag de informanten.", "De dader is weg.", "the Imam"]
)
def test_words_that_harm_would_be_found(words: str) -> None:
    assert any(re.search(rf"\b(?:{pattern})\b", words, re.IGNORECASE) for pattern in FORBIDDEN)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_number_but_112_and_no_address_is_in_the_content(path: Path) -> None:
    words = path.read_text(encoding="utf-8")
    assert set(re.findall(r"(?<![\d:.-])\+?\d[\d ()-]{1,}\d(?![\d:])", words)) <= {"112", "5000"}
    assert re.findall(r"\S+@\S+|https?://\S+|www\.\S+", words) == []


@pytest.mark.parametrize("name", PLAYBOOKS)
def test_nobody_is_asked_for_more_than_the_plan_stores(name: str) -> None:
    """Parameters hold no person: texts are places, the rest are choices, numbers, times, dates, areas."""
    texts = [p.id for p in plan_of(name).parameters.values() if p.type.value == "text"]
    assert texts == ["place"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_for_people_in_a_hurry_are_short(language: str) -> None:
    long = [sentence for sentence in _sentences(language) if len(sentence.split()) > 20]
    assert long == []


def _values(language: str, *, complete: bool) -> dict[str, object]:
    """What a live run could show; titles of neighbourhoods as residents know them."""
    plan = plan_of("attack-own-town")
    given = sample_values(plan, complete=complete) | {"place": "Lindeveen"}
    facts = ("Het gebied is dicht.",) if complete else ()
    return template_values(
        plan, given, language=language, municipality="Lindeveen" if complete else "", facts=facts
    )


def _block(shown: str, number: int) -> str:
    return re.split(r"^\*\*\d\. ", shown, flags=re.M)[number]


def _sentences(language: str) -> Iterator[str]:
    """The sentences of instructions and of templates for the public, as a reader sees them."""
    sources = [step.text.get(language, "") for name in PLAYBOOKS for step in plan_of(name)]
    shown = [TEMPLATES.text(source, _values(language, complete=True)) for source in sources]
    shown += [
        TEMPLATES.template(name, language, _values(language, complete=True))
        for name in ("holding-text", "approach-script", "front-desk-briefing", "internal-message")
    ]
    for words in shown:
        yield from re.split(r"(?<=[.!?:])\s+|\n", re.sub(r"[*\-\"]", " ", words))
