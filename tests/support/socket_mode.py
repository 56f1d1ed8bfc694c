"""Connects a slack_bolt app to the practice Slack over Socket Mode, and lets go quickly."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler

from calamiteit.loopback.slack import LoopbackSlack
from tests.support.waiting import eventually


@contextmanager
def socket_mode(slack: LoopbackSlack, app: App, *, ping_interval: float = 0.5) -> Iterator[SocketModeHandler]:
    """The app is connected inside this block; listeners may be added to it at any time."""
    handler = SocketModeHandler(app, slack.app_token, ping_interval=ping_interval)
    handler.connect()  # type: ignore[no-untyped-call]
    try:
        eventually(lambda: slack.connections and handler.client.is_connected())
        yield handler
    finally:
        # slack_sdk closes only when its receiving returns, after three seconds of silence; a cut ends that.
        handler.client.auto_reconnect_enabled = False
        handler.client.default_auto_reconnect_enabled = False
        slack.faults.disconnect_sockets()
        # Two threads closing one connection at once trip over each other inside slack_sdk.
        eventually(lambda: not handler.client.is_connected())
        handler.close()  # type: ignore[no-untyped-call]
