"""Answers Slack's Web API: who calls, with which permission, what goes wrong on request, the method."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from calamiteit.loopback.faults import Fault, Trouble
from calamiteit.loopback.listening import HangUp
from calamiteit.loopback.slack import chat, conversations, members, modals
from calamiteit.loopback.slack.arguments import Arguments, RefusalError, read_values
from calamiteit.loopback.slack.faults import SlackFaults
from calamiteit.loopback.slack.records import Call, ChannelKind, Json
from calamiteit.loopback.slack.scopes import missing_scopes
from calamiteit.loopback.slack.workspace import APP_ID, TEAM_ID, Workspace

Method = Callable[[Workspace, Arguments], Json]


def auth_test(workspace: Workspace, _args: Arguments) -> Json:
    return {
        "url": "https://lindeveen-practice.example.org/",
        "team": "Lindeveen (practice)",
        "user": workspace.bot.name,
        "team_id": TEAM_ID,
        "user_id": workspace.bot.id,
        "bot_id": workspace.bot_id,
        "app_id": APP_ID,
        "is_enterprise_install": False,
    }


METHODS: dict[str, Method] = {
    "auth.test": auth_test,
    "chat.postMessage": chat.post_message,
    "chat.update": chat.update,
    "chat.postEphemeral": chat.post_ephemeral,
    "chat.delete": chat.delete,
    "chat.scheduleMessage": chat.schedule_message,
    "chat.deleteScheduledMessage": chat.delete_scheduled_message,
    "chat.scheduledMessages.list": chat.list_scheduled_messages,
    "conversations.open": conversations.open_conversation,
    "conversations.create": conversations.create,
    "conversations.archive": conversations.archive,
    "conversations.invite": conversations.invite,
    "conversations.join": conversations.join,
    "conversations.info": conversations.info,
    "conversations.list": conversations.list_conversations,
    "conversations.history": conversations.history,
    "conversations.replies": conversations.replies,
    "conversations.setTopic": conversations.set_topic,
    "users.conversations": conversations.of_user,
    "users.info": members.info,
    "users.list": members.list_people,
    "users.lookupByEmail": members.lookup_by_email,
    "views.open": modals.open_view,
    "views.push": modals.push_view,
    "views.update": modals.update_view,
}
"""Every method of the practice Slack but apps.connections.open, which takes another token."""


@dataclass(slots=True, kw_only=True)
class Tokens:
    """What the app may present; `scopes` may be changed while the server runs."""

    bot: str
    app: str
    scopes: frozenset[str]


@dataclass(slots=True)
class _Outcome:
    token_ok: bool = False
    error: str | None = None
    arguments: Json = field(default_factory=dict)


class WebApi:
    """One endpoint for all methods: POST or GET /api/{method}."""

    def __init__(
        self, workspace: Workspace, *, tokens: Tokens, faults: SlackFaults, new_link: Callable[[], str]
    ) -> None:
        self._workspace = workspace
        self._tokens = tokens
        self._faults = faults
        self._new_link = new_link

    async def endpoint(self, request: Request) -> Response:
        method = str(request.path_params["method"])
        delay, fault = self._faults.take(method)
        at = self._workspace.clock()
        outcome = _Outcome()
        if delay:
            await asyncio.sleep(delay)
        response = await self._answer(method, request, fault, outcome)
        cut = isinstance(response, HangUp)
        call = Call(
            method=method,
            at=at,
            token_ok=outcome.token_ok,
            status=None if cut else response.status_code,
            error=outcome.error,
            arguments=outcome.arguments,
        )
        with self._workspace.lock:
            self._workspace.calls.append(call)
        self._workspace.touch()
        return response

    async def _answer(
        self, method: str, request: Request, fault: Fault | None, outcome: _Outcome
    ) -> Response:
        trouble = fault.trouble if fault else None
        if fault and trouble not in (None, Trouble.LOSE_ANSWER):
            outcome.error = fault.error or fault.trouble.value
            return trouble_response(fault)
        try:
            values = await read_values(request)
            token = _token(request, values)
            outcome.arguments = {name: value for name, value in values.items() if name != "token"}
            with self._workspace.lock:
                body = self._perform(method, token, outcome)
        except RefusalError as refusal:
            outcome.error = refusal.error
            body = {"ok": False, "error": refusal.error, **refusal.more}
        if trouble is Trouble.LOSE_ANSWER:
            outcome.error = trouble.value
            return HangUp()
        if body.get("error") == "ratelimited":
            return limited(int(body["retry_after"]))
        return JSONResponse(body, headers={"x-oauth-scopes": ",".join(sorted(self._tokens.scopes))})

    def _perform(self, method: str, token: str, outcome: _Outcome) -> Json:
        args = Arguments(outcome.arguments, granted=self._tokens.scopes)
        if method == "apps.connections.open":
            self._expect(token, self._tokens.app, self._tokens.bot, outcome)
            return {"ok": True, "url": self._new_link()}
        self._expect(token, self._tokens.bot, self._tokens.app, outcome)
        if method not in METHODS:
            raise RefusalError("unknown_method", req_method=method)
        missing = missing_scopes(method, self._kinds(method, args), self._tokens.scopes)
        if missing:
            provided = ",".join(sorted(self._tokens.scopes))
            raise RefusalError("missing_scope", needed=",".join(missing), provided=provided)
        if method == "chat.postMessage":
            self._keep_pace(args)
        return {"ok": True, **METHODS[method](self._workspace, args)}

    def _expect(self, token: str, right: str, other: str, outcome: _Outcome) -> None:
        if not token:
            raise RefusalError("not_authed")
        if token == other:
            raise RefusalError("not_allowed_token_type")
        if token != right:
            raise RefusalError("invalid_auth")
        outcome.token_ok = True

    def _keep_pace(self, args: Arguments) -> None:
        wait = self._faults.pace.wait_for(args.text("channel"), self._workspace.clock())
        if wait:
            raise RefusalError("ratelimited", retry_after=wait)

    def _kinds(self, method: str, args: Arguments) -> list[ChannelKind]:
        """Which kinds of conversation a call is about, for its scopes."""
        if method in ("conversations.list", "users.conversations"):
            return conversations.kinds_asked(args)
        if method == "conversations.create":
            return ["group" if args.flag("is_private") else "channel"]
        if method == "conversations.open" and not args.has("channel"):
            return ["im" if len(args.names("users")) <= 1 else "mpim"]
        channel = self._workspace.channels.get(args.text("channel"))
        return [channel.kind] if channel else []


def trouble_response(fault: Fault) -> Response:
    """What the caller sees of a fault that comes before the work."""
    match fault.trouble:
        case Trouble.RATE_LIMIT:
            return limited(int(fault.seconds))
        case Trouble.SERVER_ERROR:
            return PlainTextResponse("upstream connect error", status_code=500)
        case Trouble.REFUSE:
            return JSONResponse({"ok": False, "error": fault.error})
    return HangUp()


def limited(seconds: int) -> Response:
    return JSONResponse(
        {"ok": False, "error": "ratelimited"}, status_code=429, headers={"Retry-After": str(seconds)}
    )


def _token(request: Request, values: Json) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else str(values.get("token") or "")
