"""`forget` beside a living engine: nothing of the person is left or sent, and the engine goes on."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from calamiteit.loopback.slack import LoopbackSlack
from calamiteit.ports.store import OutboxRow, RowState
from tests.support.terminals import Terminal, terminal, typed
from tests.support.waiting import eventually
from tests.support.whole_workspace import WholeWorkspace, slack_of_everybody, slack_settings

SLOW = 90
ALERT = "🔴 Het snelle team waarschuwen"
NOTE = "Kim Zomaar is ziek, bel 06-0000 0011"
TRIGGER = ("trigger", "attack-own-town", "--set", "place=Markt", "--set", "area=centrum")


@pytest.fixture
def slack() -> Iterator[LoopbackSlack]:
    with slack_of_everybody() as running:
        yield running


@pytest.fixture
def town(tmp_path: Path, slack: LoopbackSlack) -> WholeWorkspace:
    return WholeWorkspace(tmp_path / "workspace", slack_settings(slack))


@pytest.fixture
def service(town: WholeWorkspace, slack: LoopbackSlack) -> Iterator[Terminal]:
    """A living engine, and a run of which wren (logger) was told; somebody wrote about her."""
    with terminal(town, "serve") as serving:
        eventually(lambda: slack.connections, seconds=SLOW)
        fact = f"Gemeld door {town.personal('wren')[0]}"
        started = typed(town, *TRIGGER, "--fact", fact, "--confirm", "Lindeveen", "--no-wait")
        assert started.code == 0, started.err
        eventually(lambda: _with(slack, "wren", ALERT), seconds=SLOW)
        assert typed(town, "run", "note", NOTE).code == 0
        yield serving


def _address(town: WholeWorkspace, alias: str) -> str:
    return town.personal(alias)[1]


def _with(slack: LoopbackSlack, alias: str, words: str) -> list[str]:
    return [one.text for one in slack.messages(alias) if words in one.text]


def _seen(slack: LoopbackSlack, alias: str) -> list[tuple[str, str]]:
    """What stands in the person's conversation, edits included."""
    return [(one.ts, one.text) for one in slack.messages(alias)]


def _forget(town: WholeWorkspace) -> None:
    done = typed(town, "forget", "wren", "--confirm", "wren")
    assert done.code == 0, done.err
    assert "run it again" not in done.said


def _add(town: WholeWorkspace, title: str) -> None:
    assert typed(town, "task", "add", title, "--role", "logger").code == 0


def test_a_person_is_forgotten_beside_a_living_engine(
    town: WholeWorkspace, slack: LoopbackSlack, service: Terminal
) -> None:
    personal, address = town.personal("wren"), _address(town, "wren")
    (asked,) = [one for one in slack.messages("wren") if ALERT in one.text]
    _forget(town)
    seen = _seen(slack, "wren")
    _add(town, "Schrijf op wie er belt")
    eventually(lambda: _with(slack, "dunnock", "Schrijf op wie er belt"), seconds=SLOW)
    eventually(lambda: _with(slack, "dunnock", ALERT), seconds=SLOW)
    assert _seen(slack, "wren") == seen, "nothing is sent, and nothing edited"
    button = next(b["elements"][0]["action_id"] for b in asked.blocks if b["type"] == "actions")
    assert slack.click(address, asked, button).wait_acknowledged(SLOW)
    slack.wait_for(lambda: [t for t in slack.ephemerals(address) if "staat niet in de contacten" in t.text])
    assert town.holding([*personal, NOTE]) == {}
    assert service.is_running()
    ended = service.end(signal.SIGTERM, seconds=SLOW)
    assert ended.code == 0, ended.err
    assert not [trace for trace in personal if trace in ended.out + ended.err]
    assert town.holding([*personal, NOTE]) == {}
    assert typed(town, "log", "--verify").code == 0


def test_what_waits_to_be_sent_to_the_person_is_never_sent(
    town: WholeWorkspace, slack: LoopbackSlack, service: Terminal
) -> None:
    slack.faults.rate_limit("chat.postMessage", times=None, retry_after=2)
    _add(town, "Bel de pers terug")
    app = town.app()
    try:

        def rows() -> list[OutboxRow]:
            return [row for row in app.place.store.rows(state=RowState.WAITING) if row.to == "wren"]

        eventually(rows, seconds=SLOW)
        seen = _seen(slack, "wren")
        _forget(town)
        slack.faults.clear()
        eventually(lambda: not rows(), seconds=SLOW)
    finally:
        app.close()
    eventually(lambda: _with(slack, "dunnock", "Bel de pers terug"), seconds=SLOW)
    assert _seen(slack, "wren") == seen
    assert town.holding([*town.personal("wren"), NOTE]) == {}
    assert service.is_running()
