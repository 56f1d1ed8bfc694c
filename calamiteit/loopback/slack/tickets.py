"""Short-lived permissions that Slack hands out: trigger ids for modals, response urls, Socket Mode links."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

TRIGGER_SECONDS = 3.0
RESPONSE_SECONDS = 1800.0
RESPONSE_USES = 5


@dataclass(slots=True)
class Reply:
    """Where a response url leads: to a person in a channel, and to the message it came from (if any)."""

    person: str
    channel: str
    message_ts: str | None
    made: float
    uses: int = 0


@dataclass(slots=True)
class _Trigger:
    person: str
    envelope_id: str
    made: float
    used: bool = False


class Tickets:
    """Hands out and takes in. Triggers age by the real clock, response urls by the workspace's clock."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._triggers: dict[str, _Trigger] = {}
        self._replies: dict[str, Reply] = {}
        self._links: set[str] = set()

    def new_trigger(self, person: str, envelope_id: str) -> str:
        with self._lock:
            trigger = f"{len(self._triggers) + 1}.{secrets.randbelow(10**8)}.{secrets.token_hex(8)}"
            self._triggers[trigger] = _Trigger(person, envelope_id, time.monotonic())
            return trigger

    def exchange_trigger(self, trigger_id: str) -> tuple[str, str]:
        """Person and envelope of a trigger, once; LookupError carries Slack's word for what is wrong."""
        with self._lock:
            trigger = self._triggers.get(trigger_id)
            if trigger is None:
                raise LookupError("invalid_trigger_id")
            if trigger.used:
                raise LookupError("exchanged_trigger_id")
            if time.monotonic() - trigger.made > TRIGGER_SECONDS:
                raise LookupError("expired_trigger_id")
            trigger.used = True
            return trigger.person, trigger.envelope_id

    def age(self, trigger_id: str) -> float:
        """Real seconds since a trigger id was handed out."""
        with self._lock:
            return time.monotonic() - self._triggers[trigger_id].made

    def new_reply(self, person: str, channel: str, message_ts: str | None) -> str:
        """A secret for a response url: five uses in half an hour."""
        with self._lock:
            secret = secrets.token_urlsafe(18)
            self._replies[secret] = Reply(person, channel, message_ts, self._clock())
            return secret

    def use_reply(self, secret: str) -> Reply:
        with self._lock:
            reply = self._replies.get(secret)
            if reply is None:
                raise LookupError("invalid_url")
            if self._clock() - reply.made > RESPONSE_SECONDS:
                raise LookupError("expired_url")
            if reply.uses >= RESPONSE_USES:
                raise LookupError("used_url")
            reply.uses += 1
            return reply

    def new_link(self) -> str:
        with self._lock:
            secret = secrets.token_urlsafe(18)
            self._links.add(secret)
            return secret

    def use_link(self, secret: str) -> bool:
        """True once for each link: a Socket Mode url opens one connection."""
        with self._lock:
            known = secret in self._links
            self._links.discard(secret)
            return known
