"""After `forget` no byte of the person is left in the workspace, and the log still verifies."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from calamiteit.loopback.slack import LoopbackSlack
from tests.support.waiting import eventually
from tests.support.whole_workspace import WholeWorkspace, slack_of_everybody, slack_settings

NOTE = "Kim Zomaar is ziek, bel 06-0000 0011"
KEPT = "De sporthal is open"


@pytest.fixture
def slack() -> Iterator[LoopbackSlack]:
    with slack_of_everybody() as running:
        yield running


@pytest.fixture
def town(tmp_path: Path, slack: LoopbackSlack) -> WholeWorkspace:
    """A run whose first messages arrived, with notes about people."""
    made = WholeWorkspace(tmp_path / "workspace", slack_settings(slack))
    run = made.trigger(fact=f"Gemeld door {made.personal('wren')[0]}")
    app = made.app()
    assert app.become_engine() is not None
    eventually(
        lambda: any("wren" in str(e.event) for e in app.runs.log(run) if e.event.kind == "message-sent")
    )
    app.close()
    for note in (NOTE, KEPT):
        assert made.type("run", "note", note).exit_code == 0
    return made


def _run(town: WholeWorkspace) -> str:
    app = town.app()
    try:
        return app.place.store.streams("run")[0].id
    finally:
        app.close()


def test_no_byte_of_a_forgotten_person_is_left_in_the_workspace(town: WholeWorkspace) -> None:
    personal = town.personal("wren")
    assert town.holding(personal), "the person stands somewhere before"
    done = town.type("forget", "wren", "--confirm", "wren")
    assert done.exit_code == 0, done.output
    assert town.holding([*personal, NOTE]) == {}


def test_what_mentions_the_person_is_erased_and_the_rest_stays(town: WholeWorkspace) -> None:
    town.type("forget", "wren", "--confirm", "wren", "--rule", "withdrew")
    log = town.type("log").stdout
    assert "Zomaar" not in log
    assert "under “withdrew”" in log
    assert KEPT in log


def test_the_log_still_verifies_after_forgetting(town: WholeWorkspace) -> None:
    town.type("forget", "wren", "--confirm", "wren")
    assert town.type("log", _run(town), "--verify").exit_code == 0
    assert town.type("log", "workspace", "--verify").exit_code == 0
    assert "forgotten" in town.type("log", "workspace").stdout


def test_open_tasks_of_the_person_go_on_to_the_next(town: WholeWorkspace) -> None:
    town.type("forget", "wren", "--confirm", "wren")
    assert "wren no longer takes part" in " ".join(town.type("log").stdout.split()).replace("(Logger) ", "")
    assert "dunnock (Logger) is asked" in " ".join(town.type("log").stdout.split())


def test_a_dry_run_shows_the_difference_and_changes_nothing(town: WholeWorkspace) -> None:
    before = (town.folder / "contacts" / "people.yaml").read_bytes()
    shown = town.type("forget", "wren", "--dry-run")
    assert shown.exit_code == 0, shown.output
    assert "-    name: Kim Zomaar" in shown.stdout
    assert (town.folder / "contacts" / "people.yaml").read_bytes() == before
    assert "Zomaar" in town.type("log").stdout


def test_forgetting_needs_the_typed_word(town: WholeWorkspace) -> None:
    assert town.type("forget", "wren").exit_code == 4
    assert town.type("forget", "wren", "--confirm", "swift").exit_code == 4
    assert town.holding(town.personal("wren"))


def test_forgetting_twice_is_harmless(town: WholeWorkspace) -> None:
    town.type("forget", "wren", "--confirm", "wren")
    again = town.type("forget", "wren", "--confirm", "wren")
    assert again.exit_code == 2, again.output


def test_who_may_not_forget_is_refused(town: WholeWorkspace) -> None:
    refused = town.type("forget", "swift", "--confirm", "swift", me="skylark")
    assert (refused.exit_code, "may not do this" in refused.stderr) == (2, True)


def test_an_open_run_is_not_forgotten_and_a_closed_one_loses_its_texts(town: WholeWorkspace) -> None:
    run = _run(town)
    assert town.type("forget", "--run", run, "--confirm", run).exit_code == 2
    closed = town.type("run", "close", run, "--leave-open", "--reason", "klaar")
    assert closed.exit_code == 0, closed.output
    done = town.type("forget", "--run", run, "--confirm", run)
    assert done.exit_code == 0, done.output
    log = town.type("log", run).stdout
    assert KEPT not in log
    assert "[erased on" in log
    assert town.type("log", run, "--verify").exit_code == 0


def test_what_is_due_by_its_retention_label_is_forgotten(town: WholeWorkspace) -> None:
    run = _run(town)
    town.type("run", "close", run, "--leave-open", "--reason", "klaar")
    assert "Nothing is due" in town.type("forget", "--due").stderr
    settings = town.folder / "settings.yaml"
    settings.write_text(settings.read_text() + "retention: {crisis-log: 0m}\n")
    assert run in town.type("forget", "--due", "--dry-run").stderr
    done = town.type("forget", "--due", "--confirm", "due")
    assert done.exit_code == 0, done.output
    assert "retention:crisis-log" in town.type("log", "workspace").stdout.replace("\n", "")
    assert "Nothing is due" in town.type("forget", "--due").stderr
