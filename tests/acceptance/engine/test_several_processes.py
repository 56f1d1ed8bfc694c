"""A service and a command at once, two commands at once, and every way in which the lease changes hands."""

from __future__ import annotations

import signal
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing
from typing import Any

import pytest

from calamiteit.adapters.store import library
from calamiteit.core.run import events as e
from tests.acceptance.engine.conftest import Town
from tests.support import crash_workspace
from tests.support.terminals import Terminal, terminal, typed
from tests.support.waiting import eventually

TRIGGER = ("trigger", "quick", "--set", "place=Markt", "--confirm", "Lindeveen")
SLOW = 90
"""Seconds that a process may take on a machine that has much else to do."""


def test_two_triggers_at_the_same_moment_send_each_message_once(town: Town) -> None:
    words = (*TRIGGER, "--again", "a second place", "--no-wait")
    with terminal(town, *words) as one, terminal(town, *words) as two:
        ended = [one.end(seconds=SLOW), two.end(seconds=SLOW)]
    assert [end.code for end in ended] == [0, 0], [end.err for end in ended]
    runs = {end.out.split()[0] for end in ended}
    assert len(runs) == 2
    assert set(town.logs()) == runs
    for alias in ("heron", "wren", "godwit"):
        first = [key for key in town.keys(alias) if key.split(":")[0] in runs]
        assert {key.split(":")[0] for key in first} == runs, f"{alias} was asked for both"
    assert town.doubled() == []


def test_a_second_trigger_without_a_word_is_shown_the_first(town: Town) -> None:
    first = typed(town, *TRIGGER, "--no-wait")
    assert first.code == 0, first.err
    second = typed(town, *TRIGGER, "--no-wait", me="lapwing")
    assert second.code == 4
    assert first.out.split()[0] in second.said
    assert len(town.logs()) == 1


def test_answers_from_two_terminals_and_slack_at_once_count_once(town: Town) -> None:
    with terminal(town, "serve") as service:
        eventually(lambda: town.slack.connections > 0, seconds=SLOW)
        started = typed(town, *TRIGGER)
        assert started.code == 0, started.err
        run = started.out.split()[0]
        heron = crash_workspace.slack_id("heron")
        asked = eventually(
            lambda: [m for m in town.slack.messages(heron) if _button(m.blocks)], seconds=SLOW
        )[0]
        accept = ("task", "accept", "T1", "--run", run)
        with terminal(town, *accept) as one, terminal(town, *accept) as two:
            click = town.slack.click(heron, asked, _button(asked.blocks))
            notes = [typed(town, "run", "note", f"note {n}", "--run", run) for n in range(2)]
            ended = [one.end(seconds=SLOW), two.end(seconds=SLOW)]
            assert click.wait_acknowledged(SLOW)
        assert [note.code for note in notes] == [0, 0]
        assert "Traceback" not in "".join(end.err for end in ended)
        stopped = service.end(signal.SIGTERM, seconds=SLOW)
    assert stopped.code == 0, stopped.err
    (log,) = town.logs().values()
    accepted = [r for r in log if isinstance(r.event, e.Acknowledged) and r.event.number == 1]
    assert len(accepted) == 1
    assert len([r for r in log if isinstance(r.event, e.NoteWritten)]) == 2
    assert town.doubled() == []


def _button(blocks: Sequence[Mapping[str, Any]]) -> str:
    """The action id of the button that accepts."""
    for block in blocks:
        for element in block.get("elements", []):
            if str(element.get("action_id", "")).startswith("calamiteit.accept"):
                return str(element["action_id"])
    return ""


def test_the_lease_of_a_killed_service_is_taken_at_once(town: Town) -> None:
    with terminal(town, "serve") as service:
        eventually(lambda: town.slack.connections > 0, seconds=SLOW)
        service.end(signal.SIGKILL)
    begun = time.monotonic()
    started = typed(town, *TRIGGER, "--no-wait")
    assert started.code == 0, started.err
    assert "waiting" not in started.said, f"it took {time.monotonic() - begun:.1f} s"
    assert all(town.keys(alias) for alias in ("heron", "wren", "godwit"))
    assert town.doubled() == []


def test_a_service_takes_over_politely_from_the_window_that_triggered(town: Town) -> None:
    with terminal(town, *TRIGGER) as officer:
        run = officer.first_line()
        eventually(lambda: town.keys("heron"), seconds=SLOW)
        with terminal(town, "serve") as service:
            handed = officer.end(seconds=SLOW)
            assert handed.code == 0, handed.err
            again = typed(town, *TRIGGER, "--again", "a second place")
            assert again.code == 0, again.err
            assert again.out.split()[0] != run
            eventually(lambda: not town.unsent(), seconds=SLOW)
            assert service.is_running()
            eventually(lambda: len(_kept_ahead(town, run)) == 1, seconds=SLOW)
            assert service.end(signal.SIGTERM, seconds=SLOW).code == 0
    assert len(_kept_ahead(town, run)) == 1, "without another engine the team hears of it, once"
    assert town.doubled() == []


def test_a_run_that_is_stopped_after_its_engine_was_killed_is_told_and_leaves_nothing_scheduled(
    town: Town,
) -> None:
    with terminal(town, "serve") as service:
        eventually(lambda: town.slack.connections > 0, seconds=SLOW)
        started = typed(town, *TRIGGER)
        assert started.code == 0, started.err
        run = started.out.split()[0]
        eventually(lambda: town.keys("heron") and _kept_ahead(town, run), seconds=SLOW)
        service.end(signal.SIGKILL)
    stop = ("run", "stop", run, "--false-alarm", "--reason", "fireworks", "--confirm", run)
    stopped = typed(town, *stop)
    assert stopped.code == 0, stopped.err
    assert _kept_ahead(town, run) == []
    for alias in ("heron", "wren", "godwit"):
        said = " ".join(
            str(message.blocks) for message in town.slack.messages(crash_workspace.slack_id(alias))
        )
        assert "false alarm" in said.lower(), alias
    assert "The last messages have left" in stopped.said
    assert "NO ENGINE" not in stopped.said
    assert town.doubled() == []


@pytest.mark.timeout(240)
def test_a_suspended_service_is_replaced_and_sends_nothing_when_it_wakes(town: Town) -> None:
    with terminal(town, "serve") as service:
        eventually(lambda: town.slack.connections > 0, seconds=SLOW)
        town.slack.faults.delay("chat.postMessage", 3.0, times=3)
        with terminal(town, *TRIGGER, "--no-wait") as officer:
            run = officer.first_line()
            eventually(lambda: not town.slack.faults.planned(), seconds=SLOW)
            _suspend(service, town)
            started = officer.end(seconds=SLOW)
        assert started.code == 0, started.err
        service.signal(signal.SIGCONT)
        woken = service.end(seconds=SLOW)
    assert woken.code == 1, "another process took the lease: the service says so, and systemd restarts it"
    assert "took over" in woken.said
    with terminal(town, "serve") as after:
        eventually(lambda: _leads(town, after) and not town.unsent(), seconds=SLOW)
        assert after.end(signal.SIGTERM, seconds=SLOW).code == 0
    assert town.doubled() == []
    times = Counter(r.event.message for r in town.logs()[run] if isinstance(r.event, e.MessageSent))
    assert [message for message, count in times.items() if count > 1] == []


def _kept_ahead(town: Town, run: str) -> list[str]:
    """The dead man's messages of a run that Slack would post by itself."""
    return [one.id for one in town.slack.scheduled if run in one.text]


def _suspend(service: Terminal, town: Town) -> None:
    """Stop the process at a moment at which it does not keep the file locked for everybody."""

    def is_stopped_without_the_lock() -> bool:
        service.signal(signal.SIGSTOP)
        if _can_write(town):
            return True
        service.signal(signal.SIGCONT)
        return False

    eventually(is_stopped_without_the_lock, seconds=SLOW)


def _leads(town: Town, process: Terminal) -> bool:
    """Whether this process holds the lease."""
    with closing(_connection(town, timeout=SLOW)) as connection:
        holders = [str(holder) for (holder,) in connection.execute("SELECT holder FROM engine")]
    return any(f":{process.pid}:" in holder for holder in holders)


def _can_write(town: Town) -> bool:
    with closing(_connection(town, timeout=0.2)) as connection:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except library.pick().OperationalError:
            return False
        connection.execute("ROLLBACK")
        return True


def _connection(town: Town, timeout: float) -> Any:
    path = str(town.folder / "var" / "live.db")
    return library.pick().connect(path, timeout=timeout, isolation_level=None)


@pytest.mark.timeout(240)
def test_a_file_that_another_program_keeps_locked_leaves_the_officer_with_the_numbers(town: Town) -> None:
    # So slow that the file is locked before the first message has left.
    town.slack.faults.delay("chat.postMessage", 3.0, times=None)
    with terminal(town, *TRIGGER, "--no-wait") as officer:
        run = officer.first_line()
        with closing(_connection(town, timeout=SLOW)) as viewer:
            viewer.execute("BEGIN IMMEDIATE")
            ended = officer.end(seconds=SLOW)
    assert ended.code == 5, ended.err
    assert "Traceback" not in ended.err
    assert "Invented Person" in ended.out or "calllist" in ended.said
    again = typed(town, "run", "list")
    assert run in again.out, "what was said to be saved is saved"
