"""Words from real catalogues: language, places to fill, number, and what a missing text gives."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from calamiteit.adapters.files.words import Words, languages
from calamiteit.ports.words import Wording

HEADER = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
ENGLISH = """msgid "task.accepted"
msgstr "{name} has accepted"

msgid "run.open"
msgid_plural "run.open"
msgstr[0] "{count} task is open"
msgstr[1] "{count} tasks are open"
"""
DUTCH = ENGLISH.replace("has accepted", "heeft aangenomen").replace("tasks are open", "taken staan open")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for language, entries in {"en": ENGLISH, "nl": DUTCH}.items():
        _write(tmp_path, language, entries)
    return tmp_path


def _write(folder: Path, language: str, entries: str) -> Path:
    path = folder / language / "LC_MESSAGES" / "calamiteit.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEADER + entries, encoding="utf-8")
    return path


def test_a_code_is_said_in_the_language_of_the_person(folder: Path) -> None:
    assert Words("nl", folder=folder).say("task.accepted", name="Anna") == "Anna heeft aangenomen"
    assert Words("en", folder=folder).say("task.accepted", name="Anna") == "Anna has accepted"


def test_a_regional_code_speaks_its_language_and_an_unknown_one_english(folder: Path) -> None:
    assert Words("nl_NL.UTF-8", folder=folder).language == "nl"
    assert Words("fy", folder=folder).language == "en"


def test_the_count_picks_singular_or_plural(folder: Path) -> None:
    words = Words("nl", folder=folder)
    assert words.say("run.open", count=1) == "1 task is open"
    assert words.say("run.open", count=3) == "3 taken staan open"


def test_a_missing_value_leaves_a_gap_and_a_missing_code_shows_itself(folder: Path) -> None:
    words = Words("en", folder=folder)
    assert words.say("task.accepted") == "{name} has accepted"
    assert words.say("no.such.code", count=2) == "no.such.code"


def test_in_a_checkout_the_edited_text_wins_over_an_older_compiled_one(tmp_path: Path) -> None:
    source = _write(tmp_path, "en", ENGLISH)
    source.with_suffix(".mo").write_bytes(b"stale")
    os.utime(source.with_suffix(".mo"), (0, 0))
    assert Words("en", folder=tmp_path).say("task.accepted", name="Anna") == "Anna has accepted"


def test_the_program_speaks_dutch_and_english_through_the_port() -> None:
    words: Wording = Words("nl")
    assert languages() == ("en", "nl")
    assert words.language == "nl"
