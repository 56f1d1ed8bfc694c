"""Live: the wall clock, the live database, the transports of the live settings. Nothing can be scaled."""

from __future__ import annotations

from importlib.metadata import version

from calamiteit.adapters.clock import WallClock
from calamiteit.adapters.ids import RandomIds
from calamiteit.adapters.store.sql_store import SqlStore
from calamiteit.bootstrap.app import App
from calamiteit.bootstrap.transports import live_transports, new_alarm
from calamiteit.bootstrap.workspace import Workspace
from calamiteit.core.modes import Mode
from calamiteit.engine.workplace import Workplace
from calamiteit.ports.report import Report
from calamiteit.settings import LiveSettings


def live_app(workspace: Workspace, report: Report) -> App:
    """The app that reaches people. Raises StoreTrouble when the database cannot be used."""
    clock = WallClock()
    settings = workspace.settings
    live: LiveSettings = settings.live
    place = Workplace(
        mode=Mode.LIVE,
        store=SqlStore(workspace.database(Mode.LIVE), keys=workspace.keys, mode=Mode.LIVE),
        directory=workspace.contacts,
        clock=clock,
        wall=clock,
        playbooks=workspace.playbooks,
        ids=RandomIds(clock, settings.tz),
        zone=settings.tz,
        voice=workspace.voice,
        channels=live.names(),
        archivist=live.archivist,
        header={"version": version("calamiteit"), "municipality": settings.municipality},
    )
    return App(
        place=place,
        transports=lambda: live_transports(live, workspace, clock, report),
        alarm=new_alarm,
        report=report,
    )
