"""Over which channels a person is reached, and whether only a telephone call does it."""

from __future__ import annotations

from calamiteit.core.contacts.directory import Person

PHONE = "phone"


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


def only_by_phone(person: Person, available: frozenset[str]) -> bool:
    """Whether nothing but a telephone call reaches this person."""
    return not channels(person, "used", available) and person.route(PHONE) is not None


def must_be_called(person: Person, available: frozenset[str]) -> bool:
    """Whether only a telephone call wakes this person."""
    wakes_by_message = any(r.wakes and r.channel != PHONE and r.channel in available for r in person.routes)
    return not wakes_by_message and person.route(PHONE) is not None
