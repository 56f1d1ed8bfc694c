"""The checks of playbooks and contacts with everything that a workspace knows."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from calamiteit.adapters.files.checking import check_playbooks
from calamiteit.adapters.files.contact_checking import check_contacts
from calamiteit.adapters.files.schema import playbook_schema
from calamiteit.bootstrap.workspace import Workspace
from calamiteit.core.contacts.directory import Directory
from calamiteit.core.errors import CalamiteitError
from calamiteit.core.problems import Problem
from calamiteit.core.time import to_local


def playbook_problems(workspace: Workspace | None, paths: Sequence[Path]) -> list[Problem]:
    """Of these files or folders; without a workspace no people, languages and texts can be checked."""
    if workspace is None:
        return check_playbooks(paths)
    return check_playbooks(
        paths or [workspace.folder / "playbooks"],
        _directory(workspace),
        languages=workspace.settings.languages,
        fills=workspace.templates,
        now=time.time_ns() // 1_000_000,
    )


def contact_problems(workspace: Workspace) -> list[Problem]:
    """Of the contact files, with the critical roles of each playbook and the channels of the settings."""
    channels = workspace.settings.live.names()  # empty: nothing was set up yet, nothing to compare with
    critical: dict[str, None] = {}
    for playbook in workspace.playbooks.ids():
        try:
            team = workspace.playbooks.load(playbook).plan.team
        except CalamiteitError:  # `playbook check` says what is wrong
            continue
        critical.update({role.id: None for role in team.values() if role.critical})
    return check_contacts(
        workspace.folder / "contacts",
        workspace.settings.tz,
        workspace.settings.fictional,
        _today(workspace),
        tuple(critical),
        languages=workspace.settings.languages,
        channels=channels or None,
    )


def _directory(workspace: Workspace) -> Directory | None:
    try:
        return workspace.contacts.current()
    except CalamiteitError:  # `contacts check` says what is wrong
        return None


def _today(workspace: Workspace) -> date:
    return to_local(time.time_ns() // 1_000_000, workspace.settings.tz).date()


__all__ = ["contact_problems", "playbook_problems", "playbook_schema"]
