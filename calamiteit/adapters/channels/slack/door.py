"""Slack as a door: clicks, forms and the slash command come in over Socket Mode and go to the desk."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from slack_bolt import Ack, App, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request import BoltRequest
from slack_sdk.web import SlackResponse

from calamiteit.adapters.channels.slack.calls import DEFAULT_BASE_URL, Caller, new_client, silent_logger
from calamiteit.adapters.channels.slack.escaping import shortened, whole
from calamiteit.adapters.channels.slack.forms import TYPED, Origin, form, opened_from, shown, typed_in
from calamiteit.adapters.channels.slack.keys import Answered, click_key, command_key, form_key
from calamiteit.adapters.channels.slack.link import SocketLink
from calamiteit.adapters.channels.slack.pressed import Pressed, decode
from calamiteit.adapters.channels.slack.teams import OwnTeam
from calamiteit.adapters.channels.slack.telling import Teller
from calamiteit.ports.desk import Click, Desk, Reply, SlashCommand
from calamiteit.ports.report import ReportCode
from calamiteit.ports.words import Wording

Json = dict[str, Any]

COMMAND = "/calamiteit"
"""The name in the shipped manifest."""
SHOWN_ONCE = frozenset({"show-number"})
"""Transitions whose answer is shown in a modal: it is not kept in any history."""
_ANYTHING = re.compile(r"(?s).*")
_WORKERS = 10
_COMPLAINT = 150


class SlackDoor:
    """A transition is acknowledged to Slack after its commit; a form opens before any commit, within 3 s.

    Nothing that goes wrong here reaches a person as more than `door.failed`; `report` gets a code, never a
    text or a name. May be opened again after it was closed.
    """

    def __init__(
        self,
        app_token: str,
        bot_token: str,
        desk: Desk,
        *,
        words: Wording,
        base_url: str = DEFAULT_BASE_URL,
        report: ReportCode = lambda code: None,
        name: str = "slack",
        ping_seconds: float = 2.0,
    ) -> None:
        """`words`: for the few sentences of the door itself; a desk answers in the person's language."""
        self._desk = desk
        self._words = words
        self._report = report
        self._name = name
        self._client = new_client(bot_token, base_url)
        self._call = Caller()
        self._teller = Teller(self._client, report)
        self._own = OwnTeam(self._client, self._call)
        self._app_token = app_token
        self._bot_token = bot_token
        self._ping_seconds = ping_seconds
        self._answered = Answered()
        self._workers: ThreadPoolExecutor | None = None
        self._link: SocketLink | None = None

    @property
    def connected(self) -> bool:
        """Whether clicks can arrive now; one that is made while this is False is lost."""
        return self._link is not None and self._link.connected

    def start(self) -> None:
        """Open the door; returns at once, also when Slack cannot be reached yet."""
        if self._link is not None:
            return
        self._workers = ThreadPoolExecutor(max_workers=_WORKERS, thread_name_prefix="slack door")
        self._link = SocketLink(
            self._app(self._workers), self._app_token, report=self._report, ping_seconds=self._ping_seconds
        )
        self._link.start()
        self._workers.submit(self._own.learn)

    def stop(self) -> None:
        """Finish what is being answered, close the connection, end every thread; may be called twice."""
        if self._link is not None:
            self._link.stop()
        if self._workers is not None:
            self._workers.shutdown(wait=True)
        self._link = self._workers = None

    def _app(self, workers: ThreadPoolExecutor) -> App:
        def authorize() -> AuthorizeResult:
            # Without asking Slack: a click must count when the Web API is slow or down.
            return AuthorizeResult(enterprise_id=None, team_id=None, bot_token=self._bot_token)

        app = App(
            client=self._client,
            authorize=authorize,
            logger=silent_logger(),
            listener_executor=workers,
            request_verification_enabled=False,
        )
        app.middleware(self._refuse_strangers)
        app.action(_ANYTHING)(self._on_action)
        app.view(_ANYTHING)(self._on_form)
        # By any name: an exercise app in the same workspace needs another. Slack sends an app only its own.
        app.command(_ANYTHING)(self._on_command)
        app.error(self._on_error)
        return app

    # --- what comes in

    def _refuse_strangers(self, body: Json, next_: Callable[[], BoltResponse]) -> BoltResponse:
        """A guest from another workspace, or a payload that says so, reaches no desk."""
        if self._workers is not None and not self._own.known:
            self._workers.submit(self._own.learn)
        if not self._own.is_foreign(body):
            return next_()
        self._report("slack-door:other-team")
        person, origin = _sender(body)
        if self._workers is not None:
            self._workers.submit(self._teller.tell, person, origin, self._words.say("door.other-team"))
        return BoltResponse(status=200)

    def _on_action(self, ack: Ack, body: Json, action: Json) -> None:
        person = str(body["user"]["id"])
        origin = _origin(body)
        pressed = decode(action.get("value"))
        if pressed is None:
            ack()
            self._tell(person, origin, self._desk.unknown_action(self._name, person))
        elif pressed.asks:
            ack()
            self._open_form(person, pressed, origin, str(body.get("trigger_id", "")))
        else:
            click = self._click(click_key(body, action), person, pressed)
            reply = self._desk.click(click)
            ack()
            if self._answered.first(click.key):
                self._answer(person, pressed, origin, reply, str(body.get("trigger_id", "")))

    def _on_form(self, ack: Ack, body: Json, view: Json) -> None:
        person = str(body["user"]["id"])
        pressed, origin = opened_from(view)
        typed = typed_in(view)
        if pressed is None:
            text = self._desk.unknown_action(self._name, person).text
            ack(response_action="update", view=shown(text))  # where it came from is not known either
            return
        click = self._click(form_key(body, typed), person, pressed, typed)
        reply = self._desk.click(click)
        if not reply.ok:
            ack(response_action="errors", errors={TYPED: shortened(reply.text or "✕", _COMPLAINT)})
            return
        ack()
        if self._answered.first(click.key):
            self._tell(person, origin, reply)

    def _on_command(self, ack: Ack, body: Json) -> None:
        person = str(body["user_id"])
        command = SlashCommand(
            key=command_key(body),
            channel=self._name,
            address=person,
            words=whole(str(body.get("text") or "").strip()),
        )
        reply = self._desk.command(command)
        ack()
        if self._answered.first(command.key):
            self._tell(person, _origin(body), reply)

    def _on_error(self, error: Exception, request: BoltRequest) -> BoltResponse | None:
        """Anything that a listener raised: acknowledged, reported by its kind, told in one sentence."""
        self._report(f"slack-door:failed:{type(error).__name__}")
        body = request.body
        person, origin = _sender(body)
        self._teller.tell(person, origin, self._words.say("door.failed"))
        return None if request.context.ack.response else BoltResponse(status=200)

    # --- what goes out

    def _click(self, key: str, person: str, pressed: Pressed, text: str = "") -> Click:
        return Click(
            key=key,
            channel=self._name,
            address=person,
            run=pressed.run,
            assignment=pressed.assignment,
            transition=pressed.transition,
            generation=pressed.generation,
            option=pressed.option,
            text=text,
        )

    def _open_form(self, person: str, pressed: Pressed, origin: Origin, trigger: str) -> None:
        self._open_modal(person, origin, trigger, form(pressed, origin), otherwise="no-form")

    def _answer(self, person: str, pressed: Pressed, origin: Origin, reply: Reply, trigger: str) -> None:
        if not (reply.ok and pressed.transition in SHOWN_ONCE and reply.text):
            self._tell(person, origin, reply)
            return
        self._open_modal(person, origin, trigger, shown(reply.text), otherwise="not-shown")

    def _open_modal(self, person: str, origin: Origin, trigger: str, view: Json, *, otherwise: str) -> None:
        answer = self._call(self._client.views_open, trigger_id=trigger, view=view)
        # A trigger that was used already: Slack delivered the click twice, and the modal is open.
        if not isinstance(answer, SlackResponse) and answer.reason != "exchanged_trigger_id":
            self._report(f"slack-door:{otherwise}:{answer.reason}")
            self._teller.tell(person, origin, self._words.say("door.no-form"))

    def _tell(self, person: str, origin: Origin, reply: Reply) -> None:
        if reply.text:
            self._teller.tell(person, origin, reply.text)


def _sender(body: Json) -> tuple[str, Origin]:
    """Who did it, and where an answer to them belongs."""
    person = str((body.get("user") or {}).get("id") or body.get("user_id") or "")
    return person, opened_from(body["view"])[1] if body.get("type") == "view_submission" else _origin(body)


def _origin(body: Json) -> Origin:
    opened = body.get("channel")
    channel = (opened.get("id") if isinstance(opened, dict) else "") or body.get("channel_id") or ""
    return Origin(response_url=str(body.get("response_url") or ""), channel=str(channel))
