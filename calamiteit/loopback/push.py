"""A waking channel for practice: takes HTTP notifications (apprise `json://`, ntfy) and remembers them."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from calamiteit.loopback.faults import Fault, Faults, Trouble
from calamiteit.loopback.listening import HOST, HangUp, Listener


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """One notification; `body` is the decoded JSON, or the text of a plain one (ntfy)."""

    path: str
    at: float
    title: str
    text: str
    body: Any
    headers: dict[str, str]


class LoopbackPush:
    """An HTTP endpoint on 127.0.0.1 that records what is POSTed to any path; use as a context manager.

    Faults are planned per path (`/phone/1`) or for all (`*`); the error of `refuse` is an HTTP status.
    """

    def __init__(self, *, port: int = 0, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._notifications: list[Notification] = []
        routes = [Route("/{path:path}", self._endpoint, methods=["POST", "PUT"])]
        self._listener = Listener(Starlette(routes=routes), port=port, name="practice push")
        self.faults = Faults(go_down=self._listener.down, come_up=self._listener.up)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        self._listener.up()

    def stop(self) -> None:
        self._listener.close()

    @property
    def port(self) -> int:
        return self._listener.port

    @property
    def url(self) -> str:
        return self._listener.url

    def json_url(self, path: str = "wake") -> str:
        """An apprise address that ends up here."""
        return f"json://{HOST}:{self.port}/{path.strip('/')}"

    @property
    def notifications(self) -> list[Notification]:
        """What arrived, oldest first."""
        with self._lock:
            return list(self._notifications)

    async def _endpoint(self, request: Request) -> Response:
        path = request.url.path
        delay, fault = self.faults.take(path)
        if delay:
            await asyncio.sleep(delay)
        if fault and fault.trouble is not Trouble.LOSE_ANSWER:
            return _trouble(fault)
        arrived = _notification(request, await request.body(), self._clock())
        with self._lock:
            self._notifications.append(arrived)
        return HangUp() if fault else JSONResponse({"ok": True})


def _notification(request: Request, raw: bytes, now: float) -> Notification:
    text = raw.decode("utf-8", errors="replace")
    try:
        body: Any = json.loads(text)
    except ValueError:
        body = text
    fields: dict[str, Any] = body if isinstance(body, dict) else {}
    return Notification(
        path=request.url.path,
        at=now,
        title=str(fields.get("title") or request.headers.get("title", "")),
        text=str(fields.get("message") or text),
        body=body,
        headers=dict(request.headers),
    )


def _trouble(fault: Fault) -> Response:
    match fault.trouble:
        case Trouble.RATE_LIMIT:
            return PlainTextResponse("slow down", 429, headers={"Retry-After": str(int(fault.seconds))})
        case Trouble.SERVER_ERROR:
            return PlainTextResponse("upstream connect error", 500)
        case Trouble.REFUSE:
            return PlainTextResponse("refused", int(fault.error))
    return HangUp()
