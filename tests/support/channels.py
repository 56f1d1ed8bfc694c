"""Channels set up on practice servers, for the contract of channels."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

from calamiteit.adapters.channels.apprise import AppriseChannel
from calamiteit.adapters.channels.mail import MailChannel
from calamiteit.adapters.channels.slack.channel import SlackChannel
from calamiteit.adapters.clock import WallClock
from calamiteit.adapters.files.words import Words
from calamiteit.core.time import Millis
from calamiteit.loopback.mail import LoopbackMail
from calamiteit.loopback.push import LoopbackPush
from calamiteit.loopback.slack import LoopbackSlack, Person
from calamiteit.loopback.slack import Message as Shown
from calamiteit.ports.channel import Channel
from tests.contracts.channel_contract import Rig

SANNE = Person(id="U0SANNE", name="sanne", real_name="Sanne de Boer", email="sanne@example.org")
ALEX = Person(id="U0ALEX", name="alex", real_name="Alex Field", email="alex@example.org", locale="en-GB")


def slack_channel(
    slack: LoopbackSlack, token: str = "", slack_time: Callable[[], float] = time.time
) -> SlackChannel:
    """The Slack channel on a practice Slack."""
    return SlackChannel(
        token or slack.bot_token,
        clock=WallClock(),
        words=Words,
        base_url=slack.base_url,
        slack_time=slack_time,
    )


def shown_text(shown: Shown) -> str:
    """All words in the blocks of a message, in their order."""
    return json.dumps(shown.blocks, ensure_ascii=False)


class SlackRig(Rig):
    """A practice Slack with two people."""

    address, other = SANNE.id, ALEX.id

    def __init__(self, slack: LoopbackSlack) -> None:
        self.slack = slack
        self._channel = slack_channel(slack)
        self.secrets = (slack.bot_token, slack.app_token)

    @property
    def channel(self) -> Channel:
        return self._channel

    def texts(self) -> list[str]:
        return [shown_text(message) for message in self.slack.messages(self.address)]

    def go_down(self) -> None:
        self.slack.faults.go_down()

    def come_up(self) -> None:
        self.slack.faults.come_up()

    def lose_answer(self) -> None:
        for method in ("chat.postMessage", "chat.update"):
            self.slack.faults.lose_answer(method)

    def lose_request(self) -> None:
        self.slack.faults.lose_request("chat.postMessage")

    def refuse(self) -> None:
        self.slack.faults.refuse("chat.postMessage", "restricted_action")

    def now(self) -> Millis:
        return WallClock().now()


class MailRig(Rig):
    """A practice mail server."""

    address = SANNE.email

    def __init__(self, server: LoopbackMail) -> None:
        self.server = server
        self._channel = MailChannel(
            host=server.host,
            port=server.port,
            sender="crisis@example.org",
            domain="example.org",
            tls="none",
            words=Words,
        )

    @property
    def channel(self) -> Channel:
        return self._channel

    def texts(self) -> list[str]:
        bodies = [message.get_body(("plain",)) for message in self.server.messages]
        return [body.get_content() for body in bodies if body]

    def go_down(self) -> None:
        self.server.faults.go_down()

    def come_up(self) -> None:
        self.server.faults.come_up()

    def lose_answer(self) -> None:
        self.server.faults.lose_answer()

    def lose_request(self) -> None:
        self.server.faults.lose_request()

    def refuse(self) -> None:
        self.server.faults.refuse_recipient()


class PushRig(Rig):
    """A practice waking channel, reached through apprise."""

    address = "+31600000001"
    secrets = ("geheim-wachtwoord",)

    def __init__(self, server: LoopbackPush) -> None:
        self.server = server
        template = f"json://calamiteit:geheim-wachtwoord@127.0.0.1:{server.port}/sms/{{address}}"
        self._channel = AppriseChannel("sms", template, words=Words)

    @property
    def channel(self) -> Channel:
        return self._channel

    def texts(self) -> list[str]:
        return [notification.text for notification in self.server.notifications]

    def go_down(self) -> None:
        self.server.faults.go_down()

    def come_up(self) -> None:
        self.server.faults.come_up()

    def lose_answer(self) -> None:
        self.server.faults.lose_answer()

    def lose_request(self) -> None:
        self.server.faults.lose_request()

    def refuse(self) -> None:
        self.server.faults.refuse("*", "403")
