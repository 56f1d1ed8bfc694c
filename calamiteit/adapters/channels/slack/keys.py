"""One key for each thing a person did: the same when Slack delivers it twice, else another."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from typing import Any

Json = dict[str, Any]
_REMEMBERED = 2_000


class Answered:
    """The keys that were answered lately: a second delivery is acknowledged, and not told a second time."""

    def __init__(self) -> None:
        self._keys: OrderedDict[str, None] = OrderedDict()
        self._lock = threading.Lock()

    def first(self, key: str) -> bool:
        """True for the first who asks about this key."""
        with self._lock:
            if key in self._keys:
                return False
            self._keys[key] = None
            if len(self._keys) > _REMEMBERED:
                self._keys.popitem(last=False)
            return True


def click_key(body: Json, action: Json) -> str:
    """Of a tap: its trigger and its moment travel with every copy of the envelope."""
    return _key(
        "click", _person(body), body.get("trigger_id"), action.get("action_ts"), action.get("action_id")
    )


def form_key(body: Json, typed: str) -> str:
    """Of a form: the modal, its version, and what was typed, so that a corrected form counts anew."""
    view = body.get("view", {})
    return _key("form", _person(body), view.get("id"), view.get("hash"), typed)


def command_key(body: Json) -> str:
    """Of a slash command."""
    return _key("command", body.get("user_id"), body.get("trigger_id"), body.get("text"))


def _person(body: Json) -> object:
    return body.get("user", {}).get("id")


def _key(kind: str, *parts: object) -> str:
    """Hashed: keys are stored, and a typed text or a person's id has no place there."""
    joined = "\x1f".join("" if part is None else str(part) for part in parts)
    digest = hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()
    return f"slack:{kind}:{digest[:32]}"
