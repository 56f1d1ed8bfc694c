"""An upgrade with open runs: the stored logs of every release replay to the same state."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from calamiteit.core.run.events import KINDS
from calamiteit.core.run.evolve import begin, evolve
from tests.support.golden import FOLDER, PLAYS, as_stored, read
from tests.support.snapshots import snapshot

LOGS = sorted(FOLDER.glob("*/*.json"))


def differences(kept: Any, now: Any, place: str = "") -> list[str]:
    """Where a state differs from the one that was kept; what a later release adds does not count."""
    if isinstance(kept, dict) and isinstance(now, dict):
        return [
            line
            for name, value in kept.items()
            for line in differences(value, now.get(name), f"{place}.{name}")
        ]
    if isinstance(kept, list) and isinstance(now, list) and len(kept) == len(now):
        pairs = enumerate(zip(kept, now, strict=True))
        return [line for n, (before, after) in pairs for line in differences(before, after, f"{place}[{n}]")]
    return [] if kept == now else [f"{place}: {kept!r} became {now!r}"]


@pytest.mark.parametrize("path", LOGS, ids=[f"{path.parent.name}-{path.stem}" for path in LOGS])
def test_a_log_of_an_earlier_release_gives_the_state_it_gave_then(path: Path) -> None:
    log, state = read(path)
    run = begin(log[0])
    for recorded in log[1:]:
        evolve(run, recorded)

    assert differences(state, snapshot(run)) == []


def test_a_change_in_a_kept_state_is_seen() -> None:
    _, state = read(LOGS[0])
    changed = {**state, "status": "other"}
    assert differences(state, changed) == [f".status: {state['status']!r} became 'other'"]


def test_every_kind_of_event_is_in_a_kept_log() -> None:
    kept = {recorded.event.kind for path in LOGS for recorded in read(path)[0]}
    missing = ", ".join(sorted(set(KINDS) - kept))
    assert not missing, (
        f"no kept log holds {missing}: play it in tests/support/golden.py and write the folder"
    )


@pytest.mark.parametrize("name", PLAYS)
def test_a_play_gives_the_same_log_each_time(name: str) -> None:
    assert as_stored(PLAYS[name]()) == as_stored(PLAYS[name]())
