"""The dead man's message: it goes out by itself when nobody moves it ahead, because the engine is dead."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from calamiteit.core.messages.message import Message
from calamiteit.core.time import MINUTE, Millis, show_time
from calamiteit.engine.runs import Runs
from calamiteit.ports.channel import Channel, DeadMan, Delivered, Parcel

AHEAD: Millis = 10 * MINUTE
"""How far ahead the message is kept (architecture, dead man's switch)."""
MOVE_EVERY: Millis = 2 * MINUTE

Report = Callable[[str, Exception], None]


class SignOfLife:
    """Keeps one scheduled message per open run ahead of the present, in the run's own channel."""

    def __init__(self, runs: Runs, channels: Mapping[str, Channel]) -> None:
        self._runs = runs
        self._place = runs.place
        self._channel = next((channel for channel in channels.values() if isinstance(channel, DeadMan)), None)
        self._kept: dict[str, tuple[str, str, Millis]] = {}

    def move_ahead(self, report: Report) -> None:
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
        if now - moved < MOVE_EVERY:
            return
        key = f"{run_id}:sign-of-life"
        parcel = Parcel(key=key, address=room, message=self._message(run_id, now), first_tried=now)
        result = self._channel.keep_ahead(parcel, now + AHEAD, earlier or None)
        if isinstance(result, Delivered):
            self._kept[run_id] = (room, result.ref, now)

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

    def withdraw(self, report: Report) -> None:
        """The engine stops on purpose: no alarm."""
        for run_id in tuple(self._kept):
            self._withdraw(run_id)

    def _withdraw(self, run_id: str) -> None:
        room, ref, _ = self._kept.pop(run_id)
        if self._channel is not None:
            self._channel.withdraw(room, ref)
