"""The team is complete, and the people of the workspace can fill it: deputies, numbers, waking channels."""

from __future__ import annotations

from collections.abc import Iterator

from calamiteit.core.contacts.directory import Directory
from calamiteit.core.playbook.authoring import TeamRoleForm
from calamiteit.core.playbook.checks.conditions import conditions_in
from calamiteit.core.playbook.checks.finding import Checked, error, unknown, warning
from calamiteit.core.playbook.compile import EVERYBODY
from calamiteit.core.playbook.conditions import ParameterIs, walk
from calamiteit.core.playbook.kinds.ask import AskStep
from calamiteit.core.playbook.plan import ParameterType
from calamiteit.core.problems import Path, Problem
from calamiteit.core.time import Millis

DOMAINS = ("safety", "social")


def check_team(it: Checked) -> Iterator[Problem]:
    """Safety and social domain are both there, and somebody is critical (need 30, 40)."""
    present = {role.domain for role in it.playbook.team.values()}
    for domain in DOMAINS:
        if domain not in present:
            yield error(("team",), "domain-missing", f"no role is of the domain '{domain}'; both are needed")
    if not any(role.critical for role in it.playbook.team.values()):
        yield warning(("team",), "nobody-critical", "no role is critical, so nobody is woken at the start")
    used = {role for step in it.playbook.steps for role in step.who}
    used |= {it.plan.officer} | {step.leader for step in it.plan if step.leader is not None}
    used |= {role for guard in it.plan.guards.values() for role in guard.tells}
    for name in it.playbook.team:
        if name not in used and EVERYBODY not in used:
            yield warning(("team", name), "role-unused", f"no step asks the role '{name}' for anything")
    if not it.playbook.scale_down:
        what = "nothing says when to scale down; add 'scale_down'"
        yield warning((), "no-scale-down", what)


def check_people(it: Checked, directory: Directory, now: Millis) -> Iterator[Problem]:
    """Each role of the team against the people of the workspace, as the rota and the files stand at `now`."""
    for name, role in it.playbook.team.items():
        path = ("team", name)
        if name not in directory.roles:
            yield from unknown(path, "role in the contacts called", name, directory.roles)
        else:
            yield from _filled(name, role, directory, now, path)
    yield from _partners(it, directory)
    yield from _neighbourhoods(it, directory)


def _filled(
    name: str, role: TeamRoleForm, directory: Directory, now: Millis, path: Path
) -> Iterator[Problem]:
    people = [candidate.alias for candidate in directory.candidates(name, now)]
    if len(people) < role.minimum:
        what = f"the role '{name}' needs {role.minimum} and the contacts have {len(people)}"
        yield error(path, "too-few-people", what)
    elif len(people) < 2:
        what = f"the role '{name}' has no deputy in the contacts"
        yield error(path, "no-deputy", what) if role.critical else warning(path, "no-deputy", what)
    if role.critical:
        asleep = [alias for alias in people if not directory.people[alias].waking_routes()]
        if asleep:
            what = f"nothing wakes {', '.join(asleep)} for the critical role '{name}'; mark a channel 'wakes'"
            yield error(path, "no-waking-channel", what)


def _partners(it: Checked, directory: Directory) -> Iterator[Problem]:
    """Authorities that are asked, and those that decide; a role of the team may decide too."""
    deciders = {*directory.partners, *it.playbook.team}
    for position, step in enumerate(it.playbook.steps):
        path = ("steps", position)
        if isinstance(step, AskStep):
            where = "partner in the contacts called"
            yield from unknown((*path, "authority"), where, step.authority, directory.partners)
        if step.decides is not None:
            yield from unknown((*path, "decides"), "role or partner", step.decides, deciders)


def _neighbourhoods(it: Checked, directory: Directory) -> Iterator[Problem]:
    """Neighbourhoods in defaults and in conditions."""
    found = list(_in_conditions(it))
    for name, parameter in it.plan.parameters.items():
        if isinstance(parameter.default, tuple):
            found += [(("parameters", name, "default", n), id) for n, id in enumerate(parameter.default)]
    for path, id in found:
        yield from unknown(path, "neighbourhood", id, directory.neighbourhoods)


def _in_conditions(it: Checked) -> Iterator[tuple[Path, str]]:
    parameters = it.plan.parameters.values()
    areas = {parameter.id for parameter in parameters if parameter.type is ParameterType.NEIGHBOURHOODS}
    for path, condition in conditions_in(it):
        for part in walk(condition):
            if isinstance(part, ParameterIs) and part.parameter in areas:
                yield from ((path, str(value)) for value in part.values)
