"""The dead man's message: it goes out by itself when nobody moves it ahead, because the engine is dead."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from calamiteit.core.errors import Trouble
from calamiteit.core.messages.message import Message
from calamiteit.core.time import MINUTE, Millis, show_time
from calamiteit.engine.runs import Runs
from calamiteit.ports.channel import Channel, DeadMan, Delivered, GiveUp, Parcel

AHEAD: Millis = 10 * MINUTE
"""How far ahead the message is kept (architecture, dead man's switch)."""
MOVE_EVERY: Millis = 2 * MINUTE
"""Slack takes thirty scheduled messages in five minutes for one channel; each sweep would be sixty."""
TRY_AGAIN: Millis = MINUTE // 2
"""After a failure."""

Report = Callable[[str, Exception], None]


class SignOfLife:
    """Keeps one scheduled message per open run ahead of the present, in the run's own channel.

    It is left standing when the engine stops, also on purpose: the next engine withdraws what it finds, and
    when none comes, the team has to hear of it.
    """

    def __init__(self, runs: Runs, channels: Mapping[str, Channel], report: Report) -> None:
        self._runs = runs
        self._place = runs.place
        self._channel = next((channel for channel in channels.values() if isinstance(channel, DeadMan)), None)
        self._report = report
        self._kept: dict[str, tuple[str, str, Millis]] = {}
        self._failing: dict[str, tuple[str, Millis]] = {}
        """Why the message of a run could not be moved, and when that was tried."""

    def move_ahead(self) -> None:
        """Schedule the message of each open run anew when it is time to."""
        if self._channel is None:
            return
        open_runs = self._runs.open_runs()
        for gone in set(self._kept) - set(open_runs):
            self._withdraw(gone)
        for run_id in open_runs:
            _, run = self._runs.look(run_id)
            if run.room:
                self._move(run_id, run.room)

    def _move(self, run_id: str, room: str) -> None:
        assert self._channel is not None
        now = self._place.wall.now()
        _, earlier, moved = self._kept.get(run_id, (room, "", 0))
        known, tried = self._failing.get(run_id, ("", 0))
        if 0 <= now - moved < MOVE_EVERY or 0 <= now - tried < TRY_AGAIN:
            return
        key = f"{run_id}:sign-of-life"
        parcel = Parcel(key=key, address=room, message=self._message(run_id, now), first_tried=now)
        result = self._channel.keep_ahead(parcel, now + AHEAD, earlier or None)
        if isinstance(result, Delivered):
            self._kept[run_id] = (room, result.ref, now)
            self._failing.pop(run_id, None)
            return
        self._failing[run_id] = (result.reason, now)
        if result.reason != known:
            self._report("sign-of-life", Trouble(f"{run_id}: {result.reason}"))

    def _message(self, run_id: str, now: Millis) -> Message:
        voice = self._place.voice
        language = voice.languages[0]
        mode = self._place.mode
        return Message(
            purpose="sign-of-life",
            mode=mode,
            language=language,
            municipality=voice.municipality,
            first=voice.say(language, f"message.first.{mode.value}", municipality=voice.municipality),
            last=voice.say(language, f"message.last.{mode.value}"),
            title=voice.say(language, "life.title"),
            lines=(
                voice.say(language, "life.since", time=show_time(now, self._place.zone, now)),
                voice.say(language, "life.what-now"),
                f"calamiteit calllist {run_id}",
                "calamiteit serve",
            ),
            alarm=True,
            run=run_id,
        )

    def _withdraw(self, run_id: str) -> None:
        """What may still stand is tried again: it would tell the team that the engine is dead."""
        assert self._channel is not None
        room, ref, _ = self._kept[run_id]
        result = self._channel.withdraw(room, ref)
        if isinstance(result, Delivered | GiveUp):
            del self._kept[run_id]
        if isinstance(result, GiveUp):
            self._report("sign-of-life", Trouble(f"{run_id}: {result.reason}"))
