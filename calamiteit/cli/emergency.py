"""When the program cannot reach people, the officer can: names and numbers by role, on this terminal only."""

from __future__ import annotations

import contextlib
import time

from calamiteit.cli.frame import Frame
from calamiteit.core.errors import CalamiteitError
from calamiteit.core.playbook.plan import Plan


def call_by_hand(frame: Frame, playbook: str) -> None:
    """The call list without a store: from the contact files and the playbook as they are."""
    from calamiteit.cli.pictures.callsheet import callsheet

    plan: Plan | None = None
    with contextlib.suppress(CalamiteitError):
        plan = frame.workspace.playbooks.load(playbook).plan
    directory = frame.workspace.contacts.current()
    headers = (
        frame.say("status.column.role"),
        frame.say("status.column.person"),
        frame.say("status.column.name"),
        frame.say("status.column.number"),
    )
    now = time.time_ns() // 1_000_000
    frame.tell(frame.say("trigger.call-list"), style="bold")
    frame.out.print(callsheet(directory, plan, frame.language, now, headers))
