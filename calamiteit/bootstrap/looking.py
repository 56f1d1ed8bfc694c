"""A window on the live runs: what a command needs that only looks. Nothing can be changed through it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo
from typing import TYPE_CHECKING

from calamiteit.adapters.clock import WallClock
from calamiteit.adapters.store.looking import look_at
from calamiteit.core.modes import Mode
from calamiteit.engine.looking import Looking, Seen

if TYPE_CHECKING:
    from calamiteit.bootstrap.workspace import Workspace
    from calamiteit.engine.voice import Voice
    from calamiteit.ports.clock import Clock
    from calamiteit.ports.directory import DirectorySource


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The runs of one mode, with the people and the words to show them."""

    mode: Mode
    store: Seen
    runs: Looking
    directory: DirectorySource
    voice: Voice
    clock: Clock
    wall: Clock
    zone: tzinfo

    def holder(self) -> str | None:
        """The process that is the engine; None when the lease has run out or its holder is surely dead."""
        from calamiteit.adapters.process import is_gone

        lease = self.store.look()
        if lease is None or lease.until <= self.wall.now() or is_gone(lease.holder):
            return None
        return lease.holder


def live_window(workspace: Workspace) -> Window | None:
    """A look at the live database; None when the file has first to be made, brought up to date or refused."""
    store = look_at(workspace.database(Mode.LIVE), keys=workspace.keys, mode=Mode.LIVE)
    if store is None:
        return None
    clock = WallClock()
    return Window(
        mode=Mode.LIVE,
        store=store,
        runs=Looking(store),
        directory=workspace.contacts,
        voice=workspace.voice,
        clock=clock,
        wall=clock,
        zone=workspace.basics.tz,
    )
