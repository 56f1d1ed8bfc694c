"""Drives the practice servers from another process, with JSON: people act, faults are switched."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from calamiteit.loopback.faults import Faults
from calamiteit.loopback.mail import LoopbackMail, MailFaults
from calamiteit.loopback.push import LoopbackPush
from calamiteit.loopback.slack import Interaction, LoopbackSlack, Message, NothingThereError, View

Json = dict[str, Any]

FAULTS = frozenset(
    {
        "clear",
        "come_up",
        "delay",
        "disconnect_sockets",
        "go_down",
        "lose_answer",
        "lose_request",
        "rate_limit",
        "real_rate_limit",
        "refuse",
        "refuse_recipient",
        "refuse_sender",
        "server_error",
        "try_later",
    }
)
"""Fault switches that may be called over HTTP, with the arguments of the method of that name."""


class Control:
    """POST /control/{act} with a JSON object; GET /control/{what}?of=... Errors are 400 with `error`."""

    def __init__(self, slack: LoopbackSlack, mail: LoopbackMail, push: LoopbackPush) -> None:
        self._slack = slack
        self._mail = mail
        self._push = push
        self._interactions: dict[str, Interaction] = {}
        self._acts: dict[str, Callable[[Json], object]] = {
            "click": self._click,
            "slash": self._slash,
            "submit": self._submit,
            "close": self._close,
            "say": self._say,
            "fault": self._fault,
            "refresh": self._refresh,
        }
        self._sights: dict[str, Callable[[str], object]] = {
            "messages": slack.messages,
            "ephemerals": slack.ephemerals,
            "views": slack.open_views,
            "calls": lambda _of: slack.calls,
            "scheduled": lambda _of: slack.scheduled,
            "interaction": lambda of: self._seen(self._interactions[of]),
            "mail": lambda _of: [self._mail_json(place) for place in range(len(mail.received))],
            "notifications": lambda _of: push.notifications,
            "state": lambda _of: self._state(),
        }

    def routes(self) -> list[BaseRoute]:
        return [
            Mount(
                "/control",
                routes=[
                    Route("/{act}", self._post, methods=["POST"]),
                    Route("/{what}", self._get, methods=["GET"]),
                ],
            )
        ]

    async def _post(self, request: Request) -> Response:
        act = self._acts.get(request.path_params["act"])
        if act is None:
            return _wrong(
                f"there is no act '{request.path_params['act']}'; there are: {', '.join(self._acts)}"
            )
        try:
            body = await request.json()
            return JSONResponse({"ok": True, "result": _plain(await run_in_threadpool(act, body))})
        except (LookupError, TypeError, ValueError) as error:
            return _wrong(f"{type(error).__name__}: {error}")

    async def _get(self, request: Request) -> Response:
        look = self._sights.get(request.path_params["what"])
        if look is None:
            return _wrong(
                f"there is no '{request.path_params['what']}'; there are: {', '.join(self._sights)}"
            )
        try:
            return JSONResponse({"ok": True, "result": _plain(look(request.query_params.get("of", "")))})
        except LookupError as error:
            return _wrong(f"{type(error).__name__}: {error}")

    # --- acts

    def _click(self, body: Json) -> object:
        where = self._message(body) if "ts" in body else self._view(body)
        handle = self._slack.click(
            body["user"],
            where,
            body["action_id"],
            block_id=body.get("block_id"),
            value=body.get("value"),
            times=int(body.get("times", 1)),
        )
        return self._kept(handle)

    def _slash(self, body: Json) -> object:
        handle = self._slack.slash(
            body["user"], body["command"], body.get("text", ""), channel=body.get("channel")
        )
        return self._kept(handle)

    def _submit(self, body: Json) -> object:
        return self._kept(self._slack.submit_view(body["user"], self._view(body), body.get("values", {})))

    def _close(self, body: Json) -> object:
        handle = self._slack.close_view(body["user"], self._view(body))
        return self._kept(handle) if handle else None

    def _say(self, body: Json) -> object:
        return self._slack.say(body["user"], body["channel"], body["text"])

    def _refresh(self, body: Json) -> None:
        self._slack.refresh_sockets(body.get("reason", "refresh_requested"))

    def _fault(self, body: Json) -> object:
        """`{"server": "slack", "fault": "rate_limit", "method": "chat.postMessage", "times": 2}`"""
        servers: dict[str, Faults | MailFaults] = {
            "slack": self._slack.faults,
            "mail": self._mail.faults,
            "push": self._push.faults,
        }
        rest = {name: value for name, value in body.items() if name not in ("server", "fault")}
        if body["fault"] not in FAULTS:
            raise ValueError(f"there is no fault '{body['fault']}'; there are: {', '.join(sorted(FAULTS))}")
        switch = getattr(servers[body["server"]], body["fault"], None)
        if switch is None:
            raise ValueError(f"{body['server']} has no fault '{body['fault']}'")
        return switch(**rest)

    # --- what is seen

    def _kept(self, handle: Interaction) -> Json:
        self._interactions[handle.envelope_id] = handle
        return self._seen(handle)

    def _seen(self, handle: Interaction) -> Json:
        return {
            "envelope_id": handle.envelope_id,
            "acknowledged": handle.acknowledged,
            "seconds_to_ack": handle.seconds_to_ack,
            "deliveries": len(handle.deliveries),
            "lost": handle.lost,
            "opened_view": handle.opened_view,
            "errors": handle.errors,
        }

    def _state(self) -> Json:
        workspace = self._slack.workspace
        return {
            "people": list(workspace.people.values()),
            "channels": list(workspace.channels.values()),
            "connections": self._slack.connections,
            "faults": self._slack.faults.planned(),
        }

    def _mail_json(self, place: int) -> Json:
        mail = self._mail.received[place]
        body = mail.message.get_body(("plain", "html"))
        return {
            "at": mail.at,
            "sender": mail.sender,
            "recipients": mail.recipients,
            "headers": {name: str(value) for name, value in mail.message.items()},
            "text": body.get_content() if body else "",
        }

    def _message(self, body: Json) -> Message:
        channel, ts = body["channel"], body["ts"]
        hidden = (one for one in self._slack.ephemerals(body["user"]) if one.ts == ts)
        found = self._slack.message(channel, ts) or next(hidden, None)
        if found is None:
            raise NothingThereError(f"there is no message {ts} in {channel}")
        return found

    def _view(self, body: Json) -> View:
        return self._slack.workspace.views[body["view_id"]]


def _plain(value: object) -> object:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    if isinstance(value, dict):
        return {name: _plain(content) for name, content in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value


def _wrong(error: str) -> Response:
    return JSONResponse({"ok": False, "error": error}, status_code=400)
