"""Socket Mode: the connections that an app opens to be told what people do, and its acknowledgements."""

from __future__ import annotations

import asyncio
import functools
import json
import time
from collections.abc import Callable, Coroutine
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from calamiteit.loopback.listening import Listener, hang_up
from calamiteit.loopback.slack.interaction import Ack, Interaction
from calamiteit.loopback.slack.records import Json
from calamiteit.loopback.slack.workspace import APP_ID, Workspace

ACK_SECONDS = 3.0


class SocketMode:
    """Delivers envelopes to the newest connection, and once more when no answer came in time."""

    def __init__(
        self,
        workspace: Workspace,
        *,
        on_ack: Callable[[Interaction, Json], None],
        ack_seconds: float = ACK_SECONDS,
    ) -> None:
        self._workspace = workspace
        self._on_ack = on_ack
        self._ack_seconds = ack_seconds
        self._open: list[WebSocket] = []
        self._waiting: dict[str, Interaction] = {}
        self._repeats: set[asyncio.Future[bool]] = set()
        self.listener: Listener | None = None

    @property
    def connections(self) -> int:
        return len(self._open)

    def new_link(self) -> str:
        """A ws:// address for one connection."""
        if self.listener is None:
            raise RuntimeError("the practice Slack has not started")
        ticket = self._workspace.tickets.new_link()
        return f"ws://127.0.0.1:{self.listener.port}/link/?ticket={ticket}&app_id={APP_ID}"

    async def endpoint(self, socket: WebSocket) -> None:
        if not self._workspace.tickets.use_link(socket.query_params.get("ticket", "")):
            await socket.close(code=4401)
            return
        await socket.accept()
        self._open.append(socket)
        self._workspace.touch()
        try:
            await socket.send_json(self._hello())
            while True:
                self._take(await socket.receive_text())
        except WebSocketDisconnect:
            pass
        finally:
            self._forget(socket)

    def deliver(self, interaction: Interaction, times: int = 1) -> None:
        """Send an envelope from any thread; `times` copies at once, as Slack does now and then."""
        self._waiting[interaction.envelope_id] = interaction
        if not self._on_loop(self._deliver(interaction, times)):
            self._lose(interaction)

    def say_goodbye(self, reason: str = "refresh_requested") -> None:
        """Send `disconnect` on every connection, as Slack does before it refreshes one, and close it."""
        self._on_loop(self._say_goodbye(reason))

    def drop(self, *, quietly: bool = False) -> int:
        """Cut every connection without goodbye; returns how many there were."""
        dropped = list(self._open)
        loop = self.listener.loop if self.listener else None
        for socket in dropped:
            if loop is not None:
                loop.call_soon_threadsafe(functools.partial(hang_up, socket.scope, reset=not quietly))
        return len(dropped)

    def _on_loop(self, work: Coroutine[Any, Any, None]) -> bool:
        loop = self.listener.loop if self.listener else None
        if loop is None:
            work.close()
            return False
        asyncio.run_coroutine_threadsafe(work, loop)
        return True

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self._open),
            "debug_info": {"host": "practice", "build_number": 1, "approximate_connection_time": 18060},
            "connection_info": {"app_id": APP_ID},
        }

    async def _deliver(self, interaction: Interaction, times: int) -> None:
        for _ in range(times):
            if not await self._send(interaction, attempt=0):
                self._lose(interaction)
                return
        asyncio.get_running_loop().call_later(self._ack_seconds, self._check, interaction)

    def _check(self, interaction: Interaction) -> None:
        if interaction.acks:
            return
        again = asyncio.ensure_future(self._send(interaction, attempt=1))
        self._repeats.add(again)
        again.add_done_callback(self._repeats.discard)

    async def _send(self, interaction: Interaction, attempt: int) -> bool:
        for socket in reversed(list(self._open)):
            try:
                # Noted before sending: the answer may be here before send returns.
                interaction.deliveries.append(time.monotonic())
                await socket.send_text(json.dumps(interaction.envelope(attempt)))
            except (WebSocketDisconnect, RuntimeError):
                interaction.deliveries.pop()
                self._forget(socket)
            else:
                self._workspace.touch()
                return True
        return False

    async def _say_goodbye(self, reason: str) -> None:
        message = {"type": "disconnect", "reason": reason, "debug_info": {"host": "practice"}}
        for socket in list(self._open):
            self._forget(socket)
            await socket.send_json(message)
            await socket.close()

    def _take(self, text: str) -> None:
        try:
            answer = json.loads(text)
        except ValueError:
            return
        interaction = self._waiting.get(str(answer.get("envelope_id")))
        if interaction is None:
            return
        payload = answer.get("payload") or {}
        with self._workspace.lock:
            first = not interaction.acks
            if first:
                self._on_ack(interaction, payload)
            interaction.acks.append(Ack(at=time.monotonic(), payload=payload))
        self._workspace.touch()

    def _forget(self, socket: WebSocket) -> None:
        if socket in self._open:
            self._open.remove(socket)
            self._workspace.touch()

    def _lose(self, interaction: Interaction) -> None:
        interaction.lost = not interaction.deliveries
        self._workspace.touch()
