"""The dead man's message: it goes out by itself when nobody moves it ahead, because the engine is dead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from calamiteit.core.errors import Trouble
from calamiteit.core.messages.message import Message
from calamiteit.core.run.state import RunStatus
from calamiteit.core.time import MINUTE, Millis, show_time
from calamiteit.engine.runs import Runs
from calamiteit.ports.channel import Channel, DeadMan, Delivered, GiveUp, Parcel, Standing, Unknown
from calamiteit.ports.report import Report

AHEAD: Millis = 10 * MINUTE
"""How far ahead the message is kept (architecture, dead man's switch)."""
MOVE_EVERY: Millis = 2 * MINUTE
"""Slack takes thirty scheduled messages in five minutes for one channel; each sweep would be sixty."""
TRY_AGAIN: Millis = MINUTE // 2
"""After a failure."""

OVER = (RunStatus.STOPPED.value, RunStatus.CLOSED.value)


class SignOfLife:
    """Keeps one scheduled message per open run ahead of the present, in the run's own channel.

    It is left standing when the engine stops, also on purpose: when no other comes, the team has to hear it.
    The next engine, and one that lost an answer, asks what stands, and withdraws all but what it keeps.
    """

    def __init__(self, runs: Runs, channels: Mapping[str, Channel], report: Report) -> None:
        self._runs = runs
        self._place = runs.place
        self._channel = next((channel for channel in channels.values() if isinstance(channel, DeadMan)), None)
        self._report = report
        self._kept: dict[str, tuple[str, str, Millis]] = {}
        self._failing: dict[str, tuple[str, Millis]] = {}
        """Why the message of a run could not be moved, and when that was tried."""
        self._sure = False
        """Whether nothing stands for our runs but what we know of."""

    def move_ahead(self) -> None:
        """Schedule the message of each open run anew when it is time to; withdraw all others of our runs."""
        if self._channel is None:
            return
        open_runs = self._runs.open_runs()
        for gone in set(self._kept) - set(open_runs):
            self._withdraw(gone)
        for run_id in open_runs:
            _, run = self._runs.look(run_id)
            if run.room:
                self._move(run_id, run.room)
        if not self._sure and self._may_try(""):
            self._sure = self._withdraw_unknown(open_runs)

    def is_quiet_about(self, run_id: str) -> bool:
        """Whether surely nothing is scheduled any more that says this run, which is over, lost its engine."""
        return self._channel is None or (self._sure and run_id not in self._kept)

    def _move(self, run_id: str, room: str) -> None:
        assert self._channel is not None
        now = self._place.wall.now()
        _, earlier, moved = self._kept.get(run_id, (room, "", 0))
        if 0 <= now - moved < MOVE_EVERY or not self._may_try(run_id):
            return
        key = f"{run_id}:sign-of-life"
        parcel = Parcel(key=key, address=room, message=self._message(run_id, now), first_tried=now)
        result = self._channel.keep_ahead(parcel, now + AHEAD, earlier or None)
        if isinstance(result, Delivered):
            self._kept[run_id] = (room, result.ref, now)
            self._failing.pop(run_id, None)
            return
        self._sure &= not isinstance(result, Unknown)
        self._fail(run_id, result.reason)

    def _may_try(self, what: str) -> bool:
        """Not at once again after a failure."""
        _, tried = self._failing.get(what, ("", -TRY_AGAIN))
        return not 0 <= self._place.wall.now() - tried < TRY_AGAIN

    def _fail(self, what: str, reason: str) -> None:
        """Report each new reason once."""
        known, _ = self._failing.get(what, ("", 0))
        self._failing[what] = (reason, self._place.wall.now())
        if reason != known:
            self._report("sign-of-life", Trouble(f"{what}: {reason}" if what else reason))

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

    def _withdraw_unknown(self, open_runs: Sequence[str]) -> bool:
        """False: ask again. Runs that were exported are led elsewhere, and their messages left alone.

        The only message of an open run stands until another one is known to stand in its place.
        """
        assert self._channel is not None
        store = self._place.store
        over = {info.id for status in OVER for info in store.streams("run", status=status)}
        found = self._channel.standing(over | set(open_runs))
        if not isinstance(found, Standing):
            self._fail("", found.reason)
            return False
        self._failing.pop("", None)
        known = {ref for _, ref, _ in self._kept.values()}
        unknown = [one for one in found.messages if one.ref not in known]
        safe = over | (set(self._kept) - set(self._failing))
        old = [one for one in unknown if one.run in safe]
        results = [self._channel.withdraw(one.address, one.ref) for one in old]
        return len(old) == len(unknown) and all(isinstance(one, Delivered | GiveUp) for one in results)
