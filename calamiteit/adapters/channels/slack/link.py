"""The Socket Mode connection to Slack: kept up, taken up again, and let go without leaving threads."""

from __future__ import annotations

import socket
import threading
from http.client import HTTPException
from itertools import chain, repeat
from urllib.error import URLError

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk.errors import SlackApiError, SlackClientError

from calamiteit.adapters.channels.slack.calls import Caller
from calamiteit.ports.report import ReportCode

_WAITS = (1.0, 2.0, 5.0, 10.0, 30.0)
"""Seconds between tries to connect; the last one repeats."""
_LOOK_SECONDS = 1.0


class SocketLink:
    """Connects in a thread of its own, so that starting neither waits for Slack nor fails without it."""

    def __init__(self, app: App, app_token: str, *, report: ReportCode, ping_seconds: float) -> None:
        """A plainly ended connection is noticed after five times `ping_seconds`, a broken one at once."""
        handler = SocketModeHandler(app, app_token, ping_interval=ping_seconds)
        self._client = handler.client
        self._report = report
        self._leave = threading.Event()
        self._thread = threading.Thread(target=self._keep_up, name="slack door", daemon=True)

    @property
    def connected(self) -> bool:
        """Whether clicks can arrive now."""
        return bool(self._client.is_connected())

    def start(self) -> None:
        """Returns at once."""
        self._thread.start()

    def stop(self) -> None:
        """Ends every thread; what is being answered is finished first."""
        self._leave.set()
        client = self._client
        client.auto_reconnect_enabled = client.default_auto_reconnect_enabled = False
        if self._thread.is_alive():
            self._thread.join()
        client.closed = True
        client.message_queue.put(None)
        client.message_processor.shutdown()  # type: ignore[no-untyped-call]
        client.message_workers.shutdown()
        client.current_session_state.terminated = True
        self._wake_the_receiver()
        client.close()
        # A connection that was being made anew while we closed.
        client.disconnect()

    def _wake_the_receiver(self) -> None:
        """It holds the lock that closing needs for up to three seconds; a shut socket ends its waiting."""
        session = self._client.current_session
        connection = session.sock if session is not None else None
        if connection is not None:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                return

    def _keep_up(self) -> None:
        self._connect_first()
        up = self.connected
        while not self._leave.wait(_LOOK_SECONDS):
            # After the first time the client's own monitor connects again; here we only say so.
            if self.connected != up:
                up = not up
                self._report("slack-door:connected" if up else "slack-door:connection-lost")

    def _connect_first(self) -> None:
        for failed, wait in enumerate(chain(_WAITS, repeat(_WAITS[-1]))):
            if self._leave.is_set():
                return
            if self._connects():
                if failed:
                    self._report("slack-door:connected")
                return
            if self._leave.wait(wait):
                return

    def _connects(self) -> bool:
        try:
            self._client.connect_to_new_endpoint()
        except SlackApiError as error:
            answer = Caller().refused(error.response)
            self._report(f"slack-door:{answer.reason}")
        except (URLError, OSError, HTTPException, SlackClientError, ValueError):
            self._report("slack-door:not-connected")
        return self.connected
