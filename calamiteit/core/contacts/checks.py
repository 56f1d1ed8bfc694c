"""Checks whether the people of the contact files can be reached, and what else a planner should mend."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, tzinfo

from calamiteit.core.contacts.acts import ACTS, OTHER
from calamiteit.core.contacts.authoring import Contacts
from calamiteit.core.contacts.cover import weak_pairs
from calamiteit.core.contacts.references import check_references
from calamiteit.core.contacts.rota_checks import check_rota
from calamiteit.core.problems import Path, Problem, Severity

VERIFIED_WITHIN_DAYS = 90


def check_directory(
    contacts: Contacts,
    *,
    today: date,
    zone: tzinfo,
    critical_roles: Collection[str] = (),
    languages: Sequence[str] = (),
    channels: Collection[str] | None = None,
) -> list[Problem]:
    """Every problem of the files together; the first key of a problem's path is a section of Contacts.

    `critical_roles` come from the playbooks, `languages` and the names in `channels` from the settings.
    """
    return [
        *check_references(contacts, channels),
        *_roles(contacts),
        *_critical(contacts, critical_roles),
        *_two_away(contacts),
        *_people(contacts),
        *_unverified(contacts, today),
        *_authority(contacts),
        *_partners(contacts),
        *_missing_languages(contacts, languages),
        *check_rota(contacts, zone),
    ]


def _warning(what: str, path: Path, code: str) -> Problem:
    return Problem(what=what, path=path, code=code, severity=Severity.WARNING)


def _roles(contacts: Contacts) -> Iterator[Problem]:
    for role, entry in contacts.roles.items():
        path: Path = ("roles", role)
        if not entry.people:
            yield Problem(what=f"nobody holds the role '{role}'", path=path, code="nobody")
        elif not entry.holder:
            yield _warning(f"the role '{role}' has no holder; the first deputy counts", path, "vacant")
        elif not entry.deputies:
            what = f"the role '{role}' has no deputy; somebody of a neighbouring municipality may be one"
            yield _warning(what, path, "no-deputy")


def _critical(contacts: Contacts, critical_roles: Collection[str]) -> Iterator[Problem]:
    for role in sorted(critical_roles):
        if role not in contacts.roles:
            yield Problem(
                what=f"a playbook needs the critical role '{role}', which is not listed", path=("roles",),
                code="critical-role",
            )  # fmt: skip
        elif contacts.roles[role].people and not any(
            _wakes(contacts, alias) for alias in _asked(contacts, role)
        ):
            yield Problem(
                what=f"nobody in the critical role '{role}' has a channel that wakes; mark one: wakes: true",
                path=("roles", role),
                code="no-waking-channel",
            )


def _two_away(contacts: Contacts) -> Iterator[Problem]:
    """Double roles that stand in for each other: two ill people may empty several roles at once."""
    asked = {role: _asked(contacts, role) for role in contacts.roles}
    for one, other, lost in weak_pairs(asked):
        what = (
            f"when '{one}' and '{other}' are both away, nobody is left for {', '.join(lost)}; "
            "add a deputy, perhaps of a neighbouring municipality"
        )
        yield _warning(what, ("roles", lost[0]), "two-away")


def _asked(contacts: Contacts, role: str) -> list[str]:
    """Everybody who may be asked for a role: by rota, as holder, as deputy."""
    rota = contacts.rota.get(role)
    if rota is None:
        return [*contacts.roles[role].people]
    by_rota = [*(duty.who for duty in rota.weekly), *(duty.who for duty in rota.exceptions)]
    return [*contacts.roles[role].people, *by_rota]


def _wakes(contacts: Contacts, alias: str) -> bool:
    person = contacts.people.get(alias)
    return person is not None and any(channel.wakes for channel in person.channels)


def _people(contacts: Contacts) -> Iterator[Problem]:
    if not contacts.people:
        yield Problem(what="there are no people", path=("people",), code="nobody")
    in_use = {alias for role in contacts.roles for alias in _asked(contacts, role)}
    in_use |= {entry.area_manager for entry in contacts.neighbourhoods.values() if entry.area_manager}
    for alias, person in contacts.people.items():
        path: Path = ("people", alias)
        if alias not in in_use:
            what = f"'{alias}' has no role: remove this person (contacts forget {alias}) or give a role"
            yield _warning(what, path, "no-role")
        if not any(channel.wakes for channel in person.channels):
            what = f"'{alias}' cannot be woken at night; mark one channel with wakes: true"
            yield _warning(what, (*path, "channels"), "not-waking")


def _unverified(contacts: Contacts, today: date) -> Iterator[Problem]:
    for alias, person in contacts.people.items():
        yield from _stale(person.verified, today, ("people", alias))
    for key, route in contacts.help_routes.items():
        yield from _stale(route.verified, today, ("help_routes", key))


def _stale(verified: str | None, today: date, path: Path) -> Iterator[Problem]:
    if verified is None:
        yield _warning("never verified; call, then write the date under 'verified'", path, "unverified")
        return
    days = (today - date.fromisoformat(verified)).days
    path = (*path, "verified")
    if days < 0:
        yield _warning(f"{verified} lies in the future", path, "unverified")
    elif days > VERIFIED_WITHIN_DAYS:
        what = f"verified {days} days ago; every {VERIFIED_WITHIN_DAYS} days is the rule"
        yield _warning(what, path, "unverified")


def _authority(contacts: Contacts) -> Iterator[Problem]:
    for act in (*ACTS, OTHER):
        if act in contacts.authority and not contacts.authority[act]:
            yield Problem(what=f"no role may {act}", path=("authority", act), code="authority")
    unlisted = [act for act in ACTS if act not in contacts.authority]
    if unlisted and OTHER not in contacts.authority:
        yield Problem(
            what=f"nobody may {', '.join(unlisted)}; list them, or give '{OTHER}' for the acts not listed",
            path=("authority",),
            code="authority",
        )
    for act, roles in contacts.authority.items():
        people = {alias for role in roles if role in contacts.roles for alias in _asked(contacts, role)}
        if len(people) == 1:
            yield _warning(f"only one person may {act}; name a second role", ("authority", act), "one-person")


def _partners(contacts: Contacts) -> Iterator[Problem]:
    for key, partner in contacts.partners.items():
        if not partner.number and not partner.mail:
            yield Problem(what="give a number or a mail address", path=("partners", key), code="no-address")
    for key, route in contacts.help_routes.items():
        if not route.number and not route.url:
            yield Problem(what="give a number or a page (url)", path=("help_routes", key), code="no-address")


def _missing_languages(contacts: Contacts, languages: Sequence[str]) -> Iterator[Problem]:
    for path, title in _titles(contacts):
        if isinstance(title, str):
            continue
        missing = [language for language in languages if language not in title]
        if missing:
            yield _warning(f"the text in {', '.join(missing)} is missing", path, "missing-language")


def _titles(contacts: Contacts) -> Iterator[tuple[Path, str | Mapping[str, str]]]:
    for role, entry in contacts.roles.items():
        yield ("roles", role, "title"), entry.title
    for team, group in contacts.teams.items():
        yield ("teams", team, "title"), group.title
    for key, partner in contacts.partners.items():
        yield ("partners", key, "title"), partner.title
    for key, route in contacts.help_routes.items():
        yield ("help_routes", key, "title"), route.title
    for code, neighbourhood in contacts.neighbourhoods.items():
        yield ("neighbourhoods", code, "name"), neighbourhood.name
