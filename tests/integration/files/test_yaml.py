"""Reading YAML that a person wrote: plain values, the place of each, and mistakes in plain words."""

from __future__ import annotations

from pathlib import Path

import pytest

from calamiteit.adapters.files.yaml import LARGEST_BYTES, read_yaml, scan_yaml
from calamiteit.core.errors import BadInput


def mistake(text: str) -> str:
    with pytest.raises(BadInput) as caught:
        read_yaml(text, "plan.yaml")
    return str(caught.value)


def test_what_looks_like_a_time_a_date_a_number_or_no_stays_text() -> None:
    written = "[08:30, 2026-09-14, 0612, +316, no, on, 1e5, 0x1F, 1_000, '3', \"true\"]"
    assert read_yaml(written).data == [
        "08:30", "2026-09-14", "0612", "+316", "no", "on", "1e5", "0x1F", "1_000", "3", "true",
    ]  # fmt: skip


def test_a_character_written_as_two_escapes_is_one_character() -> None:
    assert read_yaml(r'"\ud83d\ude00"').data == "\N{GRINNING FACE}"


def test_numbers_truth_and_nothing_are_themselves() -> None:
    assert read_yaml("[1, -3, 0.9, true, False, null, ~]").data == [1, -3, 0.9, True, False, None, None]


def test_every_key_and_item_knows_its_line_and_column() -> None:
    document = read_yaml("a: 1\nb:\n  - x\n  - {c: d}\n")
    assert document.places.of(("a",)) == (1, 4)
    assert document.places.of(("b", 0)) == (3, 5)
    assert document.places.of(("b", 1, "c")) == (4, 9)
    assert document.places.of_key(("b", 1, "c")) == (4, 6)
    assert document.places.of_key(("b",)) == (2, 1)


def test_a_path_that_is_not_there_has_the_place_of_what_would_hold_it() -> None:
    document = read_yaml("steps:\n  - id: a\n")
    assert document.places.of(("steps", 0, "who", 3)) == (2, 5)
    assert document.places.existing(("steps", 0, "who", 3)) == ("steps", 0)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a: 1\na: 2", "plan.yaml:2:1: 'a' is given twice; first on line 1"),
        ("a:\n\t- b", "plan.yaml:2:1: a tab is used to indent; use spaces"),
        ("a: b: c", "plan.yaml:1:5: a ':' stands where no key can be: a text with ': ' needs quotes"),
        ("a: [1", "plan.yaml:1:6: a list in [ ] is not closed, a ',' or a quote is missing"),
        ("a: {b: 1", "plan.yaml:1:9: a mapping in { } is not closed, a ',' or a quote is missing"),
        ("a: 'x", "plan.yaml:1:6: a quote is opened and never closed"),
        ("- a\nb: 1", "plan.yaml:2:1: the indentation does not fit the lines above"),
        ("a: @b", "plan.yaml:1:4: a text that starts with this character needs quotes"),
        ("a: &x 1\nb: *x", "anchors and aliases (&name, *name) are not used; write the value out"),
        ("b: *x", "plan.yaml:1:4: aliases (*name) are not used; write the value out"),
        ("<<: {a: 1}", "plan.yaml:1:1: merge keys (<<) are not used; write them out"),
        ("a: !!python/object:os.system x", "tags (tag:yaml.org,2002:python/object:os.system) are not used"),
        ("a: !secret x", "plan.yaml:1:4: tags (!secret) are not used; write the plain value"),
        ("a: 1\n---\nb: 2", "the file holds more than one document ('---'); keep one"),
        ("? [a]\n: b", "plan.yaml:1:3: a key has to be a plain text"),
        ('a: "\\ud83d"', "plan.yaml:1:4: the text holds half a character"),
        ("a: \x00", "plan.yaml: the file holds a control character; remove it"),
    ],
)
def test_a_mistake_is_said_in_plain_words(text: str, found: str) -> None:
    assert found in mistake(text)


def test_several_mistakes_are_reported_at_once() -> None:
    assert mistake("a: 1\na: 2\nb: {x: 1, x: 2}\nc: !t 3").count("\n") == 2


def test_a_bomb_of_aliases_is_refused_before_it_unfolds() -> None:
    layers = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    layers += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 40)]
    assert "anchors and aliases" in mistake("\n".join(layers))


@pytest.mark.parametrize("text", ["[" * 40 + "]" * 40, "[" * 100_000, "{a: " * 5000, "- " * 5000])
def test_deep_nesting_is_refused(text: str) -> None:
    assert "nested deeper than 30 levels" in mistake(text)


def test_a_file_of_more_than_a_megabyte_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    path.write_text("a: " + "x" * LARGEST_BYTES, encoding="utf-8")
    _, problems = scan_yaml(path)
    assert [problem.code for problem in problems] == ["too-large"]


def test_a_file_that_is_not_text_or_not_there_is_a_problem_and_no_crash(tmp_path: Path) -> None:
    latin = tmp_path / "latin.yaml"
    latin.write_bytes(b"title: ok\nname: caf\xe9")
    assert [(p.line, p.code) for p in scan_yaml(latin)[1]] == [(2, "encoding")]
    assert [p.code for p in scan_yaml(tmp_path / "none.yaml")[1]] == ["unreadable"]
    assert [p.code for p in scan_yaml(tmp_path)[1]] == ["unreadable"]


def test_an_empty_file_holds_nothing() -> None:
    assert read_yaml("").data is None
    assert read_yaml("# only a remark\n").data is None


def test_a_byte_order_mark_and_windows_line_ends_are_no_matter(tmp_path: Path) -> None:
    path = tmp_path / "windows.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\r\nb: x\r\n")
    assert read_yaml(path).data == {"a": 1, "b": "x"}
