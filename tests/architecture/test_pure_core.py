"""The core takes time, ids and chance as arguments: it asks the world for nothing."""

from __future__ import annotations

import ast

from tests.support.source import PACKAGE, modules

ASKS_THE_CLOCK = {"now", "utcnow", "today"}
IMPURE_BUILTINS = {
    "open": "a file",
    "print": "the terminal",
    "input": "the terminal",
    "hash": "an order that differs from process to process",
}


def test_the_core_never_asks_what_time_it_is() -> None:
    asked = [
        f"{module.at(call)} calls .{call.func.attr}()"
        for module in modules(PACKAGE / "core")
        for call in ast.walk(module.tree)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)
        if call.func.attr in ASKS_THE_CLOCK and isinstance(call.func.value, ast.Name | ast.Attribute)
    ]
    assert not asked, "\n".join(asked)


def test_the_core_calls_no_builtin_that_touches_the_world() -> None:
    touched = [
        f"{module.at(call)} calls {call.func.id}(): {IMPURE_BUILTINS[call.func.id]}"
        for module in modules(PACKAGE / "core")
        for call in ast.walk(module.tree)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in IMPURE_BUILTINS
    ]
    assert not touched, "\n".join(touched)
