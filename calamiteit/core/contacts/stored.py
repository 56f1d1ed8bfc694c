"""The checked contacts as plain JSON values and back, fast: thousands of people need no second check."""

from __future__ import annotations

from dataclasses import replace
from datetime import tzinfo
from types import MappingProxyType
from typing import Any

from calamiteit.core.contacts.authoring import Contacts
from calamiteit.core.contacts.build import build_directory
from calamiteit.core.contacts.directory import Directory, Person, Route

FORM = 1
"""Changes with each change of this form or of the checks, so that an older stored copy is not used."""


def to_stored(contacts: Contacts, zone: tzinfo) -> dict[str, Any]:
    """Plain values, from which `from_stored` makes the directory that these contacts build."""
    people = build_directory(contacts, zone).people.values()
    return {
        "form": FORM,
        "people": [_row(person) for person in people],
        "rest": contacts.model_dump(mode="json", by_alias=True, exclude={"people"}),
    }


def from_stored(stored: dict[str, Any], zone: tzinfo, content: str) -> Directory:
    """The directory; KeyError, TypeError or ValueError when this is not what `to_stored` made."""
    if stored["form"] != FORM:
        raise ValueError("the stored copy has another form")
    directory = build_directory(Contacts.model_validate(stored["rest"]), zone, content)
    people = {row[0]: _person(row) for row in stored["people"]}
    return replace(directory, people=MappingProxyType(people))


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
