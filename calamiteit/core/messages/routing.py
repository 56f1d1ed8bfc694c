"""Who is written to about a run: the people of roles, and who calls somebody again."""

from __future__ import annotations

from collections.abc import Iterable

from calamiteit.core.contacts.directory import Person
from calamiteit.core.contacts.reaching import PHONE, only_by_phone
from calamiteit.core.run.decide.holders import LOGGER, accepted
from calamiteit.core.run.decide.turn import Circumstances
from calamiteit.core.run.state import Run

NO_CHANNEL = "none"
"""The channel of a message that cannot go anywhere: it fails at once, and failing is acted upon."""


def none_left(person: Person, how: str) -> list[str]:
    """A first message to somebody without any channel has to fail visibly; the others have no place."""
    return [NO_CHANNEL] if how in ("first", "alarm") and person.route(PHONE) is None else []


def caller(run: Run, around: Circumstances, about: str, available: frozenset[str]) -> str:
    """Who calls again: the logger who answered in this run, else who started it.

    Never who is to be called, nor somebody who would have to be called first.
    """
    deputies = [candidate.alias for candidate in around.directory.candidates(LOGGER, around.now)]
    for alias in (*accepted(LOGGER, run, around), run.started_by, *deputies):
        person = around.directory.person(alias)
        if alias != about and person is not None and not only_by_phone(person, available):
            return alias
    return ""


def people_of(roles: Iterable[str], run: Run, around: Circumstances) -> list[str]:
    """The people who hold roles in this run: who accepted one, else who would be asked now; each once."""
    found: dict[str, None] = {}
    for role in roles:
        now = [candidate.alias for candidate in around.directory.candidates(role, around.now)]
        for alias in (*accepted(role, run, around), *now)[:1]:
            found[alias] = None
    return list(found)
