"""Which channels deliver nothing any more, as the events of a run show it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from calamiteit.core.run.state import Run
from calamiteit.core.time import Millis


@dataclass(frozen=True, slots=True, kw_only=True)
class SilentChannel:
    """A channel of which nothing has come through since messages began to fail or to wait on it."""

    channel: str
    since: Millis
    """The first of the failures that no success has followed (UTC)."""
    messages: int
    """How many messages have failed or wait."""
    reason: str
    """Of the last failure: a code of the channel."""


FEWEST = 2
"""A single message that fails may be the fault of its address; of two receivers hardly."""


def silent_channels(run: Run) -> Iterator[SilentChannel]:
    """Channels on which messages to several receivers failed, and none arrived since; by name."""
    arrived: dict[str, Millis] = {}
    for assignment in run.assignments.values():
        for delivery in assignment.deliveries:
            if delivery.state == "sent":
                arrived[delivery.channel] = max(delivery.at, arrived.get(delivery.channel, 0))
    failures = run.failures.values()
    for channel in sorted({failed.channel for failed in failures}):
        last_arrived = arrived.get(channel, 0)
        failed = [one for one in failures if one.channel == channel and one.at > last_arrived]
        if len({one.to for one in failed}) >= FEWEST:
            last = max(failed, key=lambda one: one.at)
            yield SilentChannel(
                channel=channel,
                since=min(one.at for one in failed),
                messages=len(failed),
                reason=last.reason,
            )
