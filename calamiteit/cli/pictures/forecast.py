"""What a playbook would do if it were triggered: when, who, what, over which channels."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from calamiteit.cli.moments import read_moment
from calamiteit.cli.parameters import filled_in
from calamiteit.cli.pictures.grid import grid
from calamiteit.cli.pictures.timing import every_words
from calamiteit.core.playbook.plan import Plan, in_language
from calamiteit.core.run import commands as c
from calamiteit.core.run.decide import Circumstances
from calamiteit.core.time import DAY, Millis, show_time
from calamiteit.engine.previewing import UNSEEN, Foreseen, preview

if TYPE_CHECKING:
    from calamiteit.cli.frame import Frame
    from calamiteit.engine.previewing import Preview
    from calamiteit.engine.triggering import Prepared


def forecast_picture(
    frame: Frame, playbook: str, given: tuple[str, ...], at: str | None, days: int
) -> RenderableType:
    """The plan as a timetable. Raises UnknownName or BadInput for what was filled in wrongly."""
    place = frame.app.place
    prepared = frame.app.triggering.prepare(
        playbook, filled_in(frame, playbook, given), (), language=frame.language
    )
    now = time.time_ns() // 1_000_000
    moment = read_moment(at, now, place.zone) if at else now
    around = Circumstances(
        now=moment, zone=place.zone, directory=place.directory.current(), actor=frame.app.actor(frame.alias)
    )
    plan = prepared.pinned.plan
    found = preview(plan, _start(frame, prepared), around, place.channels, until=moment + days * DAY)
    return _drawn(frame, plan, found, moment)


def _start(frame: Frame, prepared: Prepared) -> c.Start:
    place = frame.app.place
    return c.Start(
        run="preview",
        mode=place.mode.value,
        plan_hash=prepared.pinned.hash,
        values=prepared.values,
        texts=dict.fromkeys(prepared.texts, UNSEEN),
        languages=place.voice.languages,
    )


def _drawn(frame: Frame, plan: Plan, found: Preview, moment: Millis) -> RenderableType:
    zone = frame.workspace.basics.tz
    title = in_language(plan.title, frame.language)
    head = frame.say("plan.title", title=title, time=show_time(moment, zone, 0))
    columns = [frame.say(f"plan.{name}") for name in ("when", "what", "who", "channels", "due")]
    rows = [_row(frame, plan, lines, moment) for lines in _together(plan, found.steps)]
    parts: list[RenderableType] = [Text(head, style="bold"), grid(columns, rows)]
    others = (
        ("plan.later", found.later),
        ("plan.left-out", found.left_out),
        ("plan.standby", found.never),
    )
    for code, steps in others:
        if steps:
            titles = ", ".join(in_language(plan.steps[step].title, frame.language) for step in steps)
            parts.append(Text.assemble((f"{frame.say(code)}: ", "bold"), titles))
    return Group(*parts, Text(frame.say("plan.usual"), style="dim"))


def _together(plan: Plan, steps: Sequence[Foreseen]) -> list[list[Foreseen]]:
    """The firings of a step that repeats stand on one line, at the place of the first."""
    found: dict[object, list[Foreseen]] = {}
    for line in steps:
        repeats = plan.steps[line.step].repeat is not None
        found.setdefault(line.step if repeats else (line.step, line.n), []).append(line)
    return list(found.values())


def _row(frame: Frame, plan: Plan, lines: Sequence[Foreseen], moment: Millis) -> tuple[str, ...]:
    zone, line = frame.workspace.basics.tz, lines[0]
    people = [f"{one.alias} ({', '.join(one.roles)})" for one in line.asked]
    people += [f"{frame.say('plan.nobody')} ({role})" for role in line.unfilled]
    people += _also(frame, lines)
    channels = dict.fromkeys(channel for one in line.asked for channel in one.channels)
    return (
        show_time(line.at, zone, moment),
        _what(frame, plan, lines, moment),
        ", ".join(people) or line.linked,
        ", ".join(channels),
        show_time(line.due, zone, moment) if line.due is not None else "",
    )


def _what(frame: Frame, plan: Plan, lines: Sequence[Foreseen], moment: Millis) -> str:
    """The title, with the repeat and how often that is in the days that are looked at."""
    line, step = lines[0], plan.steps[lines[0].step]
    title = in_language(step.title, frame.language)
    if step.repeat is None:
        return title if line.n == 1 else f"{title} #{line.n}"
    every = every_words(frame, step.repeat.every)
    until = show_time(lines[-1].at, frame.workspace.basics.tz, moment)
    return f"{title} ({frame.say('plan.repeats', every=every, count=len(lines), until=until)})"


def _also(frame: Frame, lines: Sequence[Foreseen]) -> list[str]:
    """Who is asked only at a later firing: the rota changes."""
    first = {one.alias for one in lines[0].asked}
    later = dict.fromkeys(one.alias for line in lines[1:] for one in line.asked if one.alias not in first)
    return [frame.say("plan.also", people=", ".join(later))] if later else []
