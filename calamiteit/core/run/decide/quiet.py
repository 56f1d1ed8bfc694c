"""Quiet hours: until when messages about a step wait, and which later moments move to the morning."""

from __future__ import annotations

from datetime import tzinfo

from calamiteit.core.playbook.plan import Quiet, QuietRule, Step
from calamiteit.core.run.decide.turn import Turn
from calamiteit.core.run.state import Occurrence
from calamiteit.core.time import Millis, next_local, to_local


def quiet_until(at: Millis, quiet: Quiet, zone: tzinfo) -> Millis | None:
    """The end of the quiet hours in which an instant lies, or None by day."""
    local = to_local(at, zone)
    minute = local.hour * 60 + local.minute
    if quiet.start <= quiet.end:
        is_quiet = quiet.start <= minute < quiet.end
    else:
        is_quiet = minute >= quiet.start or minute < quiet.end
    return next_local(at, quiet.end, zone) if is_quiet else None


def spares(step: Step, occurrence: Occurrence) -> bool:
    """Whether people are left in peace at night; not when somebody decided to wake them."""
    return step.quiet.rule is not QuietRule.IGNORE and occurrence.wake_decided is not True


def held_until(turn: Turn, step: Step, occurrence: Occurrence) -> Millis | None:
    """Until when a message that would go out now has to wait; None: it goes."""
    if not spares(step, occurrence):
        return None
    return quiet_until(turn.now, step.quiet, turn.around.zone)


def by_day(turn: Turn, step: Step, occurrence: Occurrence, at: Millis | None) -> Millis | None:
    """A moment at which somebody would be written to: the same, or the end of the quiet hours it lies in."""
    if at is None or not spares(step, occurrence):
        return at
    return quiet_until(at, step.quiet, turn.around.zone) or at
