"""The catalogues of words: both languages complete, and no code that is unused or unknown."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from tests.support.source import PACKAGE, ROOT, Module, modules

LANGUAGES = ("en", "nl")
TEMPLATES = [ROOT / "templates", PACKAGE]
SAID_IN_TEMPLATE = re.compile(r"""\bsay\(\s*["']([\w.\-]+)["']""")
CODE = re.compile(r"[a-z][a-z0-9-]*(\.[a-z0-9-]+)+")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty_or_fuzzy(language: str) -> None:
    wrong = [code for code, entry in _entries(language).items() if entry.fuzzy or not all(_texts(entry))]
    assert not wrong, ", ".join(wrong)


@pytest.mark.parametrize("language", LANGUAGES)
def test_codes_are_short_lower_case_and_written_once(language: str) -> None:
    written = re.findall(r'^msgid "(.+)"$', _path(language).read_text(encoding="utf-8"), re.M)
    assert [code for code, times in Counter(written).items() if times > 1] == []
    assert [code for code in written if not CODE.fullmatch(code)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_codes_of_a_section_stand_together(language: str) -> None:
    sections = [section for section, _ in groupby(_entries(language), key=lambda code: code.split(".")[0])]
    assert [section for section, times in Counter(sections).items() if times > 1] == []


def test_both_languages_have_the_same_codes() -> None:
    english, dutch = (_entries(language).keys() for language in LANGUAGES)
    assert sorted(english ^ dutch) == []


def test_both_languages_have_the_same_places_to_fill() -> None:
    english, dutch = (_entries(language) for language in LANGUAGES)
    wrong = [code for code in english.keys() & dutch.keys() if _places(english[code]) != _places(dutch[code])]
    assert sorted(wrong) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_place_to_fill_has_a_name(language: str) -> None:
    wrong = [
        code for code, entry in _entries(language).items() if not all(map(str.isidentifier, _places(entry)))
    ]
    assert not wrong, ", ".join(wrong)


def test_every_code_that_the_source_says_exists() -> None:
    known = _entries("en")
    unknown = [f"{place}: {code}" for place, code in _said() if code not in known]
    assert not unknown, "\n".join(unknown)


def test_every_code_that_exists_is_in_the_source() -> None:
    constants = {text for module in modules(PACKAGE) for text in _constants(module)}
    constants |= {code for _, code in _said()}
    patterns = [pattern for module in modules(PACKAGE) for pattern in _patterns(module)]
    unused = [
        code
        for code in _entries("en")
        if code not in constants and not any(pattern.fullmatch(code) for pattern in patterns)
    ]
    assert not unused, ", ".join(unused)


def test_a_call_that_says_a_code_fills_all_its_places() -> None:
    known = _entries("en")
    gaps = [
        f"{module.at(call)}: {code} lacks {', '.join(sorted(lacking))}"
        for module in modules(PACKAGE)
        for call, code in _said_in(module)
        if code in known and not any(keyword.arg is None for keyword in call.keywords)
        if (lacking := _places(known[code]) - {keyword.arg for keyword in call.keywords if keyword.arg})
    ]
    assert not gaps, "\n".join(gaps)


def _said() -> Iterator[tuple[str, str]]:
    for module in modules(PACKAGE):
        yield from ((module.at(call), code) for call, code in _said_in(module))
    for folder in TEMPLATES:
        for path in sorted((*folder.rglob("*.j2"), *folder.rglob("*.html"), *folder.rglob("*.md"))):
            place = str(path.relative_to(ROOT))
            yield from ((place, code) for code in SAID_IN_TEMPLATE.findall(path.read_text(encoding="utf-8")))


def _said_in(module: Module) -> Iterator[tuple[ast.Call, str]]:
    if "/loopback/" in module.place:  # there people say things in a practice Slack: no codes
        return
    for call in ast.walk(module.tree):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute | ast.Name) and call.args:
            name = call.func.attr if isinstance(call.func, ast.Attribute) else call.func.id
            code = call.args[0]
            if name == "say" and isinstance(code, ast.Constant) and isinstance(code.value, str):
                yield call, code.value


def _constants(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _patterns(module: Module) -> Iterator[re.Pattern[str]]:
    """f"state.{state}" stands for every code of that form; a form without a fixed section stands for none."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.JoinedStr):
            parts = [
                re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"[a-z0-9.\-]+"
                for part in node.values
            ]
            if re.match(r"[a-z]", parts[0]) and r"\." in parts[0]:
                yield re.compile("".join(parts))


def _places(entry: Message) -> set[str]:
    return {name for text in _texts(entry) for _, name, _, _ in Formatter().parse(text) if name is not None}


def _texts(entry: Message) -> list[str]:
    return [entry.string] if isinstance(entry.string, str) else list(entry.string or [""])


@cache
def _entries(language: str) -> dict[str, Message]:
    with _path(language).open("rb") as stream:
        catalogue: Catalog = read_po(stream, abort_invalid=True)
    return {_code(entry): entry for entry in catalogue if entry.id}


def _code(entry: Message) -> str:
    return entry.id if isinstance(entry.id, str) else str(entry.id[0])


def _path(language: str) -> Path:
    return PACKAGE / "words" / language / "LC_MESSAGES" / "calamiteit.po"
