"""Filling in texts: values, lists and times come out right, and a text cannot do anything else."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calamiteit.adapters.files.templates import Templates
from calamiteit.core.errors import DoesNotRender

ZONE = ZoneInfo("Europe/Amsterdam")
AT = 1_792_914_600_000
"""2026-10-25 08:50 in Amsterdam, after the clock went back."""

VALUES: dict[str, object] = {
    "place": "Lindeveen",
    "area": ["Noord", "Zuid"],
    "wounded": 3,
    "announced": AT,
    "memorial": "2026-11-02",
    "plan": {"title": "Overstroming", "does": ["Informeren"]},
    "facts": [],
    "language": "nl",
}


@pytest.fixture
def templates(tmp_path: Path) -> Templates:
    for language, words in (("nl", "Bericht over {{ place }}."), ("en", "Message about {{ place }}.")):
        (tmp_path / language).mkdir()
        (tmp_path / language / "holding-text.md.j2").write_text(words, encoding="utf-8")
    return Templates(tmp_path, ZONE)


@pytest.mark.parametrize(
    ("source", "filled"),
    [
        ("{{ place }}: {{ plan.title }}", "Lindeveen: Overstroming"),
        ("{{ area | join }}", "Noord, Zuid"),
        ("{{ area | join(' en ') }}", "Noord en Zuid"),
        ("{% for wijk in area %}- {{ wijk }}\n{% endfor %}", "- Noord\n- Zuid\n"),
        ("{{ announced | local_time }}", "08:50"),
        ("{{ announced | local_date }}", "25 oktober 2026"),
        ("{{ memorial | local_date }}", "2 november 2026"),
        ("{{ 5400000 | duration }}", "1h30m"),
        ("{% if victims is defined %}{{ victims }}{% else %}onbekend{% endif %}", "onbekend"),
        ("{{ victims | default('onbekend') }}", "onbekend"),
        ("{% if wounded > 2 and 'Noord' in area %}ja{% endif %}", "ja"),
        ("<b>{{ place | upper }}</b> & co", "<b>LINDEVEEN</b> & co"),
    ],
)
def test_a_text_is_filled_in(templates: Templates, source: str, filled: str) -> None:
    assert templates.text(source, VALUES) == filled


def test_dates_are_written_in_the_language_of_the_reader(templates: Templates) -> None:
    english = {**VALUES, "language": "en"}
    assert templates.text("{{ memorial | local_date }}", english) == "November 2, 2026"


def test_a_template_file_is_found_by_name_and_language(templates: Templates) -> None:
    assert templates.template("holding-text", "nl", VALUES) == "Bericht over Lindeveen."
    assert templates.template("holding-text", "en", VALUES) == "Message about Lindeveen."


def test_a_name_without_a_value_is_an_error_with_the_nearest_name_and_its_line(templates: Templates) -> None:
    with pytest.raises(DoesNotRender) as caught:
        templates.text("first\nsecond {{ plaec }}", VALUES)
    assert (caught.value.line, caught.value.hint) == (2, "place")
    assert "'plaec'" in str(caught.value)


@pytest.mark.parametrize("name", ["holding-txt", "../secret", "/etc/passwd", "holding-text.md.j2", ""])
def test_a_template_that_is_not_there_is_an_error(templates: Templates, name: str) -> None:
    with pytest.raises(DoesNotRender):
        templates.template(name, "nl", VALUES)


def test_a_misspelt_template_comes_with_the_nearest_name(templates: Templates) -> None:
    with pytest.raises(DoesNotRender) as caught:
        templates.template("holding-txt", "nl", VALUES)
    assert caught.value.hint == "holding-text"


@pytest.mark.parametrize(
    "source",
    [
        "{{ place.__class__ }}",
        "{{ place['__class__'] }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ place.upper() }}",
        "{{ place.upper }}",
        "{{ plan['items'] }}",
        "{{ range(10) }}",
        "{{ lipsum }}",
        "{{ self }}",
        "{{ area }}",
        "{{ plan }}",
        "{{ place * 1000000 }}",
        "{{ 9 ** 99999999 }}",
        "{{ place ~ place }}",
        "{{ '%999999999d' % 1 }}",
        "{{ place | center(999999999) }}",
        "{{ place | replace('a', place) }}",
        "{{ area | map('upper') | join }}",
        "{{ place | attr('__class__') }}",
        "{% set x = 1 %}",
        "{% set x %}{{ place }}{% endset %}",
        "{% macro m() %}{% endmacro %}",
        "{% include 'x' %}",
        "{% import 'x' as y %}",
        "{% extends 'x' %}",
        "{% for a in area %}{% for b in area %}x{% endfor %}{% endfor %}",
        "{% for a in area recursive %}{{ loop(area) }}{% endfor %}",
        "{{ place",
        "{% if %}",
        "{{ none }}",
        "{{ place | local_time }}",
        "{{ place | local_date }}",
        "{{ place | duration }}",
        "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}",
        "x" * 100_001,
    ],
    ids=lambda source: source[:40],
)
def test_a_text_that_asks_for_too_much_is_refused(templates: Templates, source: str) -> None:
    with pytest.raises(DoesNotRender):
        templates.text(source, VALUES)


def test_a_text_that_grows_too_long_is_given_up(templates: Templates) -> None:
    values = {**VALUES, "facts": ["x" * 1000] * 51}
    for source in ("{% for fact in facts %}{{ fact }}{% endfor %}", "{{ facts | join }}"):
        with pytest.raises(DoesNotRender, match="longer than 50000"):
            templates.text(source, values)


SIGNS = (*"|()'[]0-~., _\n", "{{", "}}", "{%", "%}", "{#", "#}", "==")
WORDS = (" place ", " area ", "plan.title", "join", "if ", "for x in ", "else", "endif", "endfor", "not ")
FILTERS = ("is defined", "default", "local_time", "first", "sort", "length", "facts")


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from((*SIGNS, *WORDS, *FILTERS)), max_size=12).map("".join))
def test_no_text_whatever_raises_anything_but_does_not_render(source: str) -> None:
    templates = Templates(None, ZONE)
    try:
        assert len(templates.text(source, VALUES)) < 60_000
    except DoesNotRender as refusal:
        assert str(refusal)
