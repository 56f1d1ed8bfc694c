"""Checks that the contact files agree with each other: known names, aliases that tell nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from calamiteit.core.contacts.authoring import OWN_CHANNELS, Contacts
from calamiteit.core.contacts.refused import folded, refused_text, words_in
from calamiteit.core.errors import listed, nearest
from calamiteit.core.problems import Path, Problem, Severity

RESERVED_ALIASES = ("engine", "scenario", "nobody", "none", "officer", "all", "any", "other")
RESERVED_ROLES = ("team", "officer", "all", "any", "nobody", "none", "other")
PARTICLES = ("van", "von", "den", "der", "ter", "ten", "het", "del", "las", "los", "abu", "ibn", "bin", "ben")
SHORTEST_PART = 4
"""Letters of a name that give somebody away inside a longer word."""


def check_references(contacts: Contacts, channels: Collection[str] | None = None) -> list[Problem]:
    """Every problem that leaves open who is meant; a problem's path starts with a section of Contacts.

    `channels` are the names of the channels in the settings; None: not known here, each name is taken.
    """
    found = [
        *_unknown(contacts),
        *_aliases(contacts),
        *_persons(contacts),
        *_doubles_in_roles(contacts),
        *_doubles_of_partners(contacts),
        *_same_address(contacts),
    ]
    if channels is not None:
        found += _unknown_channels(contacts, (*OWN_CHANNELS, *channels))
    return found


def _unknown(contacts: Contacts) -> Iterator[Problem]:
    people, roles = contacts.people, contacts.roles
    either = (*people, *roles)
    for path, name in _aliases_named(contacts):
        if name not in people:
            yield _missing("person", name, people, path)
    for path, name in _roles_named(contacts):
        if name not in roles:
            yield _missing("role", name, roles, path)
    for code, neighbourhood in contacts.neighbourhoods.items():
        if (manager := neighbourhood.area_manager) and manager not in either:
            yield _missing("person or role", manager, either, ("neighbourhoods", code, "area_manager"))
    for alias, person in people.items():
        if (admitter := person.admitted_by) and admitter not in either:
            yield _missing("person or role", admitter, either, ("people", alias, "admitted_by"))


def _aliases_named(contacts: Contacts) -> Iterator[tuple[Path, str]]:
    for role, entry in contacts.roles.items():
        if entry.holder:
            yield ("roles", role, "holder"), entry.holder
        for position, alias in enumerate(entry.deputies):
            yield ("roles", role, "deputies", position), alias
    for role, rota in contacts.rota.items():
        for position, stretch in enumerate(rota.weekly):
            yield ("rota", role, "weekly", position, "who"), stretch.who
        for position, exception in enumerate(rota.exceptions):
            yield ("rota", role, "exceptions", position, "who"), exception.who


def _roles_named(contacts: Contacts) -> Iterator[tuple[Path, str]]:
    for team, entry in contacts.teams.items():
        for position, role in enumerate(entry.roles):
            yield ("teams", team, "roles", position), role
    for role in contacts.rota:
        yield ("rota", role), role
    for key, partner in contacts.partners.items():
        yield ("partners", key, "contact"), partner.contact
    for act, roles in contacts.authority.items():
        for position, role in enumerate(roles):
            yield ("authority", act, position), role


def _missing(what: str, name: str, known: Collection[str], path: Path) -> Problem:
    return Problem(
        what=f"there is no {what} '{name}'{listed(name, known)}",
        path=path,
        hint=nearest(name, known),
        code="unknown-name",
    )


def _aliases(contacts: Contacts) -> Iterator[Problem]:
    for alias, person in contacts.people.items():
        path: Path = ("people", alias)
        if alias in RESERVED_ALIASES:
            yield Problem(what=f"'{alias}' means something to the program; take another alias", path=path,
                          code="alias")  # fmt: skip
        if alias in contacts.roles:
            yield Problem(what=f"'{alias}' is a role as well; take another alias", path=path, code="alias")
        if gives_away(alias, person.name):
            yield Problem(
                what="the alias gives the name away; take a neutral word, such as a bird",
                path=path,
                code="alias",
            )
    for role in contacts.roles:
        if role in RESERVED_ROLES:
            yield Problem(what=f"'{role}' means something to the program; take another name",
                          path=("roles", role), code="role-name")  # fmt: skip


def gives_away(alias: str, name: str) -> bool:
    """Whether an alias is, or holds, a part of the name, or is a part of it."""
    in_alias = set(words_in(alias))
    in_name = [word for word in words_in(name) if len(word) > 2 and word not in PARTICLES]
    if in_alias & set(in_name):
        return True
    if any(len(word) >= SHORTEST_PART and word in alias for word in in_name):
        return True
    joined = "".join(words_in(name))
    return any(len(word) >= SHORTEST_PART and word in joined for word in in_alias)


def _persons(contacts: Contacts) -> Iterator[Problem]:
    """Free text about people holds nothing of what is never stored."""
    for alias, person in contacts.people.items():
        yield from _refused(alias, ("people", alias))
        yield from _refused(person.function, ("people", alias, "function"))
        yield from _refused(person.municipality or "", ("people", alias, "municipality"))
    for role, entry in contacts.roles.items():
        yield from _refused(role, ("roles", role))
        titles = (entry.title,) if isinstance(entry.title, str) else entry.title.values()
        for title in titles:
            yield from _refused(title, ("roles", role, "title"))


def _refused(text: str, path: Path) -> Iterator[Problem]:
    if refusal := refused_text(text):
        yield Problem(what=str(refusal), path=path, code="refused")


def _doubles_in_roles(contacts: Contacts) -> Iterator[Problem]:
    for role, entry in contacts.roles.items():
        for position, alias in enumerate(entry.deputies):
            path: Path = ("roles", role, "deputies", position)
            if alias == entry.holder:
                yield Problem(what=f"'{alias}' is the holder and cannot be the deputy too", path=path,
                              code="double")  # fmt: skip
            elif alias in entry.deputies[:position]:
                yield Problem(what=f"'{alias}' is listed twice", path=path, code="double")


def _doubles_of_partners(contacts: Contacts) -> Iterator[Problem]:
    """An organisation has exactly one contact with us: the same number may not stand under two partners."""
    first: dict[tuple[str, str], str] = {}
    for key, partner in contacts.partners.items():
        for field, address in (("number", partner.number), ("mail", partner.mail)):
            other = first.setdefault((field, comparable(address)), key) if address else key
            if other != key and contacts.partners[other].contact != partner.contact:
                what = f"'{other}' has the same {field} and another contact of ours; keep exactly one contact"
                yield Problem(what=what, path=("partners", key, field), code="double")


def _same_address(contacts: Contacts) -> Iterator[Problem]:
    first: dict[tuple[str, str], tuple[str, int]] = {}
    for alias, person in contacts.people.items():
        for position, entry in enumerate(person.channels):
            place = (alias, position)
            other, _ = first.setdefault((entry.channel, comparable(entry.address)), place)
            if first[(entry.channel, comparable(entry.address))] != place:
                yield _shared(alias, other, entry.channel, ("people", alias, "channels", position, "address"))


def _shared(alias: str, other: str, channel: str, path: Path) -> Problem:
    if alias == other:
        return Problem(what=f"this {channel} address is given twice", path=path, code="double")
    if channel in ("slack", "mail"):
        what = f"'{other}' has the same {channel} address: an answer could be from either of them"
        return Problem(what=what, path=path, code="double")
    what = f"'{other}' has the same {channel} address: who answers is not known"
    return Problem(what=what, path=path, code="double", severity=Severity.WARNING)


def comparable(address: str) -> str:
    """An address without what makes the same one look different: case, blanks, hyphens, brackets."""
    plain = folded(address)
    if "@" in plain:
        return plain.strip()
    for mark in " -().":
        plain = plain.replace(mark, "")
    return plain


def _unknown_channels(contacts: Contacts, channels: Collection[str]) -> Iterator[Problem]:
    for alias, person in contacts.people.items():
        for position, entry in enumerate(person.channels):
            if entry.channel not in channels:
                path: Path = ("people", alias, "channels", position, "channel")
                yield _missing("channel", entry.channel, channels, path)
