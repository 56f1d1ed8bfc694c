"""A drill: the real engine with simulated people, the same again for the same seed, kept as proof."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from calamiteit.bootstrap.simulation import Drill, Setting, simulation_app
from calamiteit.bootstrap.workspace import Workspace
from calamiteit.core.chain import canonical
from calamiteit.core.run import events as e
from calamiteit.core.run.views import status
from calamiteit.core.time import DAY, HOUR, Millis, local_instant
from calamiteit.drill.manners import Manner, Manners
from calamiteit.engine.verifying import verify_run, verify_workspace
from tests.support.whole_workspace import WholeWorkspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace.open(WholeWorkspace(tmp_path / "workspace").folder)


def drill(workspace: Workspace, seed: int, **more: object) -> Drill:
    zone = workspace.settings.tz
    setting = Setting(
        playbook="attack-own-town",
        given={"place": "Markt", "area": "centrum"},
        facts=["Er is geschoten."],
        language="nl",
        officer="heron",
        start=local_instant(date(2026, 12, 1), 3 * 60, zone),
        seed=seed,
    )
    return Drill(workspace, setting, **more)  # type: ignore[arg-type]


def events(played: Drill, run: str) -> list[str]:
    """The log without what differs by name only: the run's own, and the digests that follow from it."""
    found = []
    for linked in played.runs.place.store.read(run):
        body = json.loads(canonical(linked.entry.body).replace(run, "RUN"))
        found.append(f"{linked.entry.at} {linked.entry.kind} {_without_digests(body)}")
    return found


def _without_digests(value: object) -> object:
    if isinstance(value, dict):
        return {key: _without_digests(one) for key, one in value.items() if key != "digest"}
    return [_without_digests(one) for one in value] if isinstance(value, list) else value


def test_a_whole_crisis_is_played_from_the_alarm_to_aftercare(workspace: Workspace) -> None:
    start: list[Millis] = []
    played = drill(workspace, 3, moved=start.append)
    run = played.play(start_of(played) + 56 * DAY)
    pinned, state = played.runs.look(run)
    view = status(pinned.plan, state, played.runs.place.clock.now())
    assert view.status == "closed"
    assert len(view.steps) >= 40
    assert sum(goal.reached_after is not None for goal in view.goals) >= len(view.goals) - 2
    assert start == sorted(start), "time does not go back"
    log = played.runs.log(run)
    assert Counter(type(one.event) for one in log)[e.Acknowledged] > 50
    assert {one.by.door for one in log} <= {"simulation", "engine", "slack", "sms", "mail"}


def start_of(played: Drill) -> Millis:
    return played.runs.place.clock.now()


def test_the_same_seed_plays_the_same_drill_and_another_seed_another(workspace: Workspace) -> None:
    logs = []
    for seed in (3, 3, 4):
        played = drill(workspace, seed)
        logs.append(events(played, played.play(start_of(played) + 2 * HOUR)))
    assert logs[0] == logs[1]
    assert logs[0] != logs[2]


def test_people_who_all_stay_silent_leave_everything_to_the_officer(workspace: Workspace) -> None:
    played = drill(workspace, 1, manners=Manners(rest=Manner(silent=1.0)))
    run = played.play(start_of(played) + HOUR)
    log = played.runs.log(run)
    assert not any(isinstance(one.event, e.Acknowledged) for one in log)
    assert any(isinstance(one.event, e.Escalated) and one.event.to == "officer" for one in log)


def test_a_person_who_declines_is_replaced(workspace: Workspace) -> None:
    played = drill(workspace, 1, manners=Manners(named={"heron": Manner(silent=0.0, declines=1.0)}))
    run = played.play(start_of(played) + HOUR)
    _, state = played.runs.look(run)
    of_heron = [a for a in state.assignments.values() if a.alias == "heron" and a.answered]
    assert {a.state.value for a in of_heron} <= {"declined", "cancelled"}
    assert "declined" in {a.state.value for a in of_heron}
    assert any(a.rule == "deputy 1" and "chair" in a.roles for a in state.assignments.values())


def test_what_is_kept_is_what_was_played_and_its_log_verifies(workspace: Workspace) -> None:
    kept = []
    for seed in (3, 4):
        played = drill(workspace, seed)
        run = played.play(start_of(played) + 2 * HOUR)
        played.keep()
        kept.append((run, [one.hash for one in played.runs.place.store.read(run)]))
    app = simulation_app(workspace, lambda where, error: None)
    try:
        for run, hashes in kept:
            assert [one.hash for one in app.place.store.read(run)] == hashes
            assert verify_run(app.place.store, run, None).holds
            fact = next(one.event for one in app.runs.log(run) if isinstance(one.event, e.FactAdded))
            assert app.place.store.open_text(fact.text.id) == "Er is geschoten."
        assert verify_workspace(app.place.store, None).holds
    finally:
        app.close()


def test_no_text_of_a_drill_lies_in_its_database_in_the_clear(workspace: Workspace) -> None:
    played = drill(workspace, 3)
    played.play(start_of(played) + HOUR)
    played.keep()
    bytes_ = b"".join(path.read_bytes() for path in workspace.var.glob("simulation.db*"))
    assert b"geschoten" not in bytes_
    for person in workspace.contacts.current().people.values():
        assert person.name.encode() not in bytes_
