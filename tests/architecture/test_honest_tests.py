"""The tests themselves: no mocks, no sleeping, nothing skipped, names that are sentences."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.support.source import TESTS, Module, modules

LEAVES_OUT = {"skip", "skipif", "xfail", "importorskip"}
FEWEST_WORDS = 3


def test_no_test_uses_a_mock() -> None:
    wrong = [place for place, name in _imports() if {"mock", "MagicMock", "Mock"} & set(name.split("."))]
    assert not wrong, ", ".join(wrong)


def test_no_test_sleeps() -> None:
    sleeping = [f"{module.at(node)}" for module, node, name in _attributes() if name == "sleep"]
    sleeping += [place for place, name in _imports() if name.split(".")[-1] == "sleep"]
    assert not sleeping, "wait with tests.support.waiting.eventually: " + ", ".join(sleeping)


def test_no_test_is_skipped_or_expected_to_fail() -> None:
    wrong = [f"{module.at(node)} {name}" for module, node, name in _attributes() if name in LEAVES_OUT]
    assert not wrong, ", ".join(wrong)


def test_the_name_of_a_test_is_a_sentence() -> None:
    short = [
        f"{module.at(node)} {node.name}"
        for module in modules(TESTS)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
        if len(node.name.split("_")) <= FEWEST_WORDS
    ]
    assert not short, ", ".join(short)


def _attributes() -> Iterator[tuple[Module, ast.Attribute, str]]:
    for module in modules(TESTS):
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Attribute) and _root_of(node) in {
                "pytest",
                "time",
                "asyncio",
                "unittest",
            }:
                yield module, node, node.attr


def _root_of(node: ast.expr) -> str:
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _imports() -> Iterator[tuple[str, str]]:
    for module in modules(TESTS):
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Import):
                yield from ((module.at(node), alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from ((module.at(node), f"{node.module}.{alias.name}") for alias in node.names)
