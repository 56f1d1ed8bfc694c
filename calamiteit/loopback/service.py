"""The three practice servers together, with a page for people and a control address for other programs."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from types import TracebackType
from typing import Self

from starlette.applications import Starlette

from calamiteit.loopback.control import Control
from calamiteit.loopback.listening import HOST, Listener
from calamiteit.loopback.mail import LoopbackMail
from calamiteit.loopback.push import LoopbackPush
from calamiteit.loopback.slack import LoopbackSlack, Person
from calamiteit.loopback.slack.seat import Seat

TEAM = (
    Person(id="U0PRACTICE1", name="sanne", real_name="Sanne (practice)", email="sanne@example.org"),
    Person(id="U0PRACTICE2", name="youssef", real_name="Youssef (practice)", email="youssef@example.org"),
    Person(
        id="U0PRACTICE3", name="alex", real_name="Alex (practice)", email="alex@example.org", locale="en-GB"
    ),
)
"""Invented people who are there unless others are named."""


class Practice:
    """Slack, mail and push on 127.0.0.1; use as a context manager. A port of 0 is a free one.

    The page is served at `/` of the Slack server and of the control server; the control server
    (`/control`) stays reachable while the practice Slack is made to go down.
    """

    def __init__(
        self,
        people: Sequence[Person] = TEAM,
        channels: Sequence[str] = ("crisis",),
        *,
        slack_port: int = 0,
        mail_port: int = 0,
        push_port: int = 0,
        control_port: int = 0,
    ) -> None:
        self.slack = LoopbackSlack(
            people, channels, port=slack_port, more_routes=lambda slack: Seat(slack).routes()
        )
        self.mail = LoopbackMail(port=mail_port)
        self.push = LoopbackPush(port=push_port)
        routes = [*Control(self.slack, self.mail, self.push).routes(), *Seat(self.slack).routes()]
        self._control = Listener(Starlette(routes=routes), port=control_port, name="practice control")
        self._running = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as starting:
            for server in (self.slack, self.mail, self.push):
                starting.enter_context(server)
            starting.callback(self._control.close)
            self._control.up()
            self._running = starting.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._running.close()

    @property
    def control_url(self) -> str:
        return f"{self._control.url}/control"

    @property
    def page_url(self) -> str:
        return f"{self._control.url}/"

    def settings(self) -> dict[str, str]:
        """Everything that a program needs to use these servers."""
        return {
            "slack_base_url": self.slack.base_url,
            "slack_bot_token": self.slack.bot_token,
            "slack_app_token": self.slack.app_token,
            "smtp_host": HOST,
            "smtp_port": str(self.mail.port),
            "push_url": self.push.json_url(),
            "page": self.page_url,
            "control": self.control_url,
        }
