"""When something happens, as a planner wrote it, in words: moments, repeats, conditions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, assert_never

from calamiteit.core.playbook import conditions as k
from calamiteit.core.playbook.plan import (
    After,
    At,
    AtAfter,
    AtDate,
    AtLocal,
    AtOffset,
    Every,
    EveryDay,
    EveryInterval,
    EveryWeeks,
    Repeat,
)
from calamiteit.core.time import show_clock, show_duration

if TYPE_CHECKING:
    from calamiteit.cli.frame import Frame


def moment_words(frame: Frame, at: At) -> str:
    """`+30m`, `day 1 at 09:00`, `2h after first-meeting`."""
    match at:
        case AtOffset(plus=plus):
            return f"+{show_duration(plus)}"
        case AtAfter(step=step, plus=plus):
            return frame.say("plan.moment.after", plus=show_duration(plus), step=step)
        case AtLocal(minutes=minutes, day=None):
            return frame.say("plan.moment.next", clock=show_clock(minutes))
        case AtLocal(minutes=minutes, day=day):
            return frame.say("plan.moment.day", day=day, clock=show_clock(minutes))
        case AtDate(parameter=parameter, minutes=minutes, plus_days=0):
            return frame.say("plan.moment.date", parameter=parameter, clock=show_clock(minutes))
        case AtDate(parameter=parameter, minutes=minutes, plus_days=days):
            moved = f"{parameter} {days:+d}d"
            return frame.say("plan.moment.date", parameter=moved, clock=show_clock(minutes))
        case _:
            assert_never(at)


def every_words(frame: Frame, every: Every) -> str:
    """`every 2h`, `every day at 10:00`, `every 6 weeks on Tuesday at 19:00`."""
    match every:
        case EveryInterval(interval=interval):
            return frame.say("plan.every.interval", interval=show_duration(interval))
        case EveryDay(minutes=minutes):
            return frame.say("plan.every.day", clock=show_clock(minutes))
        case EveryWeeks(weeks=weeks, weekday=weekday, minutes=minutes):
            on = frame.say(f"plan.weekday.{weekday}")
            return frame.say("plan.every.weeks", count=weeks, weekday=on, clock=show_clock(minutes))
        case _:
            assert_never(every)


def repeat_words(frame: Frame, repeat: Repeat) -> str:
    """How a step repeats, and what ends that."""
    return ", ".join([every_words(frame, repeat.every), *_ends(frame, repeat)])


def _ends(frame: Frame, repeat: Repeat) -> Iterator[str]:
    if repeat.for_ is not None:
        yield frame.say("plan.until.length", length=show_duration(repeat.for_))
    if repeat.until_step is not None:
        yield frame.say("plan.until.what", what=repeat.until_step)
    if repeat.until is not None:
        yield frame.say("plan.until.what", what=condition_words(frame, repeat.until))
    if repeat.at_most is not None:
        yield frame.say("plan.until.most", count=repeat.at_most)


def after_words(after: After) -> str:
    """`first-meeting`, `first-meeting = done`."""
    return after.step if after.outcome is None else f"{after.step} = {after.outcome}"


def condition_words(frame: Frame, condition: k.Condition) -> str:
    """`severity = large and not (voice = own)`: the names of the playbook, joined in words."""
    match condition:
        case k.All(parts=parts):
            return f" {frame.say('plan.condition.all')} ".join(_part(frame, part) for part in parts)
        case k.Any(parts=parts):
            return f" {frame.say('plan.condition.any')} ".join(_part(frame, part) for part in parts)
        case k.Not(part=part):
            return frame.say("plan.condition.not", what=condition_words(frame, part))
        case k.ParameterIs(parameter=name, values=values):
            return f"{name} = {' / '.join(str(value) for value in values)}"
        case k.DecisionIs(decision=name, options=options):
            return f"{name} = {' / '.join(options)}"
        case k.StepOutcome(step=name, outcome=outcome):
            return f"{name} = {outcome}"
        case _:
            assert_never(condition)


def _part(frame: Frame, condition: k.Condition) -> str:
    words = condition_words(frame, condition)
    return f"({words})" if isinstance(condition, k.All | k.Any) else words
