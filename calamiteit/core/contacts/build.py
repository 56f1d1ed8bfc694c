"""From the checked files to the Directory that a run asks."""

from __future__ import annotations

from datetime import tzinfo
from types import MappingProxyType

from calamiteit.core.contacts.acts import OTHER
from calamiteit.core.contacts.authoring import ChannelEntry, Contacts, PersonEntry
from calamiteit.core.contacts.directory import Directory, HelpRoute, Partner, Person, RoleHolders, Route
from calamiteit.core.contacts.rota import build_rota
from calamiteit.core.contacts.scalars import words_of


def build_directory(contacts: Contacts, zone: tzinfo, content: str = "") -> Directory:
    """The picture of these files; `content` is the hash of what they were read from."""
    return Directory(
        hash=content,
        people=MappingProxyType({alias: _person(alias, entry) for alias, entry in contacts.people.items()}),
        roles=MappingProxyType(
            {
                role: RoleHolders(role=role, title=words_of(entry.title), people=entry.people)
                for role, entry in contacts.roles.items()
            }
        ),
        rota=build_rota(contacts.rota, zone),
        partners=MappingProxyType(_partners(contacts)),
        help_routes=MappingProxyType(_help_routes(contacts)),
        neighbourhoods=MappingProxyType(
            {code: words_of(entry.name) for code, entry in contacts.neighbourhoods.items()}
        ),
        area_managers=MappingProxyType(
            {code: entry.area_manager or "" for code, entry in contacts.neighbourhoods.items()}
        ),
        teams=MappingProxyType({team: entry.roles for team, entry in contacts.teams.items()}),
        authority=MappingProxyType(
            {"*" if act == OTHER else act: roles for act, roles in contacts.authority.items()}
        ),
    )


def _person(alias: str, entry: PersonEntry) -> Person:
    return Person(
        alias=alias,
        name=entry.name,
        function=entry.function,
        domain=entry.domain or "",
        language=entry.language or "",
        languages=entry.languages,
        routes=tuple(_route(channel) for channel in entry.channels),
        verified=entry.verified or "",
        municipality=entry.municipality or "",
    )


def _route(entry: ChannelEntry) -> Route:
    return Route(channel=entry.channel, address=entry.address, wakes=entry.wakes)


def _partners(contacts: Contacts) -> dict[str, Partner]:
    return {
        key: Partner(
            id=key,
            title=words_of(entry.title),
            number=entry.number or "",
            mail=entry.mail or "",
            contact=entry.contact,
        )
        for key, entry in contacts.partners.items()
    }


def _help_routes(contacts: Contacts) -> dict[str, HelpRoute]:
    return {
        key: HelpRoute(
            id=key,
            title=words_of(entry.title),
            number=entry.number or "",
            url=entry.url or "",
            hours=entry.hours or "",
            verified=entry.verified or "",
        )
        for key, entry in contacts.help_routes.items()
    }
