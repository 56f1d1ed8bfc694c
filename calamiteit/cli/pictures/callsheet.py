"""The list of people to call, by role, with numbers: shown when messages cannot be trusted to arrive."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from calamiteit.core.playbook.plan import in_language

if TYPE_CHECKING:
    from calamiteit.core.contacts.directory import Directory
    from calamiteit.core.playbook.plan import Plan
    from calamiteit.core.time import Millis


def callsheet(
    directory: Directory, plan: Plan | None, language: str, now: Millis, headers: tuple[str, str, str, str]
) -> Table:
    """Roles of the plan (or all roles) in order, each with its people, best first."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for header in headers:
        table.add_column(header, overflow="fold")
    for role in _roles(directory, plan):
        title = plan.team[role].title if plan and role in plan.team else directory.roles[role].title
        for position, candidate in enumerate(directory.candidates(role, now)):
            person = directory.people[candidate.alias]
            phone = person.route("phone")
            first = Text(in_language(title, language), style="bold") if position == 0 else Text()
            table.add_row(first, candidate.alias, person.name, phone.address if phone else "–")
    return table


def _roles(directory: Directory, plan: Plan | None) -> Iterable[str]:
    wanted = list(plan.team) if plan else list(directory.roles)
    return [role for role in wanted if role in directory.roles]
