"""The small workspace of the crash tests with its servers, and what it says afterwards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from calamiteit.bootstrap.live import live_app
from calamiteit.bootstrap.workspace import Workspace
from calamiteit.core.chain import verify
from calamiteit.core.run.recorded import Recorded
from calamiteit.loopback.mail import LoopbackMail
from calamiteit.loopback.slack import LoopbackSlack
from calamiteit.ports.store import RowState
from tests.support import crash_workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """A folder and a Slack; people answer only when a test lets them."""

    folder: Path
    slack: LoopbackSlack

    def keys(self, *aliases: str) -> Counter[str]:
        """How often each message stands in Slack, by its key."""
        people = aliases or crash_workspace.ALIASES
        return Counter(
            str(message.metadata["event_payload"]["key"])
            for alias in people
            for message in self.slack.messages(crash_workspace.slack_id(alias))
            if message.by_app and message.metadata
        )

    def doubled(self) -> list[str]:
        """Messages that stand twice in Slack."""
        return [key for key, count in self.keys().items() if count > 1]

    def logs(self) -> dict[str, list[Recorded]]:
        """The events of each run, after checking its chain."""
        app = live_app(Workspace.open(self.folder), lambda where, error: None)
        try:
            found: dict[str, list[Recorded]] = {}
            for info in app.place.store.streams("run"):
                linked = app.place.store.read(info.id)
                assert verify(info.header, linked, version=info.version) is None
                found[info.id] = [Recorded.from_entry(one.entry) for one in linked]
            return found
        finally:
            app.close()

    def unsent(self) -> list[str]:
        """Messages to people in Slack that are not sent."""
        app = live_app(Workspace.open(self.folder), lambda where, error: None)
        try:
            rows = app.place.store.rows()
            theirs = [row for row in rows if row.channel == "slack" and not row.to.startswith("#")]
            return [row.id for row in theirs if row.state is not RowState.SENT]
        finally:
            app.close()


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with LoopbackSlack(crash_workspace.people()) as slack, LoopbackMail() as mail:
        folder = tmp_path / "town"
        crash_workspace.make(folder, slack, mail)
        yield Town(folder=folder, slack=slack)
