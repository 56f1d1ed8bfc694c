"""A Slack client that asks once more whether it may send, when the connection stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from ssl import SSLContext
from typing import Any
from urllib.request import HTTPHandler, HTTPSHandler, ProxyHandler, Request, build_opener

from slack_sdk import WebClient

MaySend = Callable[[], bool]
_MAY_SEND: ContextVar[MaySend | None] = ContextVar("may_send", default=None)


class Fenced(Exception):
    """It was not sent: by now another process may be sending it."""


@contextmanager
def only_while(may_send: MaySend) -> Iterator[None]:
    """Calls of this thread inside the block raise Fenced, with nothing sent, once `may_send` says no.

    Looking up Slack's address, connecting and shaking hands take a second on a slow line, and a process can
    be suspended in the middle of it.
    """
    token = _MAY_SEND.set(may_send)
    try:
        yield
    finally:
        _MAY_SEND.reset(token)


class FencedClient(WebClient):
    """`WebClient` offers no place between connecting and sending; this one method is where it would be."""

    def _perform_urllib_http_request_internal(self, url: str, req: Request) -> dict[str, Any]:
        if _MAY_SEND.get() is None:
            return super()._perform_urllib_http_request_internal(url, req)
        proxies = [ProxyHandler({"http": self.proxy, "https": self.proxy})] if self.proxy else []
        opener = build_opener(*proxies, _Plain(), _Secure(self.ssl))
        with opener.open(req, timeout=self.timeout) as answer:
            charset = answer.headers.get_content_charset() or "utf-8"
            return {"status": answer.code, "headers": answer.headers, "body": answer.read().decode(charset)}


class _Fence(HTTPConnection):
    def send(self, data: Any) -> None:
        if self.sock is None:
            self.connect()
        _ask()
        super().send(data)


class _Secured(_Fence, HTTPSConnection):
    """The fence before a connection that is encrypted."""


def _ask() -> None:
    may_send = _MAY_SEND.get()
    if may_send is not None and not may_send():
        raise Fenced


class _Plain(HTTPHandler):
    def http_open(self, req: Request) -> HTTPResponse:
        return self.do_open(_Fence, req)


class _Secure(HTTPSHandler):
    def __init__(self, context: SSLContext | None) -> None:
        super().__init__(context=context)
        self._trusted = context

    def https_open(self, req: Request) -> HTTPResponse:
        return self.do_open(_Secured, req, context=self._trusted)
