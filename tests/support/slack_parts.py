"""The Slack door on a practice Slack, and a desk that notes what comes to it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from calamiteit.adapters.channels.slack.door import SlackDoor
from calamiteit.adapters.files.words import Words
from calamiteit.loopback.slack import LoopbackSlack
from calamiteit.ports.desk import Click, Reply, SlashCommand
from tests.support.waiting import eventually


class NotingDesk:
    """Notes what people do; answers what the test tells it to."""

    def __init__(self) -> None:
        self.clicks: list[Click] = []
        self.commands: list[SlashCommand] = []
        self.unknown: list[tuple[str, str]] = []
        self.reply = Reply(text="Dank je, genoteerd.")
        self.before_answering: Callable[[], None] = lambda: None
        self._lock = threading.Lock()

    def click(self, click: Click) -> Reply:
        with self._lock:
            self.clicks.append(click)
        self.before_answering()
        return self.reply

    def command(self, command: SlashCommand) -> Reply:
        with self._lock:
            self.commands.append(command)
        return Reply(text="Er loopt niets.")

    def unknown_action(self, channel: str, address: str) -> Reply:
        with self._lock:
            self.unknown.append((channel, address))
        return Reply(text="Deze knop kent deze versie niet.", ok=False)


class OpenDoor:
    """A door on the practice Slack, with its desk and what it reported."""

    def __init__(self, slack: LoopbackSlack, *, ping_seconds: float = 2.0, app_token: str = "") -> None:
        self.desk = NotingDesk()
        self.reported: list[str] = []
        self.door = SlackDoor(
            app_token or slack.app_token,
            slack.bot_token,
            self.desk,
            words=Words("nl"),
            base_url=slack.base_url,
            report=self.reported.append,
            ping_seconds=ping_seconds,
        )


@contextmanager
def open_door(slack: LoopbackSlack, *, ping_seconds: float = 2.0) -> Iterator[OpenDoor]:
    """The door is connected inside this block."""
    opened = OpenDoor(slack, ping_seconds=ping_seconds)
    opened.door.start()
    try:
        eventually(lambda: opened.door.connected and slack.connections)
        yield opened
    finally:
        opened.door.stop()
