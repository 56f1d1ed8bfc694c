"""Over which channels a person is reached: first, waking, other; and who makes a telephone call."""

from __future__ import annotations

from collections.abc import Iterable

from calamiteit.core.contacts.directory import Person
from calamiteit.core.run.decide.turn import Circumstances
from calamiteit.core.run.state import Assignment, AssignmentState, Run

PHONE = "phone"
LOGGER = "logger"
"""The role that makes calls and writes down what was said (3-model, who may do what)."""


def channels(person: Person, how: str, available: frozenset[str]) -> list[str]:
    """The channels for `first`, `waking`, `rest`, `other` (both), `alarm` (first, waking), `used` (all)."""
    usable = [route for route in person.routes if route.channel != PHONE and route.channel in available]
    if not usable:
        return []
    first = usable[0].channel
    waking = [route.channel for route in usable if route.wakes and route.channel != first]
    rest = [route.channel for route in usable if not route.wakes and route.channel != first]
    return {
        "first": [first],
        "waking": waking,
        "rest": rest,
        "other": waking + rest,
        "alarm": [first, *waking],
        "used": [first, *waking, *rest],
    }[how]


NO_CHANNEL = "none"
"""The channel of a message that cannot go anywhere: it fails at once, and failing is acted upon."""


def none_left(person: Person, how: str) -> list[str]:
    """A first message to somebody without any channel has to fail visibly; the others have no place."""
    return [NO_CHANNEL] if how in ("first", "alarm") and person.route(PHONE) is None else []


def only_by_phone(person: Person, available: frozenset[str]) -> bool:
    """Whether nothing but a telephone call reaches this person."""
    return not channels(person, "used", available) and person.route(PHONE) is not None


def must_be_called(person: Person, available: frozenset[str]) -> bool:
    """Whether only a telephone call wakes this person."""
    wakes_by_message = any(r.wakes and r.channel != PHONE and r.channel in available for r in person.routes)
    return not wakes_by_message and person.route(PHONE) is not None


def caller(run: Run, around: Circumstances, about: str) -> str:
    """Who calls: the logger who answered in this run, else who started it; never who is to be called."""
    deputies = [candidate.alias for candidate in around.directory.candidates(LOGGER, around.now)]
    seen = [*_accepted(LOGGER, run, around), run.started_by, *deputies]
    return next((alias for alias in seen if alias != about and around.directory.person(alias)), "")


def people_of(roles: Iterable[str], run: Run, around: Circumstances) -> list[str]:
    """The people who hold roles in this run: who accepted one, else who would be asked now; each once."""
    found: dict[str, None] = {}
    for role in roles:
        now = [candidate.alias for candidate in around.directory.candidates(role, around.now)]
        for alias in (*_accepted(role, run, around), *now)[:1]:
            found[alias] = None
    return list(found)


def _accepted(role: str, run: Run, around: Circumstances) -> list[str]:
    """Who said yes for a role and did not give it back, the latest first; not who has left."""
    theirs = [a for a in reversed(run.assignments.values()) if role in a.roles and a.acknowledged_at]
    return [a.alias for a in theirs if not _gave_back(a) and around.directory.person(a.alias) is not None]


def _gave_back(assignment: Assignment) -> bool:
    return assignment.state is AssignmentState.DECLINED or assignment.why in ("reassigned", "handover")
