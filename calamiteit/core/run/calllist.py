"""The call list: who is called for each role, in order, with the numbers of now: the fallback on paper."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from calamiteit.core.contacts.directory import Candidate, Directory
from calamiteit.core.playbook.plan import Plan, Words
from calamiteit.core.run.state import Assignment, Run
from calamiteit.core.time import Millis


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One person to call for a role. Name and numbers are personal: shown, never stored."""

    alias: str
    rule: str
    """`rota`, `holder`, `deputy 1`, ..., `by hand`; empty for somebody who holds the role no longer."""
    state: str = ""
    """The state of the newest assignment for this role; empty when this person was not asked."""
    numbers: tuple[int, ...] = ()
    """The assignments of this person for this role that are not over."""
    name: str = field(default="", repr=False)
    phones: tuple[str, ...] = field(default=(), repr=False)
    municipality: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRole:
    """A role with the people to call for it, best first."""

    role: str
    title: Words
    critical: bool
    calls: tuple[Call, ...]


def call_list(plan: Plan | None, run: Run | None, directory: Directory, now: Millis) -> tuple[CallRole, ...]:
    """Critical roles first, then in the order of the plan. Without a plan: every role of the directory.

    Needs nothing but the contact files, so that it works when the database does not.
    """
    roles = [_role(role, plan, run, directory, now) for role in _roles(plan, run, directory)]
    return tuple(sorted(roles, key=lambda role: not role.critical))


def _roles(plan: Plan | None, run: Run | None, directory: Directory) -> Iterable[str]:
    if plan is None:
        return directory.roles
    in_steps = (role for step in plan for role in step.who)
    asked = (role for a in (run.assignments.values() if run else ()) for role in a.roles)
    return dict.fromkeys([*plan.team, *in_steps, *asked])


def _role(role: str, plan: Plan | None, run: Run | None, directory: Directory, now: Millis) -> CallRole:
    in_plan = plan.team.get(role) if plan else None
    holders = directory.roles.get(role)
    title = in_plan.title if in_plan else holders.title if holders else {"": role}
    asked = [a for a in (run.assignments.values() if run else ()) if role in a.roles]
    candidates = list(directory.candidates(role, now))
    known = {candidate.alias for candidate in candidates}
    others = dict.fromkeys(a.alias for a in asked if a.alias not in known)
    rules = {a.alias: a.rule for a in asked}
    candidates += [Candidate(alias=alias, rule=rules[alias]) for alias in others]
    return CallRole(
        role=role,
        title=title,
        critical=in_plan.critical if in_plan else False,
        calls=tuple(_call(candidate, asked, directory) for candidate in candidates),
    )


def _call(candidate: Candidate, asked: Iterable[Assignment], directory: Directory) -> Call:
    theirs = [assignment for assignment in asked if assignment.alias == candidate.alias]
    person = directory.person(candidate.alias)
    numbers = [route.address for route in person.routes if _is_number(route.address)] if person else []
    return Call(
        alias=candidate.alias,
        rule=candidate.rule,
        state=theirs[-1].state.value if theirs else "",
        numbers=tuple(a.number for a in theirs if not a.state.over),
        name=person.name if person else "",
        phones=tuple(dict.fromkeys(numbers)),
        municipality=person.municipality if person else "",
    )


def _is_number(address: str) -> bool:
    """A number that can be dialled; Slack ids, topics and mail addresses cannot."""
    return set(address) <= set("+0123456789 ()-") and any(sign.isdigit() for sign in address)
