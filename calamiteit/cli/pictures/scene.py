"""What a picture of a run draws from: the run, its plan, and words for people, steps and moments."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from calamiteit.core.errors import CalamiteitError
from calamiteit.core.run.views import StatusView, status
from calamiteit.core.time import DAY, HOUR, MINUTE, WEEK, Millis, show_duration, show_time

if TYPE_CHECKING:
    from calamiteit.cli.frame import Frame
    from calamiteit.core.contacts.directory import Directory
    from calamiteit.core.playbook.plan import Plan
    from calamiteit.core.run.state import Run


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One run at one moment, for one reader."""

    frame: Frame
    plan: Plan
    run: Run
    view: StatusView
    directory: Directory

    @staticmethod
    def of(frame: Frame, run_id: str) -> Scene:
        """The run as it is now. Raises UnknownName."""
        window = frame.window
        pinned, run = window.runs.look(run_id)
        view = status(pinned.plan, run, window.clock.now())
        return Scene(frame=frame, plan=pinned.plan, run=run, view=view, directory=known_people(frame))

    def say(self, code: str, /, **values: object) -> str:
        """A sentence in the reader's language."""
        return self.frame.say(code, **values)

    def step(self, id: str) -> str:
        """The title of a step."""
        found = self.plan.steps.get(id) or self.run.added.get(id)
        if found is None:
            return id
        window = self.frame.window
        return window.voice.title(self.run, found, self.frame.language, window.store.open_text)

    def role(self, id: str) -> str:
        """The title of a role."""
        return self.frame.window.voice.role(self.plan, self.directory, id, self.frame.language)

    def who(self, alias: str, roles: Iterable[str]) -> str:
        """`curlew (decider)`."""
        held = ", ".join(roles)
        return f"{alias} ({held})" if held else alias

    def at(self, instant: Millis | None) -> str:
        """Local time, with the date when not today."""
        return "" if instant is None else show_time(instant, self.frame.window.zone, self.view.now)

    def ago(self, instant: Millis) -> str:
        """How long since, in whole minutes: `12m`, `1h5m`."""
        return span(self.view.now - instant)


def span(duration: Millis) -> str:
    """A duration that is read at a glance: in minutes, from a day on in hours, from a week on in days."""
    unit = MINUTE if duration < DAY else HOUR if duration < WEEK else DAY
    days = max(0, duration) // DAY
    return f"{days}d" if unit is DAY else show_duration(max(0, duration) // unit * unit)


def known_people(frame: Frame) -> Directory:
    """The directory; an empty one when the contact files cannot be read, so that a picture can be drawn."""
    from calamiteit.core.contacts.directory import Directory

    try:
        return frame.window.directory.current()
    except CalamiteitError:
        return Directory(hash="")
