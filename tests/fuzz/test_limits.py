"""Sizes, depths and repeats that no honest input has: refused quickly and in plain words."""

from __future__ import annotations

import pytest

from calamiteit.adapters.files.yaml import scan_yaml
from calamiteit.core.contacts.moments import parse_edge, parse_week_moment
from calamiteit.core.time import parse_clock, parse_duration
from tests.fuzz.target import Target, trial
from tests.fuzz.targets import BY_NAME

SECONDS = 60.0
"""Most of these are over in some milliseconds; the limit is for a machine that does much else."""
MILLION = 1_000_000


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[" * 10_000, "nested deeper than 30 levels"),
        ("{a: " * 10_000, "nested deeper than 30 levels"),
        ("- " * 10_000, "nested deeper than 30 levels"),
        ("x" * MILLION + "y", "larger than 1 MB"),
        ("é" * (MILLION // 2 + 1), "larger than 1 MB"),
        ("a: &a [x]\n" + "".join(f"b{n}: [*a, *a, *a, *a]\n" for n in range(500)), "anchors and aliases"),
        ("a: 1\n" * 5_000, "'a' is given twice"),
        ("? " * 5_000, "nested deeper than 30 levels"),
        ("'" + "a\n" * 20_000, "a quote is opened and never closed"),
        ("a: |\n" + "  b\n" * 40_000 + " c: [", "the indentation does not fit"),
        ('"' + "\\x" * 10_000, "this is not YAML"),
    ],
    ids=[
        "lists",
        "mappings",
        "dashes",
        "size",
        "bytes",
        "aliases",
        "twice",
        "keys",
        "quote",
        "block",
        "escapes",
    ],
)
def test_a_file_beyond_a_limit_is_refused_in_plain_words(text: str, found: str) -> None:
    words: list[str] = []
    target = Target(
        name="once",
        fuzz=lambda data: words.extend(problem.what for problem in scan_yaml(data.decode(), "plan.yaml")[1]),
        seeds=tuple,
    )
    assert not (harm := trial(target, text.encode(), SECONDS)), harm
    assert any(found in what for what in words), words[:3]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("moments", b"1h" * MILLION),
        ("moments", b"9" * MILLION),
        ("moments", b"+" * MILLION),
        ("moments", b"2026-12-01 " * 100_000),
        ("mail", b"a." * 100_000 + b"@" + b"b." * 100_000),
        ("mail", b"a@" + b"-" * MILLION),
        ("mail", b"a@" + b"a-" * 50_000 + b"!"),
        ("mail", b"ntfys://" + b"{" * MILLION),
        ("pressed", b"[" * MILLION),
        ("pressed", b'"' + b"x" * MILLION + b'"'),
        ("texts", b"{{ " * 30_000),
        ("texts", b"(" * 90_000),
        ("texts", b"{{ place" + b"|upper" * 9_000 + b" }}"),
        ("texts", b"{{ place if place" + b" and place" * 9_000 + b" }}"),
        ("texts", b"{% for x in many %}" + b"{{ many }}" * 5_000 + b"{% endfor %}"),
        ("texts", b"{{ '" + b"x" * MILLION + b"' }}"),
    ],
)
def test_a_million_repeats_are_no_hang(name: str, data: bytes) -> None:
    assert not (harm := trial(BY_NAME[name], data, SECONDS)), harm


@pytest.mark.parametrize("text", ["999999w", "520w520w", "+9999d1s"])
def test_an_enormous_duration_is_a_typing_error(text: str) -> None:
    with pytest.raises(ValueError, match="is longer than ten years"):
        parse_duration(text)


def test_a_mistake_of_a_million_characters_is_not_repeated_in_full() -> None:
    for read in (parse_duration, parse_clock, parse_week_moment, parse_edge):
        with pytest.raises(ValueError) as refused:
            read("9" * MILLION)
        assert len(str(refused.value)) < 200


@pytest.mark.parametrize("text", ["24:00", "12:60", "7:30", "07:30 ", "0７:30", "-1:00"])
def test_what_no_clock_shows_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a clock time"):
        parse_clock(text)
