"""Keeps a message scheduled at Slack that goes out by itself unless it is moved in time."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from typing import Any

from slack_sdk import WebClient
from slack_sdk.web import SlackResponse

from calamiteit.adapters.channels.slack.calls import Caller
from calamiteit.adapters.channels.slack.errors import Failure
from calamiteit.adapters.channels.slack.layout import Layout
from calamiteit.core.time import SECOND, Millis
from calamiteit.ports.channel import Delivered, GiveUp, Kept, Result, Standing

SHORTEST_SECONDS = 120
"""Slack withdraws nothing that is due within a minute."""
PAGE = 100
MOST_PAGES = 20


class Ahead:
    """Scheduled messages carry no metadata: Slack's documentation says that they would never go out.

    They are told apart by the run that their text names, in the list of what is scheduled.
    """

    def __init__(self, client: WebClient, call: Caller, now: Callable[[], float]) -> None:
        self._client = client
        self._call = call
        self._now = now
        self._leftover: dict[str, str] = {}
        """Scheduled messages that could not be withdrawn yet, with their place."""

    def keep(self, place: str, layout: Layout, at: Millis, earlier: str | None) -> Result:
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
            return answer
        if earlier:
            self._leftover[earlier] = place
        for ref, where in tuple(self._leftover.items()):
            if isinstance(self.withdraw(where, ref), GiveUp):
                self._leftover.pop(ref, None)
        return Delivered(ref=str(answer["scheduled_message_id"]))

    def withdraw(self, place: str, ref: str) -> Result:
        """A message that went out, or was withdrawn before, is fine."""
        answer = self._call(self._client.chat_deleteScheduledMessage, channel=place, scheduled_message_id=ref)
        gone = isinstance(answer, GiveUp) and answer.reason == "invalid_scheduled_message_id"
        if isinstance(answer, SlackResponse) or gone:
            self._leftover.pop(ref, None)
            return Delivered(ref=ref)
        return answer

    def standing(self, runs: Collection[str]) -> Standing | Failure:
        """Of all that this app has scheduled in the workspace what names one of the runs."""
        found: list[Kept] = []
        cursor = ""
        for _ in range(MOST_PAGES):
            listed = self._call(self._client.chat_scheduledMessages_list, limit=PAGE, cursor=cursor or None)
            if not isinstance(listed, SlackResponse):
                return listed
            found += _of_runs(listed, runs)
            cursor = str((listed.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                break
        return Standing(messages=tuple(found))


def _of_runs(listed: SlackResponse, runs: Collection[str]) -> Iterator[Kept]:
    """A linked run is named like its parent with a number behind it: that is another run."""
    names = "|".join(re.escape(run) for run in runs)
    of_these = re.compile(rf"(?<![\w-])({names})(?!\.?\w)")
    scheduled: list[dict[str, Any]] = listed.get("scheduled_messages") or []
    for one in scheduled:
        named = of_these.search(str(one.get("text", "")))
        if runs and named:
            yield Kept(run=named[1], address=str(one["channel_id"]), ref=str(one["id"]))
