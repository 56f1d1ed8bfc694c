"""Which Slack workspace the token is of; what comes from another one does not count (Slack Connect)."""

from __future__ import annotations

from typing import Any

from slack_sdk import WebClient
from slack_sdk.web import SlackResponse

from calamiteit.adapters.channels.slack.calls import Caller


class OwnTeam:
    """Learned from Slack in the background: a tap never waits for it.

    Until it is known, what a payload says of itself decides: the workspace where something happened and that
    of the person have to be the same.
    """

    def __init__(self, client: WebClient, call: Caller) -> None:
        self._client = client
        self._call = call
        self._id = ""

    @property
    def known(self) -> bool:
        """Whether Slack has said it."""
        return bool(self._id)

    def learn(self) -> None:
        """Ask Slack once; never raises."""
        answer = self._call(self._client.auth_test)
        if isinstance(answer, SlackResponse):
            self._id = str(answer.get("team_id") or "")

    def is_foreign(self, body: dict[str, Any]) -> bool:
        """Whether a payload, or the person in it, is of another workspace."""
        named = {str(team) for team in _teams(body) if team}
        return len(named) > 1 or bool(self._id and named - {self._id})


def _teams(body: dict[str, Any]) -> list[object]:
    user, team = body.get("user"), body.get("team")
    return [
        body.get("team_id"),
        user.get("team_id") if isinstance(user, dict) else None,
        team.get("id") if isinstance(team, dict) else None,
    ]
