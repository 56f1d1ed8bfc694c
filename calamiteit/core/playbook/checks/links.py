"""Linked playbooks exist, get the parameters that they need, and do not go round or too deep."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from calamiteit.core.playbook.authoring import Playbook
from calamiteit.core.playbook.checks.finding import Checked, error, unknown
from calamiteit.core.playbook.kinds.linked import LinkedStep
from calamiteit.core.playbook.plan import DEEPEST
from calamiteit.core.problems import Path, Problem


def check_links(it: Checked, playbooks: Mapping[str, Playbook]) -> Iterator[Problem]:
    """The linked playbooks of one playbook, against all of the workspace."""
    for position, step in enumerate(it.playbook.steps):
        if not isinstance(step, LinkedStep):
            continue
        path = ("steps", position)
        yield from _handed_on(it.playbook, step, playbooks.get(step.playbook), path)
        yield from unknown((*path, "playbook"), "playbook", step.playbook, playbooks)
        way = _deepest_way(step.playbook, playbooks, (it.playbook.id,))
        shown = " → ".join(way)
        if way.count(way[-1]) > 1:
            yield error((*path, "playbook"), "link-ring", f"playbooks start each other without end: {shown}")
        elif len(way) > DEEPEST:
            what = f"linked playbooks go at most {DEEPEST} deep; this goes {len(way)} deep: {shown}"
            yield error((*path, "playbook"), "link-too-deep", what)


def _deepest_way(name: str, playbooks: Mapping[str, Playbook], before: tuple[str, ...]) -> tuple[str, ...]:
    """The longest chain of playbooks from here; it stops where it comes round or gets too deep."""
    way = (*before, name)
    if name in before or name not in playbooks or len(way) > DEEPEST:
        return way
    linked = [step.playbook for step in playbooks[name].steps if isinstance(step, LinkedStep)]
    ways = [_deepest_way(other, playbooks, way) for other in dict.fromkeys(linked)]
    rings = [other for other in ways if other.count(other[-1]) > 1]
    return max(rings or ways, key=len, default=way)


def _handed_on(parent: Playbook, step: LinkedStep, child: Playbook | None, path: Path) -> Iterator[Problem]:
    for there, here in step.parameters.items():
        yield from unknown((*path, "parameters", there), "parameter", here, parent.parameters)
        if child is None:
            continue
        where = f"parameter in '{child.id}' called"
        yield from unknown((*path, "parameters", there), where, there, child.parameters)
        yield from _same_type(parent, child, there, here, (*path, "parameters", there))
    if child is None:
        return
    for name, form in child.parameters.items():
        needed = form.required and getattr(form, "default", None) is None
        if needed and name not in step.parameters:
            what = f"'{child.id}' needs the parameter '{name}'; hand it on"
            yield error((*path, "parameters"), "not-handed-on", what)


def _same_type(parent: Playbook, child: Playbook, there: str, here: str, path: Path) -> Iterator[Problem]:
    if here not in parent.parameters or there not in child.parameters:
        return
    ours, theirs = parent.parameters[here].type, child.parameters[there].type
    if ours != theirs:
        yield error(path, "other-type", f"'{here}' is a {ours} and '{there}' in '{child.id}' is a {theirs}")
