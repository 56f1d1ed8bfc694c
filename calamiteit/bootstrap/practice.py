"""An exercise among practice servers on this machine: a scaled clock, and no token of anybody's Slack."""

from __future__ import annotations

from importlib.metadata import version

from pydantic import SecretStr

from calamiteit.adapters.clock import ScaledClock, WallClock
from calamiteit.adapters.ids import RandomIds
from calamiteit.adapters.store.sql_store import SqlStore
from calamiteit.bootstrap.app import App, Report
from calamiteit.bootstrap.transports import new_alarm, transports
from calamiteit.bootstrap.workspace import Workspace
from calamiteit.core.errors import NotAllowed
from calamiteit.core.modes import Mode
from calamiteit.core.time import Millis
from calamiteit.engine.workplace import Workplace
from calamiteit.loopback.service import Practice
from calamiteit.settings import ExerciseSettings, LiveSettings, MailSettings, Settings, SlackSettings


def practice_app(
    workspace: Workspace, servers: Practice, *, start: Millis, speed: float, report: Report
) -> App:
    """An exercise whose every transport is one of the given practice servers.

    `start` is the instant (UTC) that the clock shows at first, `speed` how much faster than the wall it goes.
    Raises NotAllowed when the settings or the environment name any transport of their own.
    """
    refuse_transports(workspace.settings)
    clock = ScaledClock(start, speed)
    settings = workspace.settings
    exercise = practice_settings(servers, speed)
    place = Workplace(
        mode=Mode.EXERCISE,
        store=SqlStore(
            workspace.database(Mode.EXERCISE), keys=workspace.keys, durable=False, refuse_old_library=False
        ),
        directory=workspace.contacts,
        clock=clock,
        wall=WallClock(),
        playbooks=workspace.playbooks,
        ids=RandomIds(clock, settings.tz),
        zone=settings.tz,
        voice=workspace.voice,
        channels=exercise.names(),
        header={"version": version("calamiteit"), "municipality": settings.municipality},
    )
    return App(
        place=place,
        transports=lambda: transports(exercise, workspace, clock, report),
        alarm=new_alarm,
        report=report,
    )


def refuse_transports(settings: Settings) -> None:
    """A practice run goes with nobody's token. Raises NotAllowed naming what is set."""
    for mode, found in (("live", settings.live), ("exercise", settings.exercise)):
        if found.names():
            names = ", ".join(sorted(found.names()))
            raise NotAllowed(
                f"a practice run uses its own servers only, and the {mode} settings name: {names}; "
                "use a workspace without them, and unset CALAMITEIT_LIVE__... and CALAMITEIT_EXERCISE__..."
            )
    if settings.live != LiveSettings():
        raise NotAllowed("a practice run takes no live settings; use a workspace without them")


def practice_settings(servers: Practice, speed: float) -> ExerciseSettings:
    """The transports of the practice servers, all of them on 127.0.0.1."""
    return ExerciseSettings(
        slack=SlackSettings(
            bot_token=SecretStr(servers.slack.bot_token),
            app_token=SecretStr(servers.slack.app_token),
            base_url=servers.slack.base_url,
        ),
        mail=MailSettings(host="127.0.0.1", port=servers.mail.port, tls="none", sender="crisis@example.org"),
        channels={"sms": SecretStr(servers.push.json_url() + "/{address}")},
        speed=speed,
    )
