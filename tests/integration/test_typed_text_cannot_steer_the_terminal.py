"""What people type is shown to an officer: it cannot move a cursor, hide a line or turn a text around."""

from __future__ import annotations

from pathlib import Path

import pytest

from calamiteit.adapters.files.yaml import scan_yaml
from calamiteit.core.written import written
from tests.support.whole_workspace import WholeWorkspace

STEERING = "Rustig\x1b[2J\x1b]0;x\x07\x9b31m \u202etxt.exe\u2066 [red]klaar[/red]\r\nTweede\tregel"
FORBIDDEN = ("\x1b", "\x07", "\x9b", "\u202e", "\u2066", "\r")


def test_steering_characters_go_and_words_lines_and_brackets_stay() -> None:
    assert written(STEERING) == "Rustig[2J]0;x31m txt.exe [red]klaar[/red]\nTweede\tregel"
    assert written("café 🚨 👩‍👧 §") == "café 🚨 👩‍👧 §"
    assert written("half \udcff") == "half ?"


def test_a_note_and_a_fact_with_escape_sequences_come_out_as_plain_words(tmp_path: Path) -> None:
    town = WholeWorkspace(tmp_path / "workspace")
    run = town.trigger(fact=f"Feit {STEERING}")
    assert town.type("run", "note", f"Notitie {STEERING}").exit_code == 0
    for words in (["log", run], ["report", run], ["report", run, "--format", "html"], ["status", run]):
        shown = town.type(*words)
        assert shown.exit_code == 0, shown.output
        assert [sign for sign in FORBIDDEN if sign in shown.output] == [], words
    assert "[red]klaar[/red]" in " ".join(town.type("log", run).stdout.split())


@pytest.mark.parametrize(
    "words",
    [
        ("status", STEERING),
        ("task", "redate", "T1", "--at", STEERING),
        ("task", "accept", "T1", STEERING),
        ("task", STEERING),
        ("trigger", "attack-own-town", "--set", f"severity={STEERING}"),
        ("calllist", STEERING),
    ],
    ids=lambda words: words[0],
)
def test_what_was_typed_wrongly_is_repeated_as_plain_words(tmp_path: Path, words: tuple[str, ...]) -> None:
    town = WholeWorkspace(tmp_path / "workspace")
    town.trigger()
    shown = town.type(*words, color=True)
    assert shown.exit_code == 2, shown.output
    assert "Tweede" in shown.stderr
    assert [sign for sign in FORBIDDEN if sign in shown.output] == []


@pytest.mark.parametrize("escape", [r"\e[31m", r"\x07", r"\u202e", r"\x9b31m"])
def test_a_file_with_a_hidden_escape_is_refused_at_its_place(escape: str) -> None:
    _, problems = scan_yaml(f'title: "Plan {escape}"\n', "plan.yaml")
    assert [(one.code, one.line) for one in problems] == [("character", 1)]


def test_a_key_with_a_hidden_escape_is_refused_too() -> None:
    _, problems = scan_yaml('"ti\\e[31mtle": x', "plan.yaml")
    assert [one.code for one in problems] == ["key"]
