"""Checking files: every mistake at once with its place, and nothing but problems, whatever is in the file."""

from __future__ import annotations

import json
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from calamiteit.adapters.files.checking import check_playbooks
from calamiteit.adapters.files.shipped import shipped_content
from calamiteit.adapters.files.templates import Templates
from calamiteit.adapters.files.yaml import read_yaml
from calamiteit.core.problems import Problem, Severity

HERE = Path(__file__).parent
SHIPPED = shipped_content() / "playbooks"
SMALL = HERE / "small"
FILLS = Templates(shipped_content() / "templates", ZoneInfo("Europe/Amsterdam"))


def check(*paths: Path) -> list[Problem]:
    return check_playbooks(paths, shipped=True, languages=("nl", "en"), fills=FILLS)


def lines(problems: list[Problem], folder: Path) -> list[str]:
    return [str(problem).replace(f"{folder}/", "") for problem in problems]


def test_the_shipped_playbooks_are_without_a_mistake() -> None:
    assert lines(check(SHIPPED), SHIPPED) == []


def test_a_playbook_full_of_mistakes_gets_them_all_in_the_order_of_the_file() -> None:
    """To renew: write what is found into broken/found.txt, and read every line of the difference."""
    found = lines(check(HERE / "broken" / "broken.yaml"), HERE / "broken")
    assert found == (HERE / "broken" / "found.txt").read_text(encoding="utf-8").splitlines()
    assert len(found) >= 25


def test_errors_and_warnings_are_told_apart() -> None:
    severities = {problem.severity for problem in check(HERE / "broken" / "broken.yaml")}
    assert severities == set(Severity)


@pytest.fixture
def playbook(tmp_path: Path) -> Path:
    """A copy of a small playbook to spoil."""
    path = tmp_path / "aftercare.yaml"
    path.write_bytes((SMALL / "aftercare.yaml").read_bytes())
    return path


def spoil(path: Path, good: str, bad: str) -> list[str]:
    text = path.read_text(encoding="utf-8")
    assert good in text
    path.write_text(text.replace(good, bad, 1), encoding="utf-8")
    return lines(check(path), path.parent)


def test_a_misspelt_key_does_not_hide_the_other_mistakes(playbook: Path) -> None:
    spoil(playbook, "    chair: chair", "    chiar: chair")
    found = spoil(playbook, "after: [promises, anniversary]", "after: [promises, aniversary]")
    assert [line.split(": ", 1)[1] for line in found] == [
        "steps[0].chiar: there is no key 'chiar' here; did you mean 'chair'?",
        "steps[3].after[1]: there is no step 'aniversary'; did you mean 'anniversary'?",
    ]


def test_a_wrong_value_does_not_hide_the_other_mistakes(playbook: Path) -> None:
    spoil(playbook, "within: 1d", "within: one day")
    found = spoil(playbook, "after: [promises, anniversary]", "after: [promises, aniversary]")
    assert len(found) == 2
    assert "steps[0].within: 'one day' is not a duration" in found[0]
    assert "steps[3].after[1]: there is no step 'aniversary'; did you mean 'anniversary'?" in found[1]


def test_a_duplicate_key_does_not_hide_the_other_mistakes(playbook: Path) -> None:
    spoil(playbook, "    chair: chair", "    chair: chair\n    chair: chair")
    found = spoil(playbook, "after: [promises, anniversary]", "after: [promises, aniversary]")
    assert [line.split(":")[1] for line in found] == ["44", "77"]


@pytest.mark.parametrize(
    ("good", "bad", "said"),
    [
        ("kind: task", "kind: taks", "notify, playbook, task; did you mean 'task'?"),
        ("kind: task", "kind: publish", "steps[1]: the kind 'publish' is known from a later version"),
        ("    kind: task\n", "", "steps[1]: 'kind' is missing"),
        ("who: chair", "who:", "steps[0].who: nothing is written here"),
        ("within: 1d", "within: 10", "steps[0].within: expected a duration such as 30s, 15m"),
        ("at_most: 10", "at_most: ten", "steps[0].at_most: expected a whole number, found 'ten'"),
        ("pace: calm", "pace: clam", "'clam' is not one of calm, fast, steady; did you mean 'calm'?"),
        ("on: tuesday", "on: dinsdag", "steps[0].every.on: 'dinsdag' is written as 'tuesday'"),
        ("on: tuesday", "on: Tues", "steps[0].every.on: 'Tues' is not one of monday, tuesday, wednesday"),
        ("who: chair", "who: Chair", "use lower case letters, digits and hyphens: chair"),
        ("who: chair", "who: chair, social", "write several as a list: [first-name, second-name]"),
        ('at: "+5w"', "at: 9:00", """'9:00' is a clock time and no duration; write {local: "09:00"}"""),
        ("until: {step: close}", "until: {mood: calm}", "the condition 'mood' is known from a later version"),
        ("until: {step: close}", "until: [close]", "steps[0].until: expected an end: 72h, {step: STEP} or"),
        ('at: "+5w"', "at: {on: monday}", 'steps[1].at: expected a moment: "+30m", {after: STEP, plus: 30m}'),
        ('at: "+5w"', "at: +5 weeks", "steps[1].at: '+5 weeks' is not a duration"),
        ("format: 1", "format: 2", "format: this version of calamiteit reads format 1"),
        ("critical: true", "critical: maybe", "expected true or false, found 'maybe'"),
        ("domain: social", "domain: sociaal", "did you mean 'social'?"),
        ("title: {nl: Plaats, en: Place}", "title: {nl: Plaats, en: }", "the text for 'en' is not a text"),
        ("last_drilled: never", "last_drilled: soon", "'soon' is not a date; write it as 2026-09-14, or"),
        ("within: 1d", "within: 1 dag", "1h30m, 3d, 6w; did you mean 1d?"),
        ('at: "+5w"', "at: +5 weken", "6w; did you mean +5w?"),
        ("who: chair", "who: everyone", "there is no role 'everyone'; there is: chair, decider"),
        ("{weeks: 6,", "{weeks: 6, zz: 1,", "there is no key 'zz' here; there is: local, on, weeks"),
        ("within: 1d", "within: 1d\n    quiet: 22:00-07:00", '; write {from: "22:00", to: "07:30"}'),
        ("{nl: Plaats, en: Place}", "{nl: Plek: waar, en: Place}", "a text with ': ' in it needs quotes"),
        ("{nl: Plaats, en: Place}", "{nl: Plek, of wijk, en: Place}", "a text with a comma needs quotes"),
        ("steps:", "guards: {a: {title: {nl: A, en: B}, starts: [close]}}\nsteps:", "guards.a starts this"),
        ("steps:", "stesp:", "there is no key 'stesp' here; did you mean 'steps'?"),
        ("steps:", "steps: {}\nmore:", "steps: expected a list, found a mapping"),
    ],
)  # fmt: skip
def test_a_mistake_of_form_is_said_in_plain_words(playbook: Path, good: str, bad: str, said: str) -> None:
    found = spoil(playbook, good, bad)
    assert any(said in line for line in found), found
    assert not any("input" in line.lower() or "pydantic" in line.lower() for line in found), found


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("who: chair", "who: Chair"),
        ("who: chair", "who:"),
        ("last_drilled: never", "last_drilled: nooit"),
        ("last_drilled: never", "last_drilled: 14-09-2026"),
        ("format: 1", "format: 2"),
        ("on: tuesday", "on: dinsdag"),
        ("at_most: 10", "at_most: ten"),
        ('at: "+5w"', "at: 9:00"),
        ("title: {nl: Plaats, en: Place}", "title: {nl: 12, en: Place}"),
    ],
)
def test_one_mistake_is_said_once_and_hides_no_other(playbook: Path, good: str, bad: str) -> None:
    before = spoil(playbook, "chair: chair", "chair: chiar")
    after = spoil(playbook, good, bad)
    assert [line for line in after if "chiar" in line]
    assert len(set(after) - set(before)) == 1, after


def test_every_problem_of_a_file_names_the_file_and_a_line() -> None:
    for problem in check(HERE / "broken" / "broken.yaml"):
        assert problem.file.endswith("broken.yaml")
        assert problem.line > 0
        assert problem.column > 0
        assert problem.code


def test_a_linked_playbook_is_looked_for_beside_the_file(playbook: Path) -> None:
    path = playbook.parent / "attack-own-town.yaml"
    path.write_bytes((SMALL / "attack-own-town.yaml").read_bytes())
    assert lines(check(path), path.parent) == []
    playbook.unlink()
    assert any("there is no playbook 'aftercare'" in line for line in lines(check(path), path.parent))


def test_a_file_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    assert lines(check(tmp_path / "none.yaml"), tmp_path) == [
        "none.yaml: the file cannot be read: No such file or directory"
    ]


def test_an_empty_file_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "empty.yaml").write_text("# nothing yet\n", encoding="utf-8")
    assert lines(check(tmp_path), tmp_path) == ["empty.yaml:1:1: the file is empty"]


GOOD = (SMALL / "aftercare.yaml").read_text(encoding="utf-8")
SIGNS = (*":-[]{}'\"|>#%@~?\t\n\x00 é", "*a", "&a ", "!x ", "<<: ", "---\n", "\n  ", "{{", "{%")
WORDS = (
    "step",
    "after",
    "all",
    "not",
    "parameter",
    "is",
    "in",
    "close",
    "+1h",
    "25:00",
    "null",
    "1e999",
    "-1",
)
PIECES = ("", *SIGNS, *WORDS)


@st.composite
def _spoilt(draw: st.DrawFn) -> str:
    """The text of a playbook with pieces taken out, put in and moved."""
    text = GOOD
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 30)))
        text = text[:start] + draw(st.sampled_from((*PIECES, text[start:end] * 2))) + text[end:]
    return text


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=_spoilt())
def test_whatever_is_in_the_file_only_problems_come_out(tmp_path: Path, text: str) -> None:
    path = tmp_path / "aftercare.yaml"
    path.write_text(text, encoding="utf-8")
    for problem in check(path):
        assert problem.what
        assert problem.file == str(path)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_value_stands_at_a_key_only_problems_come_out(tmp_path: Path, data: st.DataObject) -> None:
    written = read_yaml(GOOD).data
    paths = sorted(read_yaml(GOOD).places.values, key=str)
    path = data.draw(st.sampled_from([path for path in paths if path]))
    here = written
    for part in path[:-1]:
        here = here[part]  # type: ignore[index]
    here[path[-1]] = data.draw(VALUES)  # type: ignore[index]
    file = tmp_path / "aftercare.yaml"
    file.write_text(json.dumps(written), encoding="utf-8")
    assert all(problem.what for problem in check(file))
