"""The form of each file: size, opening line, names."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.support.source import ROOT, all_modules

LONGEST_FUNCTION = 40
LONGEST_FILE = 400
SAYING_NOTHING = {"base", "common", "helper", "helpers", "manager", "util", "utils"}
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def test_no_function_is_longer_than_forty_lines() -> None:
    long = [
        f"{module.at(node)} {node.name} has {length} lines"
        for module in all_modules()
        for node in ast.walk(module.tree)
        if isinstance(node, DEFINITIONS)
        if (length := (node.end_lineno or node.lineno) - node.lineno + 1) > LONGEST_FUNCTION
    ]
    assert not long, "\n".join(long)


def test_no_file_is_longer_than_four_hundred_lines() -> None:
    long = [
        f"{module.place} has {module.lines} lines" for module in all_modules() if module.lines > LONGEST_FILE
    ]
    assert not long, "\n".join(long)


def test_every_module_opens_with_one_line_that_says_what_it_is() -> None:
    wrong = [module.place for module in all_modules() if not _opens_well(ast.get_docstring(module.tree))]
    assert not wrong, "no opening sentence on one line: " + ", ".join(wrong)


def test_no_module_or_class_has_a_name_that_says_nothing() -> None:
    wrong = [f"{place}: {name}" for place, name in _names() if SAYING_NOTHING & set(_words(name))]
    assert not wrong, "\n".join(wrong)


def _opens_well(docstring: str | None) -> bool:
    opening, *rest = (docstring or "").splitlines() or [""]
    return bool(re.search(r"\w.*[.:!?]$", opening)) and not (rest and rest[0].strip())


def _names() -> Iterator[tuple[str, str]]:
    for module in all_modules():
        for part in module.path.relative_to(ROOT).with_suffix("").parts:
            yield module.place, part
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ClassDef):
                yield module.at(node), node.name


def _words(name: str) -> list[str]:
    return [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", name)]
