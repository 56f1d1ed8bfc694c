"""Keeps a message scheduled at Slack that goes out by itself unless it is moved in time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from slack_sdk import WebClient
from slack_sdk.web import SlackResponse

from calamiteit.adapters.channels.slack.calls import Caller
from calamiteit.adapters.channels.slack.layout import Layout
from calamiteit.core.time import SECOND, Millis
from calamiteit.ports.channel import Delivered, GiveUp, Result, Unknown

SHORTEST_SECONDS = 120
"""Slack withdraws nothing that is due within a minute."""


class Ahead:
    """Scheduled messages carry no metadata: Slack's documentation says that they would never go out.

    They are told apart by the run that their text names, in the list of what is scheduled.
    """

    def __init__(self, client: WebClient, call: Caller, now: Callable[[], float]) -> None:
        self._client = client
        self._call = call
        self._now = now
        self._tidy: set[tuple[str, str]] = set()
        """Places and runs for which nothing is scheduled but what we know of."""
        self._leftover: dict[str, str] = {}
        """Scheduled messages that could not be withdrawn yet, with their place."""

    def keep(self, place: str, run: str, layout: Layout, at: Millis, earlier: str | None) -> Result:
        """First the new one, then away with the earlier: there is always one."""
        answer = self._call(
            self._client.chat_scheduleMessage,
            channel=place,
            post_at=max(at // SECOND, int(self._now()) + SHORTEST_SECONDS),
            text=layout.text,
            blocks=layout.blocks,
            link_names=False,
            unfurl_links=False,
            unfurl_media=False,
        )
        if not isinstance(answer, SlackResponse):
            if isinstance(answer, Unknown):
                self._tidy.discard((place, run))
            return answer
        ref = str(answer["scheduled_message_id"])
        if earlier:
            self._leftover[earlier] = place
        self._sweep(place, run, ref)
        return Delivered(ref=ref)

    def withdraw(self, place: str, ref: str) -> Result:
        """A message that went out, or was withdrawn before, is fine."""
        answer = self._call(self._client.chat_deleteScheduledMessage, channel=place, scheduled_message_id=ref)
        gone = isinstance(answer, GiveUp) and answer.reason == "invalid_scheduled_message_id"
        if isinstance(answer, SlackResponse) or gone:
            self._leftover.pop(ref, None)
            return Delivered(ref=ref)
        return answer

    def _sweep(self, place: str, run: str, keep: str) -> None:
        """Withdraw what is old; the first time and after a lost answer also what nobody knows of."""
        if run and (place, run) not in self._tidy:
            listed = self._call(self._client.chat_scheduledMessages_list, channel=place, limit=100)
            if isinstance(listed, SlackResponse):
                self._leftover |= {ref: place for ref in _of_run(listed, run) if ref != keep}
                self._tidy.add((place, run))
        for ref, where in tuple(self._leftover.items()):
            if isinstance(self.withdraw(where, ref), GiveUp):
                self._leftover.pop(ref, None)


def _of_run(listed: SlackResponse, run: str) -> list[str]:
    scheduled: list[dict[str, Any]] = listed.get("scheduled_messages") or []
    return [str(one["id"]) for one in scheduled if run in str(one.get("text", ""))]
