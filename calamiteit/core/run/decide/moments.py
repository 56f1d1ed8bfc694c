"""When a step starts, repeats, reminds and is due: instants from the plan's forms of time."""

from __future__ import annotations

from datetime import date, timedelta

from calamiteit.core.playbook.conditions import judge
from calamiteit.core.playbook.plan import (
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
    Step,
)
from calamiteit.core.run.decide.turn import Turn
from calamiteit.core.run.state import Occurrence
from calamiteit.core.time import DAY, Millis, local_instant, next_local, to_local

REMIND_AT_PART = 0.75
"""The part of the time to a deadline after which the holder is reminded."""


def instant(turn: Turn, at: At | None) -> Millis | None:
    """The instant of a form of time, not before now; None while it cannot be known."""
    match at:
        case None:
            return turn.now
        case AtOffset(plus=plus):
            return max(turn.now, turn.run.started_at + plus)
        case AtAfter(step=step, plus=plus):
            ended = _ended_at(turn, step)
            return None if ended is None else max(turn.now, ended + plus)
        case AtLocal(minutes=minutes, day=None):
            return next_local(turn.now - 1, minutes, turn.around.zone)
        case AtLocal(minutes=minutes, day=day):
            first = to_local(turn.run.started_at, turn.around.zone).date()
            return max(turn.now, local_instant(first + timedelta(days=day or 0), minutes, turn.around.zone))
        case AtDate(parameter=parameter, minutes=minutes, plus_days=plus):
            return _on_date(turn, turn.run.parameter(parameter), minutes, plus)


def _ended_at(turn: Turn, step: str) -> Millis | None:
    found = turn.run.deciding(step, last=False)
    return found.ended_at if found else None


def _on_date(turn: Turn, value: object, minutes: int, plus_days: int) -> Millis | None:
    if not isinstance(value, str):
        return None
    day = date.fromisoformat(value) + timedelta(days=plus_days)
    return max(turn.now, local_instant(day, minutes, turn.around.zone))


def deadline(turn: Turn, step: Step, asked_at: Millis) -> Millis | None:
    """When work for which people are asked at `asked_at` has to be done: the earlier of `within` and `by`."""
    within = None if step.within is None else asked_at + step.within
    by = None if step.by is None else instant(turn, step.by)
    return min((moment for moment in (within, by) if moment is not None), default=None)


def reminder(now: Millis, due: Millis | None) -> Millis | None:
    """When the holder is reminded of a deadline."""
    return None if due is None or due <= now else now + int((due - now) * REMIND_AT_PART)


def next_occurrence(turn: Turn, repeat: Repeat, before: Occurrence) -> Millis | None:
    """When a step fires again after an occurrence, later than now; None when it has repeated enough."""
    if _enough(turn, repeat, before):
        return None
    anchor = before.planned_at if before.planned_at is not None else turn.now
    moment = _following(turn, repeat.every, anchor)
    while moment <= turn.now:
        moment = _following(turn, repeat.every, moment)
    if repeat.for_ is not None and moment > turn.run.started_at + repeat.for_:
        return None
    return moment


def _following(turn: Turn, every: Every, anchor: Millis) -> Millis:
    match every:
        case EveryInterval(interval=interval):
            missed = max(0, (turn.now - anchor) // interval)
            return anchor + (missed + 1) * interval
        case EveryDay(minutes=minutes):
            return next_local(max(anchor, turn.now), minutes, turn.around.zone)
        case EveryWeeks(weeks=weeks, weekday=weekday, minutes=minutes):
            return _weeks_later(turn, weeks, weekday, minutes, anchor)


def _weeks_later(turn: Turn, weeks: int, weekday: int, minutes: int, anchor: Millis) -> Millis:
    """The first such weekday and time after `weeks - 1` weeks: an anchor that was moved keeps the rhythm."""
    local = to_local(anchor, turn.around.zone)
    earliest = local.date() + timedelta(weeks=weeks - 1)
    day = earliest + timedelta(days=(weekday - earliest.weekday()) % 7)
    if day == earliest and minutes <= local.hour * 60 + local.minute:
        day += timedelta(weeks=1)
    return local_instant(day, minutes, turn.around.zone)


def _enough(turn: Turn, repeat: Repeat, before: Occurrence) -> bool:
    if repeat.at_most is not None and before.n >= repeat.at_most:
        return True
    return has_ended(turn, repeat)


def has_ended(turn: Turn, repeat: Repeat) -> bool:
    """Whether the step or condition that ends the repeating has come."""
    if repeat.until_step is not None and turn.run.outcome(repeat.until_step, last=False) is not None:
        return True
    return repeat.until is not None and judge(repeat.until, turn.run) is True


def date_first(turn: Turn) -> Millis:
    """When a date that is unknown at the trigger is asked for: not now, but the next morning at nine."""
    return local_instant(
        to_local(turn.now, turn.around.zone).date() + timedelta(days=1), 9 * 60, turn.around.zone
    )


def date_again(now: Millis) -> Millis:
    """When an unknown date is asked for again: each week (3-model, time)."""
    return now + 7 * DAY
