"""Who can be asked at this moment: the checked contact files, frozen, as the run sees them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from calamiteit.core.time import Millis

FILE_NAMES = (
    "people.yaml",
    "roles.yaml",
    "rota.yaml",
    "partners.yaml",
    "help-routes.yaml",
    "neighbourhoods.yaml",
    "authority.yaml",
)
"""The files in which all of it is written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One way to reach a person. `address` is personal: read at the moment of sending, never stored."""

    channel: str
    """slack, mail, phone, or the name of a channel in the settings (sms, ntfy, signal)."""
    address: str
    wakes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Someone who may be asked. `name` is personal: it never enters a message, a log line or an event."""

    alias: str
    name: str
    function: str
    domain: str = ""
    language: str = ""
    """The language in which the program writes to this person; empty for the first of the workspace."""
    languages: tuple[str, ...] = ()
    """Languages in which this person can help others; never counted per person."""
    routes: tuple[Route, ...] = ()
    verified: str = ""
    """Date of the last verification, ISO, or empty."""
    municipality: str = ""
    """Empty for one's own; the name of a neighbouring municipality for a deputy from there."""

    def waking_routes(self) -> tuple[Route, ...]:
        """The channels that wake this person, the phone included."""
        return tuple(route for route in self.routes if route.wakes)

    def route(self, channel: str) -> Route | None:
        """This person's route on a channel."""
        return next((route for route in self.routes if route.channel == channel), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One person who could hold a role now, and by which rule."""

    alias: str
    rule: str
    """`rota`, `holder`, `deputy 1`, `deputy 2`, ... or `by hand`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """A stretch of time in which one person has the duty of a role."""

    alias: str
    start: Millis
    end: Millis


class Rota(Protocol):
    """Who is on duty for a role at an instant."""

    def on_duty(self, role: str, at: Millis) -> str | None:
        """The alias on duty, or None when the rota says nothing."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleHolders:
    """A role of the workspace with its ordered people: the holder first, then deputies."""

    role: str
    title: Mapping[str, str]
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """An authority or organisation that is asked or told, with a fixed contact of ours."""

    id: str
    title: Mapping[str, str]
    number: str = ""
    mail: str = ""
    contact: str = ""
    """The role that keeps this contact."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpRoute:
    """A verified number or page where people find help; the only numbers that public words may hold."""

    id: str
    title: Mapping[str, str]
    number: str = ""
    url: str = ""
    hours: str = ""
    verified: str = ""


class NoRota:
    """The rota of a workspace that has none."""

    def on_duty(self, role: str, at: Millis) -> str | None:
        """Nobody by rota; the holder of the role counts."""
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """Everything that resolves roles to people. One immutable picture of the files, named by its hash."""

    hash: str
    people: Mapping[str, Person] = field(default_factory=dict)
    roles: Mapping[str, RoleHolders] = field(default_factory=dict)
    rota: Rota = field(default_factory=NoRota)
    partners: Mapping[str, Partner] = field(default_factory=dict)
    help_routes: Mapping[str, HelpRoute] = field(default_factory=dict)
    neighbourhoods: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Code to the name per language."""
    area_managers: Mapping[str, str] = field(default_factory=dict)
    """Code of a neighbourhood to an alias or a role; empty when nobody is named."""
    teams: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Name of a team to its roles."""
    authority: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Act (`trigger`, `stop`, `reassign`, `approve`, ...) to the roles that may do it; `*` for the rest."""

    def candidates(self, role: str, at: Millis) -> tuple[Candidate, ...]:
        """Who could hold the role at this instant, best first: rota, holder, deputies; each person once."""
        found: list[Candidate] = []
        on_duty = self.rota.on_duty(role, at)
        if on_duty in self.people:
            found.append(Candidate(alias=str(on_duty), rule="rota"))
        holders = self.roles[role].people if role in self.roles else ()
        for position, alias in enumerate(holders):
            rule = "holder" if position == 0 else f"deputy {position}"
            if alias in self.people and all(alias != other.alias for other in found):
                found.append(Candidate(alias=alias, rule=rule))
        return tuple(found)

    def person(self, alias: str) -> Person | None:
        """The person, or None when removed, withdrawn or expired."""
        return self.people.get(alias)

    def roles_of(self, alias: str, at: Millis) -> tuple[str, ...]:
        """The roles for which this person is a candidate now, in the order of the roles file."""
        return tuple(role for role in self.roles if any(c.alias == alias for c in self.candidates(role, at)))

    def may(self, alias: str, act: str, at: Millis) -> bool:
        """Whether the authority table lets this person do `act` (any candidate of a listed role may)."""
        roles: Sequence[str] = self.authority.get(act, self.authority.get("*", ()))
        return any(c.alias == alias for role in roles for c in self.candidates(role, at))
