"""Linked runs on a real database: what they are given, and what happens when their parent ends first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from calamiteit.bootstrap.app import App
from calamiteit.core.run import commands as c
from calamiteit.engine.linking import Linking
from calamiteit.ports.channel import Delivered, GiveUp, Result
from calamiteit.ports.store import OutboxRow
from tests.support.whole_workspace import GIVEN, WholeWorkspace


@pytest.fixture
def town(tmp_path: Path) -> WholeWorkspace:
    return WholeWorkspace(tmp_path / "workspace")


@pytest.fixture
def app(town: WholeWorkspace) -> Iterator[App]:
    town.trigger()
    app = town.app()
    yield app
    app.close()


def _link(app: App, parent: str, child: str) -> Result:
    """The engine delivers the wish for a linked run."""
    row = OutboxRow(id=f"{parent}:1:1", stream=parent, channel="engine", lane="e", to=child, purpose="link")
    return Linking(app.runs).deliver(row)


def _wind_down(app: App, run: str, aftercare: str = "aftercare") -> None:
    app.runs.act(
        run,
        lambda seals: c.WindDown(reason=seals.seal("week 6"), aftercare=aftercare),
        actor=app.actor("heron"),
    )


def _stop(app: App, run: str) -> None:
    app.runs.act(
        run,
        lambda seals: c.Stop(false_alarm=True, reason=seals.seal("vuurwerk")),
        actor=app.actor("heron"),
    )


def test_the_aftercare_of_a_wound_down_run_gets_the_values_of_the_same_name(app: App) -> None:
    (parent,) = app.runs.open_runs()
    _wind_down(app, parent)
    child = f"{parent}.1"

    assert isinstance(_link(app, parent, child), Delivered)

    _, run = app.runs.look(child)
    assert (run.playbook, run.parent, run.depth) == ("aftercare", parent, 1)
    assert run.values["area"] == (GIVEN["area"],)
    assert set(run.texts) == {"place"}


def test_a_linked_run_does_not_start_once_its_parent_was_stopped(app: App) -> None:
    (parent,) = app.runs.open_runs()
    _wind_down(app, parent)
    _stop(app, parent)

    assert isinstance(_link(app, parent, f"{parent}.1"), GiveUp)

    _, run = app.runs.look(parent)
    assert run.links == {f"{parent}.1": "failed"}
    assert app.runs.open_runs() == []


@pytest.mark.parametrize("moment", ["before the commit is prepared", "while it is prepared"])
def test_a_parent_that_another_process_stops_at_the_very_moment_starts_no_linked_run(
    town: WholeWorkspace, app: App, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (parent,) = app.runs.open_runs()
    _wind_down(app, parent)
    elsewhere = town.app()
    place = "look" if moment == "before the commit is prepared" else "around"
    before = getattr(app.runs, place)

    def then_stopped(given: Any) -> Any:
        found = before(given)
        monkeypatch.undo()
        _stop(elsewhere, parent)
        return found

    monkeypatch.setattr(app.runs, place, then_stopped)
    try:
        assert isinstance(_link(app, parent, f"{parent}.1"), GiveUp)
    finally:
        elsewhere.close()
    assert app.runs.open_runs() == []
    _, run = app.runs.look(parent)
    assert run.links == {f"{parent}.1": "failed"}


def test_a_linked_run_starts_after_its_parent_was_closed(app: App) -> None:
    (parent,) = app.runs.open_runs()
    _wind_down(app, parent)
    app.runs.act(parent, lambda seals: c.Close(accept_open=True), actor=app.actor("heron"))

    assert isinstance(_link(app, parent, f"{parent}.1"), Delivered)
    assert app.runs.open_runs() == [f"{parent}.1"]


def test_stopping_with_linked_runs_reaches_the_runs_below_them_and_one_that_has_not_begun(
    town: WholeWorkspace, app: App
) -> None:
    (parent,) = app.runs.open_runs()
    _wind_down(app, parent)
    child = f"{parent}.1"
    _link(app, parent, child)
    _wind_down(app, child)
    _link(app, child, f"{child}.1")
    _wind_down(app, f"{child}.1")

    words = ("--false-alarm", "--reason", "vuurwerk", "--linked", "--confirm", parent)
    stopped = town.type("run", "stop", parent, *words)

    assert stopped.exit_code == 0, stopped.output
    assert app.runs.open_runs() == []
    for run in (parent, child, f"{child}.1"):
        assert app.runs.look(run)[1].false_alarm
