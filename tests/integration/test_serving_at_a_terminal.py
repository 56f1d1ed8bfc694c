"""What `serve` says to a person: each trouble once, in their language, and when it has passed."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from calamiteit.cli.frame import Frame
from calamiteit.cli.serving import Screen
from calamiteit.core.run.channels import SilentChannel
from tests.support.whole_workspace import WholeWorkspace


class Shown:
    """A screen, and what stands on it without the clock times."""

    def __init__(self, folder: Path, language: str) -> None:
        self._file = io.StringIO()
        frame = Frame(workspace_given=folder, language_given=language)
        frame.err = Console(file=self._file, width=200)
        self.screen = Screen(frame)

    def lines(self) -> list[str]:
        found = [line.partition("  ")[2] for line in self._file.getvalue().splitlines()]
        self._file.truncate(0)
        return found

    def trouble(self, what: str, where: str = "slack-door") -> None:
        self.screen.error("trouble", where=where, what=what, error="Trouble")


@pytest.fixture
def shown(tmp_path: Path) -> Shown:
    return Shown(WholeWorkspace(tmp_path / "workspace").folder, "en")


def silent(messages: int) -> dict[str, SilentChannel]:
    return {"slack": SilentChannel(channel="slack", since=0, messages=messages, reason="not-connected")}


def test_a_connection_that_stays_shut_is_told_once_and_its_return_too(shown: Shown) -> None:
    for _ in range(5):
        shown.trouble("slack-door:not-connected")
    (line,) = shown.lines()
    assert line.startswith("No taps from Slack come in")
    shown.trouble("slack-door:connected")
    shown.trouble("slack-door:connected")
    assert shown.lines() == ["Taps in Slack come in again."]
    shown.trouble("slack-door:connection-lost")
    assert len(shown.lines()) == 1, "a second time is told again"


def test_a_channel_that_goes_silent_is_told_once_and_its_return_too(shown: Shown) -> None:
    for count in (2, 5, 9):
        shown.screen.channels(silent(count))
    assert [line.partition(":")[0] for line in shown.lines()] == ["slack delivers nothing"]
    shown.screen.channels({})
    shown.screen.channels({})
    assert shown.lines() == ["slack delivers again."]


def test_the_same_trouble_is_not_repeated_and_another_one_is_told(shown: Shown) -> None:
    for what in ("the disk is full", "the disk is full", "the file is locked"):
        shown.trouble(what, where="timers")
    assert len(shown.lines()) == 2


@pytest.mark.parametrize(("language", "said"), [("en", "No run is open"), ("nl", "Er is geen run open")])
def test_the_beginning_is_told_in_the_language_of_the_person(
    tmp_path: Path, language: str, said: str
) -> None:
    shown = Shown(WholeWorkspace(tmp_path / "workspace").folder, language)
    shown.screen.info("engine-started", mode="live", runs=[], channels=["slack"])
    shown.screen.info("engine-ended", how="stopped")
    (line,) = shown.lines()
    assert line.startswith(said)
