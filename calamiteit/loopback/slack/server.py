"""The practice Slack as one object: start it, point an app at it, act as its people, make trouble."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from types import TracebackType
from typing import Self

from starlette.applications import Starlette
from starlette.routing import BaseRoute, Route, WebSocketRoute

from calamiteit.loopback.listening import Listener
from calamiteit.loopback.slack.acting import Acting
from calamiteit.loopback.slack.answering import Answers
from calamiteit.loopback.slack.chat import post_due
from calamiteit.loopback.slack.faults import SlackFaults
from calamiteit.loopback.slack.filling_in import NothingThereError
from calamiteit.loopback.slack.records import Call, Channel, Message, Person, ScheduledMessage, View
from calamiteit.loopback.slack.scopes import ALL_SCOPES
from calamiteit.loopback.slack.sockets import ACK_SECONDS, SocketMode
from calamiteit.loopback.slack.web_api import Tokens, WebApi
from calamiteit.loopback.slack.workspace import TEAM_ID, Workspace

BOT_TOKEN = "xoxb-loopback-practice"
APP_TOKEN = "xapp-loopback-practice"
BOT = Person(id="U0CALAMITEIT", name="calamiteit", real_name="Calamiteit (practice)")
_SCHEDULE_BEAT = 0.02


class LoopbackSlack(Acting):
    """A Slack workspace on 127.0.0.1; use as a context manager. Every method may be called from any thread.

    `clock` (seconds since the epoch) dates messages and posts scheduled ones; the three seconds for
    acknowledgements and trigger ids are real seconds.
    """

    def __init__(
        self,
        users: Sequence[Person] = (),
        channels: Iterable[str | Channel] = (),
        *,
        port: int = 0,
        clock: Callable[[], float] = time.time,
        scopes: Iterable[str] = ALL_SCOPES,
        events: Iterable[str] = (),
        ack_seconds: float = ACK_SECONDS,
        bot_token: str = BOT_TOKEN,
        app_token: str = APP_TOKEN,
        more_routes: Callable[[LoopbackSlack], Sequence[BaseRoute]] | None = None,
    ) -> None:
        self.workspace = Workspace(people=users, channels=channels, bot=BOT, clock=clock)
        self.tokens = Tokens(bot=bot_token, app=app_token, scopes=frozenset(scopes))
        self.faults = SlackFaults(
            go_down=self._go_down, come_up=self._come_up, drop_sockets=self._drop_sockets
        )
        answers = Answers(self.workspace, self.faults)
        self.sockets = SocketMode(self.workspace, on_ack=answers.on_ack, ack_seconds=ack_seconds)
        super().__init__(
            self.workspace, self.sockets, response_url=lambda secret: f"{self.url}/response/{secret}"
        )
        self.events = frozenset(events)
        api = WebApi(self.workspace, tokens=self.tokens, faults=self.faults, new_link=self.sockets.new_link)
        routes: list[BaseRoute] = [
            Route("/api/{method}", api.endpoint, methods=["GET", "POST"]),
            Route("/response/{secret}", answers.endpoint, methods=["POST"]),
            WebSocketRoute("/link/", self.sockets.endpoint),
            *(more_routes(self) if more_routes else ()),
        ]
        self._listener = self.sockets.listener = Listener(
            Starlette(routes=routes), port=port, name="practice Slack"
        )
        self._leave = threading.Event()
        self._scheduler = threading.Thread(target=self._post_scheduled, name="practice Slack schedule")

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        self._listener.up()
        self._scheduler.start()

    def stop(self) -> None:
        self._leave.set()
        if self._scheduler.is_alive():
            self._scheduler.join()
        self._listener.close()

    # --- where it is and who it is

    @property
    def url(self) -> str:
        return self._listener.url

    @property
    def base_url(self) -> str:
        """For slack_sdk: `WebClient(token=..., base_url=...)`."""
        return f"{self.url}/api/"

    @property
    def port(self) -> int:
        return self._listener.port

    @property
    def bot_token(self) -> str:
        return self.tokens.bot

    @property
    def app_token(self) -> str:
        return self.tokens.app

    @property
    def bot_user(self) -> str:
        return self.workspace.bot.id

    @property
    def team(self) -> str:
        return TEAM_ID

    @property
    def connections(self) -> int:
        """How many Socket Mode connections are open."""
        return self.sockets.connections

    # --- what can be seen

    @property
    def calls(self) -> list[Call]:
        """Every Web API call so far, oldest first."""
        with self.workspace.lock:
            return list(self.workspace.calls)

    @property
    def scheduled(self) -> list[ScheduledMessage]:
        with self.workspace.lock:
            return sorted(self.workspace.scheduled.values(), key=lambda one: (one.post_at, one.id))

    def channel(self, id_or_name: str) -> Channel:
        """A channel by id or name, or a person's conversation with the app; NothingThereError if none."""
        person = self.workspace.person(id_or_name)
        found = self.workspace.channel(id_or_name) or (self.workspace.direct(person.id) if person else None)
        if found is None:
            raise NothingThereError(f"there is no channel '{id_or_name}'")
        return found

    def messages(self, channel_or_user: str) -> list[Message]:
        """What stands in a channel (id or name) or in a person's conversation with the app, oldest first."""
        try:
            return self.workspace.messages(self.channel(channel_or_user).id)
        except NothingThereError:
            return []

    def message(self, channel_or_user: str, ts: str) -> Message | None:
        """One message as it stands now; None when it was deleted."""
        return next((one for one in self.messages(channel_or_user) if one.ts == ts), None)

    def ephemerals(self, user: str) -> list[Message]:
        """What only this person was shown, oldest first."""
        return self.workspace.ephemerals(self._person(user).id)

    def open_views(self, user: str) -> list[View]:
        """The modals in front of a person, the topmost last."""
        person = self._person(user)
        with self.workspace.lock:
            return [view for view in self.workspace.views.values() if view.person == person.id]

    def wait_for(self, predicate: Callable[[], object], seconds: float = 10.0) -> None:
        """Return when the predicate holds, looked at on each change; TimeoutError after real seconds."""
        deadline = time.monotonic() + seconds
        while True:
            seen = self.workspace.version
            if predicate():
                return
            if time.monotonic() > deadline:
                raise TimeoutError(f"the practice Slack waited {seconds:g} s in vain")
            self.workspace.wait_for_change(seen, 0.05)

    # --- what can be changed

    def archive(self, channel: str) -> None:
        self.workspace.change_channel(replace(self.channel(channel), archived=True))

    def refresh_sockets(self, reason: str = "refresh_requested") -> None:
        """Ask every Socket Mode connection to reconnect, as Slack does every few hours."""
        self.sockets.say_goodbye(reason)

    def _go_down(self) -> None:
        self._listener.down()

    def _come_up(self) -> None:
        self._listener.up()

    def _drop_sockets(self, quietly: bool) -> int:
        return self.sockets.drop(quietly=quietly)

    def _post_scheduled(self) -> None:
        while not self._leave.wait(_SCHEDULE_BEAT):
            post_due(self.workspace)
