"""How a key that holds a mapping is written: shown where somebody wrote one text or a list instead."""

from __future__ import annotations

from calamiteit.core.problems import Path

_MAPPINGS = frozenset({"dict_type", "model_type", "model_attributes_type"})

_EXAMPLES = {
    "acknowledge": "{deputy: 15m, officer: never}",
    "if_nothing": "{after: 20m, option: OPTION}",
    "options": "{first-option: Words, second-option: Words}",
    "answers": "{granted: Words, refused: Words}",
    "quiet": '{from: "22:00", to: "07:30"}',
    "takes": "{usual: 20m, at_most: 45m}",
    "agenda": "{picture: Words}",
    "retention": "{label: crisis-log}",
    "origin": "{source: Words, evidence: practice, last_drilled: never}",
    "role": "{does: [Words], does_not: [Words]}",
}


def example(path: Path, found: str) -> str:
    """`; write ...` for a key that wants a mapping and did not get one; else nothing."""
    key = path[-1] if path else ""
    shown = _EXAMPLES.get(str(key), "") if found in _MAPPINGS else ""
    return f"; write {shown}" if shown else ""
