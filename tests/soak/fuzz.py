"""The part `fuzz`: damaged input for each target in turn; what does harm is kept in a file."""

from __future__ import annotations

import hashlib
from pathlib import Path

from tests.fuzz.mutating import mutated
from tests.fuzz.target import Target, trial
from tests.fuzz.targets import BY_NAME
from tests.soak.part import Failure, Outcome
from tests.support.source import ROOT

FOUND = ROOT / "build" / "fuzz"
STRETCH = 1_000
"""So many inputs in a row go to one target."""
ROUND = (
    *("yaml", "playbooks", "contacts", "rota", "settings", "slack", "pressed", "mail"),
    *("moments", "texts"),
    *(
        "playbooks",
        "contacts",
        "rota",
        "settings",
        "slack",
        "pressed",
        "mail",
        "clicks",
        "letter",
        "arguments",
    ),
)
"""The targets in turn; a target that is read to the end quickly comes twice."""


def damage(numbers: range) -> Outcome:
    """The inputs with these numbers."""
    failures: list[Failure] = []
    tally: dict[str, int] = {}
    for number in numbers:
        target = target_of(number)
        data = mutated(target, number)
        tally[target.name] = tally.get(target.name, 0) + 1
        if what := trial(target, data):
            failures.append(Failure(number=number, what=what, replay=_kept(target, data)))
    return Outcome(failures=tuple(failures), tally=tally)


def target_of(number: int) -> Target:
    """The target that an input belongs to."""
    return BY_NAME[ROUND[number // STRETCH % len(ROUND)]]


def _kept(target: Target, data: bytes, folder: Path = FOUND) -> str:
    """Writes the input down; the command that gives it to its target again."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{target.name}-{hashlib.sha256(data).hexdigest()[:12]}"
    path.write_bytes(data)
    shown = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
    return f"python -m tests.fuzz {target.name} {shown}"
