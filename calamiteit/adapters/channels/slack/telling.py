"""Answers the person who clicked or typed, so that only they see it."""

from __future__ import annotations

from collections.abc import Callable
from http.client import HTTPException
from urllib.error import URLError

from slack_sdk import WebClient, WebhookClient
from slack_sdk.errors import SlackClientError
from slack_sdk.web import SlackResponse

from calamiteit.adapters.channels.slack.calls import TIMEOUT_SECONDS, Caller, silent_logger
from calamiteit.adapters.channels.slack.escaping import escaped, pieces
from calamiteit.adapters.channels.slack.forms import Origin

_PART, _MOST_PARTS = 3_500, 4
"""A response url takes five messages."""


class Teller:
    """Over the response url of the click; without it, or when it has expired, as an ephemeral message."""

    def __init__(self, client: WebClient, report: Callable[[str], None]) -> None:
        self._client = client
        self._call = Caller()
        self._report = report

    def tell(self, person: str, origin: Origin, text: str) -> None:
        """Never raises; what could not be told is reported by its code."""
        for part in pieces(escaped(text), _PART)[:_MOST_PARTS]:
            if not self._by_url(origin.response_url, part) and not self._in_place(person, origin, part):
                return

    def _by_url(self, url: str, text: str) -> bool:
        if not url:
            return False
        webhook = WebhookClient(url, timeout=TIMEOUT_SECONDS, retry_handlers=[], logger=silent_logger())
        try:
            answer = webhook.send(text=text, response_type="ephemeral", replace_original=False)
        except (URLError, OSError, HTTPException, SlackClientError, ValueError):
            return False
        return answer.status_code == 200

    def _in_place(self, person: str, origin: Origin, text: str) -> bool:
        if not origin.channel:
            self._report("slack-door:could-not-answer")
            return False
        answer = self._call(
            self._client.chat_postEphemeral, channel=origin.channel, user=person, text=text, link_names=False
        )
        if isinstance(answer, SlackResponse):
            return True
        self._report(f"slack-door:could-not-answer:{answer.reason}")
        return False
