"""A practice Slack with two people, a channel and the real clients of slack_sdk and slack_bolt."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from calamiteit.loopback.slack import LoopbackSlack, Person
from tests.support.socket_mode import socket_mode

SANNE = Person(id="U0SANNE", name="sanne", real_name="Sanne de Boer", email="sanne@example.org")
ALEX = Person(id="U0ALEX", name="alex", real_name="Alex Field", email="alex@example.org", locale="en-GB")


@pytest.fixture
def slack() -> Iterator[LoopbackSlack]:
    with LoopbackSlack([SANNE, ALEX], ["crisis"]) as running:
        yield running


@pytest.fixture
def client(slack: LoopbackSlack) -> WebClient:
    """Without slack_sdk's own second try after a dropped connection, as in the Slack adapter."""
    return WebClient(token=slack.bot_token, base_url=slack.base_url, retry_handlers=[], timeout=10)


@pytest.fixture
def app(client: WebClient) -> App:
    return App(client=client)


@pytest.fixture
def connected(slack: LoopbackSlack, app: App) -> Iterator[SocketModeHandler]:
    """The app over Socket Mode; listeners may be added to it at any time."""
    with socket_mode(slack, app) as handler:
        yield handler
