"""Opens the private Slack channel of a run, or finds it again, and invites people."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any

from slack_sdk import WebClient
from slack_sdk.web import SlackResponse

from calamiteit.adapters.channels.slack.calls import Caller, before_sending
from calamiteit.adapters.channels.slack.errors import Failure
from calamiteit.adapters.channels.slack.escaping import shortened
from calamiteit.ports.channel import Delivered, GiveUp, Result, TryAgain

_NAME, _NAME_END, _TOPIC = 80, 30, 250
_MOST_PAGES = 50
_MOST_NAMES = 5
_PER_INVITATION = 100
_FALLBACK = "calamiteit"


def legal_name(name: str) -> str:
    """As Slack wants it: lower case, letters, digits, - and _, at most 80; the end (the run) is kept."""
    plain = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    legal = re.sub(r"-{2,}", "-", re.sub(r"[^a-z0-9_-]", "-", plain)).strip("-_") or _FALLBACK
    if len(legal) <= _NAME:
        return legal
    return f"{legal[: _NAME - _NAME_END - 1].rstrip('-')}-{legal[-_NAME_END:].lstrip('-')}"


class RoomKeeper:
    """Rooms are private: who is in the room is who was invited."""

    def __init__(self, client: WebClient, call: Caller) -> None:
        self._client = client
        self._call = call

    def open(self, name: str, addresses: Sequence[str], topic: str) -> Result:
        """May be done again after any failure: the room is found, who is in it stays in it."""
        room = self._make_or_find(legal_name(name))
        if not isinstance(room, str):
            return before_sending(room)
        if topic.strip():
            # A room without a topic is still a room.
            self._call(
                self._client.conversations_setTopic, channel=room, topic=shortened(topic.strip(), _TOPIC)
            )
        for at in range(0, len(addresses), _PER_INVITATION):
            trouble = self._invite(room, addresses[at : at + _PER_INVITATION])
            if trouble is not None:
                return trouble
        return Delivered(ref=room)

    def _make_or_find(self, name: str) -> str | Failure:
        """A name that somebody else uses, for a room we are not in, is not ours: take the next one."""
        for wanted in _names(name):
            answer = self._call(self._client.conversations_create, name=wanted, is_private=True)
            if isinstance(answer, SlackResponse):
                return str(answer["channel"]["id"])
            if answer.reason != "name_taken":
                return answer
            found = self._find(wanted)
            if found is not None:
                return found
        return TryAgain(reason="name_taken")

    def _find(self, name: str) -> str | Failure | None:
        """Among the open private rooms that the app is in; None when there is none of that name."""
        cursor = ""
        for _ in range(_MOST_PAGES):
            answer = self._call(
                self._client.users_conversations,
                types="private_channel",
                exclude_archived=True,
                limit=200,
                cursor=cursor or None,
            )
            if not isinstance(answer, SlackResponse):
                return answer
            rooms: list[dict[str, Any]] = answer.get("channels") or []
            for room in rooms:
                if room.get("name") == name:
                    return str(room["id"])
            cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                return None
        return None

    def _invite(self, room: str, people: Sequence[str]) -> Result | None:
        """Whom Slack does not want in the room is left out: tasks go to each person anyway."""
        answer = self._call(
            self._client.conversations_invite, channel=room, users=",".join(people), force=True
        )
        if isinstance(answer, SlackResponse) or (isinstance(answer, GiveUp) and not answer.whole_channel):
            return None
        return before_sending(answer)


def _names(name: str) -> Iterator[str]:
    yield name
    for number in range(2, _MOST_NAMES + 1):
        yield f"{name[: _NAME - 2]}-{number}"
