"""One thing a person did (click, command, submission), its deliveries and what the app answered."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Literal

from calamiteit.loopback.slack.records import Json, View
from calamiteit.loopback.slack.workspace import Workspace

EnvelopeKind = Literal["interactive", "slash_commands", "events_api"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ack:
    """The app's acknowledgement of an envelope; `at` by the real monotonic clock, in seconds."""

    at: float
    payload: Json


@dataclass(slots=True, kw_only=True)
class Interaction:
    """A handle to follow what happens to an envelope; filled in by the server while the caller looks on."""

    envelope_id: str
    kind: EnvelopeKind
    person: str
    payload: Json
    workspace: Workspace
    view_id: str | None = None
    """The modal that was submitted or closed."""
    deliveries: list[float] = field(default_factory=list)
    acks: list[Ack] = field(default_factory=list)
    lost: bool = False
    """No app was connected: Slack shows the person an error and does not try again."""

    @property
    def acknowledged(self) -> bool:
        return bool(self.acks)

    @property
    def seconds_to_ack(self) -> float | None:
        """From the first delivery to the first acknowledgement, in real seconds."""
        if not self.acks or not self.deliveries:
            return None
        return self.acks[0].at - self.deliveries[0]

    @property
    def opened_view(self) -> View | None:
        """The modal that the app opened in answer to this, if it is still open."""
        with self.workspace.lock:
            return self.workspace.views.get(self.workspace.opened_by.get(self.envelope_id, ""))

    @property
    def errors(self) -> dict[str, str]:
        """What the app found wrong with a submission, by block id."""
        for ack in self.acks:
            if ack.payload.get("response_action") == "errors":
                return dict(ack.payload.get("errors", {}))
        return {}

    def wait_acknowledged(self, seconds: float = 5.0) -> bool:
        """Whether the app acknowledges within so many real seconds."""
        deadline = time.monotonic() + seconds
        while not self.acks and not self.lost and time.monotonic() < deadline:
            self.workspace.wait_for_change(self.workspace.version, 0.05)
        return bool(self.acks)

    def envelope(self, attempt: int) -> Json:
        body: Json = {
            "envelope_id": self.envelope_id,
            "type": self.kind,
            "accepts_response_payload": self.kind != "events_api",
            "payload": self.payload,
        }
        return body | ({"retry_attempt": attempt, "retry_reason": "timeout"} if attempt else {})
