"""Forgetting a person as a whole: the contact files, the copies made of them, and the database."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from calamiteit.adapters.files.contact_writer import Removal, plan_removal
from calamiteit.bootstrap.app import App
from calamiteit.bootstrap.workspace import Workspace
from calamiteit.core.errors import UnknownName
from calamiteit.core.modes import Mode
from calamiteit.engine.forgetting import Forgetting, Forgotten, Traces


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonPlan:
    """What forgetting a person would do. Nothing was changed yet."""

    alias: str
    removal: Removal | None
    """None: no contact file knows the alias any more."""
    traces: Traces
    found: Forgotten


def plan_person(workspace: Workspace, app: App, alias: str) -> PersonPlan:
    """Look everywhere. Raises UnknownName when neither a file nor a log knows the alias."""
    removal: Removal | None = None
    missing: UnknownName | None = None
    try:
        removal = plan_removal(workspace.folder / "contacts", alias)
    except UnknownName as error:
        missing = error
    person = workspace.contacts.current().person(alias)
    traces = Traces.of(person)
    found = Forgetting(app.runs).look_at_person(alias, traces)
    if missing is not None and not found.count:
        raise missing
    return PersonPlan(alias=alias, removal=removal, traces=traces, found=found)


def forget_person(workspace: Workspace, app: App, plan: PersonPlan, *, rule: str, by: str) -> Forgotten:
    """Mentions first: only the files tell what to look for. Then files, so that nobody is asked any more.

    Then copies, then the rest of the database. Killed at any moment, the same command finishes it.
    """
    forgetting, actor = Forgetting(app.runs), app.actor(by)
    forgetting.allowed(by)
    forgetting.forget_mentions(plan.alias, plan.traces, rule, actor)
    if plan.removal is not None:
        plan.removal.apply(workspace.contact_copy)
    clear_copies(workspace)
    return forgetting.forget_person(plan.alias, plan.traces, rule, actor)


def clear_copies(workspace: Workspace) -> None:
    """Take away what was made from the files to be fast; it is made again from what is left."""
    workspace.contact_copy.remove()
    workspace.playbooks.cache.clear()


def other_databases(workspace: Workspace, mode: Mode) -> list[Path]:
    """Databases of the other modes: this process may not open them."""
    found = (workspace.database(other) for other in Mode if other is not mode)
    with suppress(OSError):
        return [path for path in found if path.exists()]
    return []
