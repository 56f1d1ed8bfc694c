"""Serves one web application on one port of 127.0.0.1 from a thread; it can vanish and return."""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
from typing import Any

import uvicorn
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

HOST = "127.0.0.1"
_START_SECONDS = 10.0


class HangUp(Response):
    """Closes the connection instead of answering: the caller cannot know whether the work was done."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        hang_up(scope)
        while (await receive())["type"] != "http.disconnect":
            pass


def hang_up(scope: Scope, *, reset: bool = False) -> None:
    """Cut the connection of a request or a web socket, without goodbye; `reset` as a broken network does."""
    _cut(scope["state"]["transport"], reset=reset)


def _cut(transport: asyncio.Transport, *, reset: bool) -> None:
    connection = transport.get_extra_info("socket")
    if reset and connection is not None and not transport.is_closing():
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


class _CuttableProtocol(H11Protocol):
    """Hands each request its own connection, so that an application can cut it."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.app_state = {**self.app_state, "transport": transport}


class _Server(uvicorn.Server):
    """uvicorn that says when it listens and leaves at once when told."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listens = threading.Event()
        self.leave = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self.listens.set()

    async def main_loop(self) -> None:
        await self.on_tick(0)
        await self.leave.wait()
        for task in list(self.server_state.tasks):
            task.cancel()
        for connection in list(self.server_state.connections):
            transport: Any = getattr(connection, "transport", None)
            if transport is not None:
                _cut(transport, reset=True)
        await asyncio.sleep(0)


class Listener:
    """An application on a port (0 picks a free one). `down` refuses connections and cuts the open ones."""

    def __init__(self, app: ASGIApp, *, port: int = 0, name: str) -> None:
        self._app = app
        self._name = name
        self._reserved: socket.socket | None = bound(port)
        self.port: int = self._reserved.getsockname()[1]
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._switch = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    @property
    def loop(self) -> asyncio.AbstractEventLoop | None:
        """The event loop of the thread that serves; None while down."""
        return self._loop

    def up(self) -> None:
        """Listen (again); does nothing when already up."""
        with self._switch:
            if self._thread is not None:
                return
            listening = self._reserved or bound(self.port)
            self._reserved = None
            config = uvicorn.Config(
                self._app,
                http=_CuttableProtocol,
                ws="websockets-sansio",
                lifespan="off",
                log_config=None,
                log_level="critical",
                access_log=False,
                timeout_graceful_shutdown=1,
            )
            server = self._server = _Server(config)
            self._thread = threading.Thread(target=self._serve, args=(server, listening), name=self._name)
            self._thread.start()
            if not server.listens.wait(_START_SECONDS):
                raise RuntimeError(f"{self._name} did not start on {self.url} within {_START_SECONDS:.0f} s")

    def down(self) -> None:
        """Refuse connections and cut those that are open; the port stays reserved."""
        with self._switch:
            if self._stop():
                # Bound but not listening: nobody else gets the port, and a connection to it is refused.
                self._reserved = bound(self.port)

    def close(self) -> None:
        """Stop for good and give the port back."""
        with self._switch:
            self._stop()
            if self._reserved is not None:
                self._reserved.close()
                self._reserved = None

    def _stop(self) -> bool:
        if self._thread is None or self._server is None or self._loop is None:
            return False
        if self._thread is threading.current_thread():
            raise RuntimeError(f"{self._name} cannot stop itself from its own thread")
        self._loop.call_soon_threadsafe(self._server.leave.set)
        self._thread.join()
        self._thread = self._server = self._loop = None
        return True

    def _serve(self, server: _Server, listening: socket.socket) -> None:
        async def main() -> None:
            self._loop = asyncio.get_running_loop()
            await server.serve(sockets=[listening])

        asyncio.run(main())


def bound(port: int) -> socket.socket:
    """A socket that holds a port of 127.0.0.1 (0: a free one) without listening."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, port))
    except OSError:
        listening.close()
        raise
    return listening
