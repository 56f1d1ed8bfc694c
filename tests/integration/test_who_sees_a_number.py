"""A telephone number is shown to the person who was asked to call, or may view contacts; to nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from calamiteit.bootstrap.app import App
from calamiteit.engine.desk import FrontDesk
from calamiteit.ports.desk import Click, Reply
from calamiteit.ports.store import OutboxRow
from tests.support.whole_workspace import WholeWorkspace

SETTINGS = 'live:\n  slack: {bot_token: none, base_url: "http://127.0.0.1:9/api/"}\n'


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    town = WholeWorkspace(tmp_path / "workspace", SETTINGS)
    town.trigger()
    app = town.app()
    yield app
    app.close()


def calls(app: App) -> list[OutboxRow]:
    run = app.runs.open_runs()[0]
    _, state = app.runs.look(run)
    theirs = [a.number for a in state.assignments.values() if a.step in state.calls]
    return [row for row in app.place.store.rows(stream=run) if row.assignment in theirs]


def ask(app: App, alias: str, row: OutboxRow) -> Reply:
    person = app.place.directory.current().person(alias)
    assert person is not None
    route = person.route("slack")
    assert route is not None
    click = Click(
        key=f"k-{alias}", channel="slack", address=route.address, run=row.stream,
        assignment=row.assignment, transition="show-number",
    )  # fmt: skip
    return FrontDesk(app.runs, lambda where, error: None).click(click)


def viewed(app: App) -> list[str]:
    entries = [one.entry for one in app.place.store.read("workspace")]
    return [str(one.body["by"]) for one in entries if one.kind == "contact-viewed"]


def test_who_was_asked_to_call_sees_the_number_and_it_is_logged(app: App) -> None:
    row = calls(app)[0]
    reply = ask(app, row.to, row)
    assert reply.ok and "+31" in reply.text
    assert [row.to in by for by in viewed(app)] == [True]


def test_somebody_else_with_the_button_sees_nothing_and_nothing_is_logged_as_seen(app: App) -> None:
    row = calls(app)[0]
    reply = ask(app, "skylark", row)
    assert (reply.ok, "+31" in reply.text) == (False, False)
    assert viewed(app) == []


def test_the_answer_that_the_caller_taps_is_that_of_the_person_called_and_ends_the_call(app: App) -> None:
    row = calls(app)[0]
    _, before = app.runs.look(row.stream)
    called = before.calls[before.assignments[row.assignment or 0].step]
    person = app.place.directory.current().person(row.to)
    route = person.route("slack") if person else None
    assert route is not None
    click = Click(
        key="heard", channel="slack", address=route.address, run=row.stream,
        assignment=row.assignment, transition="heard-accept",
    )  # fmt: skip
    reply = FrontDesk(app.runs, lambda where, error: None).click(click)
    assert reply.ok, reply.text
    _, after = app.runs.look(row.stream)
    answered = after.assignments[called]
    assert (answered.state.value, answered.answered_by) == ("acknowledged", row.to)
    assert after.assignments[row.assignment or 0].state.value == "done"
