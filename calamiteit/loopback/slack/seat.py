"""The web addresses behind the practice page: show it, and pass on what a person presses or fills in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import parse_qs, urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from calamiteit.loopback.slack.filling_in import NothingThereError
from calamiteit.loopback.slack.interaction import Interaction
from calamiteit.loopback.slack.page import stream_page, whole_page
from calamiteit.loopback.slack.page_words import NOTES, say
from calamiteit.loopback.slack.server import LoopbackSlack

ANSWER_SECONDS = 3.0
Form = dict[str, list[str]]


class Seat:
    """Where a person sits down with a browser. No script: forms, and a frame that refreshes."""

    def __init__(self, slack: LoopbackSlack) -> None:
        self._slack = slack

    def routes(self) -> list[Route]:
        return [
            Route("/", self._page),
            Route("/stream", self._stream),
            Route("/click", self._form(self._click), methods=["POST"]),
            Route("/slash", self._form(self._slash), methods=["POST"]),
            Route("/submit", self._form(self._submit), methods=["POST"]),
            Route("/close", self._form(self._close), methods=["POST"]),
        ]

    def _page(self, request: Request) -> Response:
        person = self._slack.workspace.people.get(request.query_params.get("person", ""))
        note = request.query_params.get("note", "")
        if note not in NOTES:
            note = ""
        return HTMLResponse(whole_page(self._slack, person, note))

    def _stream(self, request: Request) -> Response:
        person = self._slack.workspace.people.get(request.query_params.get("person", ""))
        if person is None:
            return PlainTextResponse(say("en", "nothing"), status_code=404)
        return HTMLResponse(stream_page(self._slack, person))

    def _form(
        self, act: Callable[[Form], tuple[str, Interaction | None]]
    ) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            form = parse_qs((await request.body()).decode(), keep_blank_values=True)
            person, note = await run_in_threadpool(_done, act, form)
            query = {"person": person} | ({"note": note} if note else {})
            return RedirectResponse(f"/?{urlencode(query)}", status_code=303)

        return endpoint

    def _click(self, form: Form) -> tuple[str, Interaction | None]:
        person, channel, ts = _one(form, "person"), _one(form, "channel"), _one(form, "ts")
        hidden = [one for one in self._slack.ephemerals(person) if one.ts == ts]
        message = self._slack.workspace.message(channel, ts) or (hidden[0] if hidden else None)
        if message is None:
            raise NothingThereError("the message is gone")
        handle = self._slack.click(
            person,
            message,
            _one(form, "action_id"),
            block_id=_one(form, "block_id"),
            value=_given(form, "value"),
        )
        return person, handle

    def _slash(self, form: Form) -> tuple[str, Interaction | None]:
        command, _, text = _one(form, "line").strip().partition(" ")
        return _one(form, "person"), self._slack.slash(_one(form, "person"), command, text)

    def _submit(self, form: Form) -> tuple[str, Interaction | None]:
        person = _one(form, "_person")
        view = self._slack.workspace.views.get(_one(form, "_view"))
        if view is None:
            raise NothingThereError("the modal is gone")
        values = {name: _given(form, name) for name in form if not name.startswith("_")}
        return person, self._slack.submit_view(person, view, values)

    def _close(self, form: Form) -> tuple[str, Interaction | None]:
        person = _one(form, "_person")
        view = self._slack.workspace.views.get(_one(form, "_view"))
        return person, self._slack.close_view(person, view) if view else None


def _done(act: Callable[[Form], tuple[str, Interaction | None]], form: Form) -> tuple[str, str]:
    """The person who acted, and the note to show (empty: all went well)."""
    person = _one(form, "person") or _one(form, "_person")
    try:
        _, handle = act(form)
    except NothingThereError:
        return person, "gone"
    except ValueError:
        return person, "incomplete"
    if handle is None or handle.wait_acknowledged(ANSWER_SECONDS):
        return person, ""
    return person, "lost" if handle.lost else "unanswered"


def _one(form: Form, name: str) -> str:
    return form.get(name, [""])[0]


def _given(form: Form, name: str) -> object:
    values = form.get(name, [])
    return values if len(values) > 1 else (values[0] if values else None)
