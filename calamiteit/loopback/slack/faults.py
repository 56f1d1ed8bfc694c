"""Troubles of the practice Slack: those of every practice server, lost sockets, the real rate limit."""

from __future__ import annotations

import math
from collections.abc import Callable

from calamiteit.loopback.faults import Faults


class Pace:
    """Slack's real limit on posting: so many messages a second per channel, with a short burst allowed."""

    def __init__(self) -> None:
        self.on = False
        self._per_second = 1.0
        self._burst = 4
        self._left: dict[str, tuple[float, float]] = {}

    def set(self, *, on: bool, per_second: float = 1.0, burst: int = 4) -> None:
        self.on, self._per_second, self._burst = on, per_second, burst
        self._left.clear()

    def wait_for(self, channel: str, now: float) -> int:
        """0 when a message may be posted now (and counts), else the whole seconds to wait."""
        if not self.on:
            return 0
        left, since = self._left.get(channel, (float(self._burst), now))
        left = min(float(self._burst), left + (now - since) * self._per_second)
        allowed = left >= 1.0
        self._left[channel] = (left - 1.0 if allowed else left, now)
        return 0 if allowed else max(1, math.ceil((1.0 - left) / self._per_second))


class SlackFaults(Faults):
    """`method` is a Web API method, or `response_url` for the answers to clicks and commands."""

    def __init__(
        self, *, go_down: Callable[[], None], come_up: Callable[[], None], drop_sockets: Callable[[bool], int]
    ) -> None:
        super().__init__(go_down=go_down, come_up=come_up)
        self.pace = Pace()
        self._drop_sockets = drop_sockets

    def disconnect_sockets(self, *, quietly: bool = False) -> int:
        """Cut every Socket Mode connection without goodbye; returns how many there were.

        A broken network resets a connection, which slack_sdk notices at once. `quietly` only ends it:
        slack_sdk's built-in client then spins until its pings fail (five times its `ping_interval`).
        """
        return self._drop_sockets(quietly)

    def real_rate_limit(self, on: bool = True, *, per_second: float = 1.0, burst: int = 4) -> None:
        """Hold chat.postMessage to one message a second per channel (by the clock of the workspace)."""
        self.pace.set(on=on, per_second=per_second, burst=burst)
