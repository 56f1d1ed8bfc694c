"""What a service says to the person at its terminal: each trouble once, and when it is over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from calamiteit.cli.reasons import explained

if TYPE_CHECKING:
    from calamiteit.cli.frame import Frame
    from calamiteit.core.run.channels import SilentChannel

_DOOR = "slack-door:"
_DOOR_OPENS = f"{_DOOR}connected"


class Screen:
    """Takes the same lines as the log of a service, and shows those that a person needs, with local times."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._said: set[tuple[str, str]] = set()
        """Troubles that were told; each is told once until it has passed."""
        self._silent: dict[str, SilentChannel] = {}

    def info(self, event: str, **values: object) -> None:
        """Something went as it should."""
        match event:
            case "engine-started":
                self._started(values["runs"])
            case "channel-works":
                self._line("serve.works", channel=values["channel"], style="green")
            case "asked-to-hand-over":
                self._line("serve.asking")
            case _:
                pass

    def error(self, event: str, **values: object) -> None:
        """Something did not; that a channel fails its check is told by the command itself."""
        if event != "trouble":
            return
        where, what = str(values.get("where", "")), str(values.get("what") or values.get("error", ""))
        if what.startswith(_DOOR):
            self._door(what)
        elif (where, what) not in self._said:
            self._said.add((where, what))
            self._line("failed.background", where=where, what=what, style="yellow")

    def channels(self, silent: Mapping[str, SilentChannel]) -> None:
        """Which channels deliver nothing now; what changed since the last look is told."""
        for name, one in silent.items():
            if name not in self._silent:
                why = explained(self._frame.words, one.reason)
                self._line("serve.silent", channel=name, count=one.messages, why=why, style="bold red")
        for name in self._silent.keys() - silent.keys():
            self._line("serve.delivers", channel=name, style="bold green")
        self._silent = dict(silent)

    def _started(self, runs: object) -> None:
        names = ", ".join(map(str, runs)) if isinstance(runs, list) else ""
        self._line("serve.runs" if names else "serve.no-runs", runs=names)

    def _door(self, what: str) -> None:
        """The connection over which taps in Slack come in."""
        shut = {one for one in self._said if one[0] == _DOOR}
        if what == _DOOR_OPENS:
            self._said -= shut
            if shut:
                self._line("serve.taps", style="bold green")
        elif not shut:
            self._said.add((_DOOR, what))
            why = explained(self._frame.words, what.removeprefix(_DOOR))
            self._line("serve.no-taps", why=why, style="bold red")

    def _line(self, code: str, *, style: str = "", **values: object) -> None:
        clock = f"{datetime.now(self._frame.workspace.settings.tz):%H:%M:%S}"
        self._frame.tell(f"{clock}  {self._frame.say(code, **values)}", style=style)
