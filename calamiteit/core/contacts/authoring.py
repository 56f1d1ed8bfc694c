"""The files of a workspace's `contacts/` folder as people write them, one model per file.

Unknown keys are refused. Here stand people in office: officials, deputies, partners. The registry of key
figures has rules of its own and is not part of these files.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from calamiteit.core.contacts.acts import Act
from calamiteit.core.contacts.scalars import (
    Authored,
    Edge,
    IsoDate,
    LanguageCode,
    Line,
    Name,
    Number,
    Title,
    WeekMoment,
)

OWN_CHANNELS = ("slack", "mail", "phone")
"""Channels that every workspace has; others (sms, ntfy, signal) are named in its settings."""


class ChannelEntry(Authored):
    """One way to reach a person. The order in the file is the order in which ways are tried."""

    channel: Name
    address: Number
    """Slack: the user id or the mail address to look it up by. Phone: international, `+31 6 ...`."""
    wakes: bool = False
    """Whether this wakes the person at 03:00."""


class PersonEntry(Authored):
    """An official, or a deputy from a neighbouring municipality: the fewest fields to ask one by."""

    name: Line
    function: Line
    domain: Literal["safety", "social"] | None = None
    municipality: Line | None = None
    """Left out for one's own."""
    language: LanguageCode | None = None
    """The language in which the program writes to this person; left out: the first of the workspace."""
    languages: tuple[LanguageCode, ...] = ()
    """Can help in, as the person says."""
    channels: Annotated[tuple[ChannelEntry, ...], Field(min_length=1)]
    verified: IsoDate | None = None
    """The day on which somebody last reached this person over these channels."""
    admitted_by: Name | None = None
    """Alias or role of the official who admitted this person."""


class PeopleFile(Authored):
    """`people.yaml`."""

    format: Literal[1] = 1
    people: Mapping[Name, PersonEntry]


class RoleEntry(Authored):
    """A role: its holder first, then deputies in the order in which they are asked."""

    title: Title
    holder: Name | None = None
    """An alias; empty while the role is vacant."""
    deputies: tuple[Name, ...] = ()

    @property
    def people(self) -> tuple[str, ...]:
        """Aliases, holder first."""
        return ((self.holder,) if self.holder else ()) + self.deputies


class TeamEntry(Authored):
    """Roles that come together under one name."""

    title: Title
    roles: Annotated[tuple[Name, ...], Field(min_length=1)]


class RolesFile(Authored):
    """`roles.yaml`."""

    format: Literal[1] = 1
    roles: Mapping[Name, RoleEntry]
    teams: Mapping[Name, TeamEntry] = {}


class Stretch(Authored):
    """A duty in each week, from a day and local time to a day and local time; over Sunday night is fine."""

    who: Name
    from_: Annotated[WeekMoment, Field(alias="from")]
    to: WeekMoment
    """Equal to `from`: the whole week."""


class RotaException(Authored):
    """A duty in one stretch of dates; it goes before the week. A bare last date counts whole."""

    who: Name
    from_: Annotated[Edge, Field(alias="from")]
    to: Edge


class RoleRota(Authored):
    """Who has the duty of a role. Where the rota says nothing, the holder counts."""

    weekly: tuple[Stretch, ...] = ()
    exceptions: tuple[RotaException, ...] = ()


class RotaFile(Authored):
    """`rota.yaml`, all times local."""

    format: Literal[1] = 1
    rota: Mapping[Name, RoleRota]


class PartnerEntry(Authored):
    """An authority or organisation, with exactly one role of ours that keeps the contact."""

    title: Title
    number: Number | None = None
    mail: Line | None = None
    contact: Name


class PartnersFile(Authored):
    """`partners.yaml`."""

    format: Literal[1] = 1
    partners: Mapping[Name, PartnerEntry]


class HelpRouteEntry(Authored):
    """A number or page where people find help, tried by somebody on the day `verified`."""

    title: Title
    number: Number | None = None
    url: Line | None = None
    hours: Line | None = None
    verified: IsoDate | None = None


class HelpRoutesFile(Authored):
    """`help-routes.yaml`."""

    format: Literal[1] = 1
    help_routes: Mapping[Name, HelpRouteEntry]


class NeighbourhoodEntry(Authored):
    """A neighbourhood and who manages it."""

    name: Title
    area_manager: Name | None = None
    """An alias or a role."""


class NeighbourhoodsFile(Authored):
    """`neighbourhoods.yaml`."""

    format: Literal[1] = 1
    neighbourhoods: Mapping[Name, NeighbourhoodEntry]


class AuthorityFile(Authored):
    """`authority.yaml`: act to the roles that may do it; `other` stands for every act that is not listed."""

    format: Literal[1] = 1
    authority: Mapping[Act, tuple[Name, ...]]


class Contacts(Authored):
    """All files of the folder together, each under its own key."""

    people: Mapping[Name, PersonEntry] = {}
    roles: Mapping[Name, RoleEntry] = {}
    teams: Mapping[Name, TeamEntry] = {}
    rota: Mapping[Name, RoleRota] = {}
    partners: Mapping[Name, PartnerEntry] = {}
    help_routes: Mapping[Name, HelpRouteEntry] = {}
    neighbourhoods: Mapping[Name, NeighbourhoodEntry] = {}
    authority: Mapping[Act, tuple[Name, ...]] = {}


FILES: Mapping[str, type[Authored]] = {
    "people.yaml": PeopleFile,
    "roles.yaml": RolesFile,
    "rota.yaml": RotaFile,
    "partners.yaml": PartnersFile,
    "help-routes.yaml": HelpRoutesFile,
    "neighbourhoods.yaml": NeighbourhoodsFile,
    "authority.yaml": AuthorityFile,
}
REQUIRED = ("people.yaml", "roles.yaml", "authority.yaml")
"""Without these nobody can be asked, or nobody may start."""


def file_of(section: str) -> str:
    """The file in which a section of Contacts stands."""
    return next(name for name, model in FILES.items() if section in model.model_fields)
