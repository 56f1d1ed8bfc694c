"""Slack as a channel: posts, looks for what was posted, edits, opens rooms, keeps the dead man's message."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk.web import SlackResponse

from calamiteit.adapters.channels.slack.ahead import Ahead
from calamiteit.adapters.channels.slack.calls import (
    DEFAULT_BASE_URL,
    TIMEOUT_SECONDS,
    Caller,
    before_sending,
    new_client,
)
from calamiteit.adapters.channels.slack.errors import TOO_LONG, Failure
from calamiteit.adapters.channels.slack.fence import only_while
from calamiteit.adapters.channels.slack.layout import Layout, lay_out
from calamiteit.adapters.channels.slack.rooms import RoomKeeper
from calamiteit.adapters.channels.slack.scopes import SCOPES
from calamiteit.core.time import SECOND, Millis
from calamiteit.ports.channel import (
    CannotLook,
    Delivered,
    Found,
    GiveUp,
    Looked,
    NotThere,
    Parcel,
    Result,
    Standing,
    TryAgain,
    Unknown,
)
from calamiteit.ports.clock import Clock
from calamiteit.ports.words import Wording

EVENT_TYPE = "calamiteit_message"
_USER = re.compile(r"[UW][A-Z0-9]{2,}")
_REF = re.compile(r"([CDG][A-Z0-9]{2,}):(\d+\.\d+)")
_LOOK_BACK_SLACK = 300.0
"""Seconds by which Slack's clock and ours may differ."""
_SET_BACK = 86_400.0
"""Seconds of history to look through when our clock was set back since the first attempt."""
_PAGE = 200
_MOST_PAGES = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who the token is: live and exercise must not be the same app in the same workspace."""

    team: str
    bot: str
    app: str = ""


class SlackChannel:
    """One Slack workspace through one bot token. Addresses are ids of people (U...) or channels (C..., D...).

    A ref is `channel:ts`; of a room its channel id; of a message kept ahead the scheduled message's id.
    """

    def __init__(
        self,
        token: str,
        *,
        clock: Clock,
        words: Callable[[str], Wording],
        base_url: str = DEFAULT_BASE_URL,
        name: str = "slack",
        slack_time: Callable[[], float] = time.time,
        timeout_seconds: float = TIMEOUT_SECONDS,
    ) -> None:
        """`clock` is the engine's; `slack_time` (seconds since the epoch) is that of Slack's servers."""
        self._name = name
        self._clock = clock
        self._words = words
        self._slack_time = slack_time
        self._client = new_client(token, base_url, timeout_seconds)
        self._call = Caller(self._scaled)
        self._rooms = RoomKeeper(self._client, self._call)
        self._ahead = Ahead(self._client, self._call, slack_time)
        self._direct: dict[str, str] = {}
        self.identity: Identity | None = None
        """Known after a `check` that reached Slack."""

    @property
    def name(self) -> str:
        """`slack`, unless another name was given."""
        return self._name

    # --- Channel

    def send(self, parcel: Parcel) -> Result:
        """Post once, with the key in the metadata and nothing else there: others can read it."""
        place = self._place(parcel.address)
        if not isinstance(place, str):
            return before_sending(place)
        result = self._post(place, parcel, self._layout(parcel))
        if isinstance(result, GiveUp) and result.reason in TOO_LONG:
            return self._post(place, parcel, self._layout(parcel, smallest=True))
        return result

    def look(self, parcel: Parcel) -> Looked:
        """Look for the key in the history of the place, from the first attempt on."""
        place = self._place(parcel.address)
        if not isinstance(place, str):
            return CannotLook(reason=place.reason)
        cursor = ""
        for _ in range(_MOST_PAGES):
            answer = self._call(
                self._client.conversations_history,
                channel=place,
                oldest=f"{self._on_slack(parcel.first_tried) - _LOOK_BACK_SLACK:.6f}",
                include_all_metadata=True,
                limit=_PAGE,
                cursor=cursor or None,
            )
            if not isinstance(answer, SlackResponse):
                return CannotLook(reason=answer.reason)
            ts = _with_key(answer, parcel.key)
            if ts:
                return Found(ref=f"{place}:{ts}")
            cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                return NotThere()
        return CannotLook(reason="too-much-to-look-through")

    def check(self) -> Result:
        """The token and its scopes; GiveUp names the scopes that are missing."""
        answer = self._call(self._client.auth_test)
        if not isinstance(answer, SlackResponse):
            return before_sending(answer)
        self.identity = Identity(
            team=str(answer.get("team_id", "")),
            bot=str(answer.get("user_id", "")),
            app=str(answer.get("app_id", "")),
        )
        missing = sorted(SCOPES - _granted(answer))
        if missing:
            return GiveUp(reason=f"missing_scope:{','.join(missing)}", whole_channel=True)
        return Delivered(ref=f"{self.identity.team}:{self.identity.bot}")

    def close(self) -> None:
        """Nothing is kept open between calls."""
        self._direct.clear()

    # --- Editing

    def edit(self, ref: str, parcel: Parcel) -> Result:
        """Replace text and blocks; the metadata stays, so that the message can still be found."""
        place = _REF.fullmatch(ref)
        if place is None:
            return GiveUp(reason="message_not_found")
        result = self._update(place[1], place[2], self._layout(parcel))
        if isinstance(result, GiveUp) and result.reason in TOO_LONG:
            return self._update(place[1], place[2], self._layout(parcel, smallest=True))
        return result

    # --- Rooms

    def open_room(self, name: str, addresses: Sequence[str], topic: str) -> Result:
        """Make or find the private channel; only people's ids can be invited."""
        people = [address for address in dict.fromkeys(addresses) if _USER.fullmatch(address)]
        return self._rooms.open(name, people, topic)

    # --- DeadMan

    def keep_ahead(self, parcel: Parcel, at: Millis, earlier: str | None) -> Result:
        """`at` is real time (UTC), at least two minutes ahead: Slack knows no other clock."""
        place = self._place(parcel.address)
        if not isinstance(place, str):
            return before_sending(place)
        layout = self._layout(parcel, smallest=True)
        return self._ahead.keep(place, layout, at, earlier)

    def withdraw(self, address: str, ref: str) -> Result:
        """What went out already cannot be withdrawn and is not an error."""
        place = self._place(address)
        return self._ahead.withdraw(place, ref) if isinstance(place, str) else before_sending(place)

    def standing(self, runs: Collection[str]) -> Standing | TryAgain | GiveUp | Unknown:
        """In whatever place it stands; what another app or another workspace scheduled is not among it."""
        return self._ahead.standing(runs)

    # --- inside

    def _place(self, address: str) -> str | Failure:
        """The conversation of an address; that with a person is opened once and remembered."""
        if not _USER.fullmatch(address):
            return address if address else GiveUp(reason="channel_not_found")
        if address not in self._direct:
            answer = self._call(self._client.conversations_open, users=address)
            if not isinstance(answer, SlackResponse):
                return answer
            self._direct[address] = str(answer["channel"]["id"])
        return self._direct[address]

    def _layout(self, parcel: Parcel, *, smallest: bool = False) -> Layout:
        notice = self._words(parcel.message.language).say("channel.shortened")
        return lay_out(
            parcel.message, notice=notice, possible_repeat=parcel.possible_repeat, smallest=smallest
        )

    def _post(self, place: str, parcel: Parcel, layout: Layout) -> Result:
        with only_while(lambda: parcel.not_after is None or self._slack_time() * SECOND <= parcel.not_after):
            answer = self._call(
                self._client.chat_postMessage,
                channel=place,
                text=layout.text,
                blocks=layout.blocks,
                metadata={"event_type": EVENT_TYPE, "event_payload": {"key": parcel.key}},
                parse="none",
                link_names=False,
                unfurl_links=False,
                unfurl_media=False,
            )
        return Delivered(ref=f"{place}:{answer['ts']}") if isinstance(answer, SlackResponse) else answer

    def _update(self, place: str, ts: str, layout: Layout) -> Result:
        answer = self._call(
            self._client.chat_update,
            channel=place,
            ts=ts,
            text=layout.text,
            blocks=layout.blocks,
            parse="none",
            link_names=False,
        )
        return Delivered(ref=f"{place}:{ts}") if isinstance(answer, SlackResponse) else answer

    def _scaled(self, seconds: float) -> Millis:
        """Real seconds as a duration on the engine's clock, which may go faster than the wall."""
        real = self._clock.real_seconds(SECOND)
        return round(seconds / real * SECOND) if real > 0 else round(seconds * SECOND)

    def _on_slack(self, instant: Millis) -> float:
        """A past instant of the engine's clock as seconds since the epoch by Slack's clock."""
        waited = self._clock.now() - instant
        # In the future: our clock was set back since. Then the history of a day is looked through.
        ago = self._clock.real_seconds(waited) if waited >= 0 else _SET_BACK
        return max(self._slack_time() - ago, 0.0)


def _with_key(answer: SlackResponse, key: str) -> str:
    messages: list[dict[str, Any]] = answer.get("messages") or []
    for message in messages:
        metadata = message.get("metadata") or {}
        if metadata.get("event_type") == EVENT_TYPE and metadata.get("event_payload", {}).get("key") == key:
            return str(message["ts"])
    return ""


def _granted(answer: SlackResponse) -> frozenset[str]:
    headers = {str(name).lower(): str(value) for name, value in (answer.headers or {}).items()}
    return frozenset(scope.strip() for scope in headers.get("x-oauth-scopes", "").split(",") if scope.strip())
