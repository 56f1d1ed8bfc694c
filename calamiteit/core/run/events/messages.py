"""Facts about what the channels did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageSent:
    """A channel accepted a message."""

    kind: ClassVar[str] = "message-sent"
    message: str
    channel: str
    to: str
    purpose: str
    number: int | None = None
    possible_repeat: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageFailed:
    """A message will not arrive on this channel. The officer sees it; other channels are tried."""

    kind: ClassVar[str] = "message-failed"
    message: str
    channel: str
    to: str
    purpose: str
    reason: str
    number: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageDelayed:
    """A channel makes a message wait too long; the fallback channel goes out as well."""

    kind: ClassVar[str] = "message-delayed"
    message: str
    channel: str
    to: str
    reason: str
    number: int | None = None
