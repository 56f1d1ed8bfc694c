"""What the practice Slack knows: people, channels, messages, modals, scheduled messages, calls."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Json = dict[str, Any]
ChannelKind = Literal["channel", "group", "im", "mpim"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A member of the practice workspace; `locale` as Slack writes it (nl-NL, en-GB)."""

    id: str
    name: str
    real_name: str = ""
    email: str = ""
    locale: str = "nl-NL"
    tz: str = "Europe/Amsterdam"
    disabled: bool = False
    team: str = ""
    """The workspace of a guest (Slack Connect); empty: this one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A public channel, a private one (`group`), a direct message (`im`) or a group of people (`mpim`)."""

    id: str
    name: str
    kind: ChannelKind = "channel"
    members: tuple[str, ...] = ()
    archived: bool = False
    topic: str = ""
    creator: str = ""
    created: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What a message said before it was changed, and when that happened (seconds since the epoch)."""

    at: float
    text: str
    blocks: tuple[Json, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message as it stood when asked for; `edits` holds the earlier versions, oldest first."""

    channel: str
    ts: str
    author: str
    text: str
    blocks: tuple[Json, ...] = ()
    attachments: tuple[Json, ...] = ()
    metadata: Json | None = None
    thread_ts: str | None = None
    broadcast: bool = False
    by_app: bool = True
    ephemeral_for: str | None = None
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A modal in front of a person; `body` is what the app sent."""

    id: str
    person: str
    body: Json
    hash: str
    root_id: str
    previous_id: str | None = None
    errors: dict[str, str] = field(default_factory=dict)
    """What the app found wrong with the last submission, by block id."""

    @property
    def title(self) -> str:
        return str(self.body["title"]["text"])

    @property
    def blocks(self) -> tuple[Json, ...]:
        return tuple(self.body.get("blocks", ()))


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduledMessage:
    """A message that the practice Slack posts by itself at `post_at` (seconds since the epoch)."""

    id: str
    channel: str
    post_at: int
    created: int
    text: str
    blocks: tuple[Json, ...] = ()
    metadata: Json | None = None
    thread_ts: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One Web API call as it went: `error` is Slack's word, a trouble of the practice server, or None."""

    method: str
    at: float
    token_ok: bool
    status: int | None
    """HTTP status; None when the connection was cut."""
    error: str | None
    arguments: Json
