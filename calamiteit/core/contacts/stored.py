"""The checked directory as plain JSON values and back, fast: thousands of people need no second check."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, replace
from datetime import tzinfo
from types import MappingProxyType
from typing import Any

from calamiteit.core.contacts.directory import (
    Directory,
    Duty,
    HelpRoute,
    NoRota,
    Partner,
    Person,
    RoleHolders,
    Route,
)
from calamiteit.core.contacts.rota import WeekDuty, WeeklyRota
from calamiteit.core.plain import Plain

FORM = 2
"""Changes with each change of this form or of the checks, so that an older stored copy is not used."""

_PLAIN = Plain(Duty, HelpRoute, Partner, RoleHolders, WeekDuty)
_ROW = [str, str, str, str, str, list, str, str, list]
_MAPPINGS = tuple(field.name for field in fields(Directory) if field.name not in ("hash", "people", "rota"))


def to_stored(directory: Directory, zone: tzinfo) -> dict[str, Any]:
    """Plain values, from which `from_stored` makes the same directory."""
    rota = directory.rota
    return {
        "form": FORM,
        "zone": str(zone),
        "people": [_row(person) for person in directory.people.values()],
        "rota": [_PLAIN.write(rota.weekly), _PLAIN.write(rota.exceptions)]
        if isinstance(rota, WeeklyRota)
        else None,
        **{name: _PLAIN.write(getattr(directory, name)) for name in _MAPPINGS},
    }


def from_stored(stored: dict[str, Any], zone: tzinfo, content: str) -> Directory:
    """The directory; KeyError, TypeError or ValueError for what `to_stored` did not make in this zone."""
    if stored["form"] != FORM or stored["zone"] != str(zone):
        raise ValueError("the stored copy has another form, or its instants are of another zone")
    mappings: dict[str, Any] = {name: MappingProxyType(_PLAIN.read(stored[name])) for name in _MAPPINGS}
    directory = Directory(
        hash=content, people=StoredPeople(stored["people"]), rota=_rota(stored["rota"], zone)
    )
    return replace(directory, **mappings)


class StoredPeople(Mapping[str, Person]):
    """People who become records when somebody asks for them: of thousands a command needs a few."""

    def __init__(self, rows: Iterable[list[Any]]) -> None:
        """ValueError for rows that `to_stored` did not make."""
        self._rows = {row[0]: row for row in rows if _is_row(row)}
        self._known: dict[str, Person] = {}

    def __getitem__(self, alias: str) -> Person:
        known = self._known.get(alias)
        if known is None:
            known = self._known[alias] = _person(self._rows[alias])
        return known

    def __contains__(self, alias: object) -> bool:
        return alias in self._rows

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


def _is_row(row: list[Any]) -> bool:
    """True; ValueError for another form, at once and not when the person is looked for."""
    if [type(value) for value in row] != _ROW:
        raise ValueError("the stored copy holds a person of another form")
    return True


def _rota(stored: list[Any] | None, zone: tzinfo) -> WeeklyRota | NoRota:
    if stored is None:
        return NoRota()
    weekly, exceptions = stored
    return WeeklyRota(weekly=_PLAIN.read(weekly), exceptions=_PLAIN.read(exceptions), zone=zone)


def _row(person: Person) -> list[Any]:
    return [
        person.alias,
        person.name,
        person.function,
        person.domain,
        person.language,
        list(person.languages),
        person.verified,
        person.municipality,
        [[route.channel, route.address, route.wakes] for route in person.routes],
    ]


def _person(row: list[Any]) -> Person:
    alias, name, function, domain, language, languages, verified, municipality, routes = row
    return Person(
        alias=alias,
        name=name,
        function=function,
        domain=domain,
        language=language,
        languages=tuple(languages),
        routes=tuple(
            Route(channel=channel, address=address, wakes=wakes) for channel, address, wakes in routes
        ),
        verified=verified,
        municipality=municipality,
    )
