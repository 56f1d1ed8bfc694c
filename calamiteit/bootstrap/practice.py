"""An exercise among practice servers on this machine: a scaled clock, and no token of anybody's Slack."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from importlib.util import find_spec
from ipaddress import ip_address
from urllib.parse import urlsplit

from pydantic import SecretStr

from calamiteit.adapters.clock import ScaledClock, WallClock
from calamiteit.adapters.ids import RandomIds
from calamiteit.adapters.store.sql_store import SqlStore
from calamiteit.bootstrap.app import App
from calamiteit.bootstrap.transports import exercise_transports, new_alarm
from calamiteit.bootstrap.workspace import Workspace
from calamiteit.core.errors import NotAllowed
from calamiteit.core.modes import Mode
from calamiteit.core.time import Millis
from calamiteit.engine.workplace import Workplace
from calamiteit.loopback.service import Practice
from calamiteit.loopback.slack import Person
from calamiteit.ports.report import Report
from calamiteit.settings import (
    ExerciseSettings,
    LiveSettings,
    MailSettings,
    Settings,
    SlackSettings,
    TransportSettings,
)

TOKENS = ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_USER_TOKEN", "SLACK_TOKEN", "SLACK_CLIENT_SECRET")
"""Variables in which other programs keep a token; Slack's libraries read some of them by themselves."""
PROXIES = frozenset({"http_proxy", "https_proxy", "all_proxy", "ws_proxy", "wss_proxy"})


def practice_app(
    workspace: Workspace, servers: Practice, *, start: Millis, speed: float, report: Report
) -> App:
    """An exercise whose every transport is one of the given practice servers.

    `start` is the instant (UTC) that the clock shows at first, `speed` how much faster than the wall it goes.
    Raises NotAllowed when the settings or the environment name any transport of their own.
    """
    refuse_transports(workspace.settings)
    refuse_tokens()
    leave_proxies()
    clock = ScaledClock(start, speed)
    settings = workspace.settings
    exercise = practice_settings(servers, speed)
    refuse_outside(exercise)
    place = Workplace(
        mode=Mode.EXERCISE,
        store=SqlStore(
            workspace.database(Mode.EXERCISE),
            keys=workspace.keys,
            mode=Mode.EXERCISE,
            durable=False,
            refuse_old_library=False,
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
        transports=lambda: exercise_transports(exercise, workspace, clock, report),
        alarm=new_alarm,
        report=report,
    )


@contextmanager
def practice_servers(workspace: Workspace) -> Iterator[tuple[Practice, dict[str, str]]]:
    """Servers that know everybody of an invented workspace, and the environment that leads to them.

    Raises NotAllowed when the settings or the environment name any transport, or the contacts may be real.
    """
    refuse_transports(workspace.settings)
    refuse_tokens()
    leave_proxies()
    if not workspace.settings.fictional:
        raise NotAllowed("practice is for invented contacts: settings.yaml has no line 'fictional: true'")
    people = [Person(id=address, name=alias) for alias, address in slack_addresses(workspace).items()]
    with Practice(people, channels=()) as servers:
        yield servers, _environment(servers)


def slack_addresses(workspace: Workspace) -> dict[str, str]:
    """Alias to Slack user id of everybody in the contacts."""
    found = ((alias, person.route("slack")) for alias, person in workspace.contacts.current().people.items())
    return {alias: route.address for alias, route in found if route is not None}


def _environment(servers: Practice) -> dict[str, str]:
    """What live is set to while practising: every transport is one of the servers, on 127.0.0.1."""
    settings = {
        "SLACK__BOT_TOKEN": servers.slack.bot_token,
        "SLACK__APP_TOKEN": servers.slack.app_token,
        "SLACK__BASE_URL": servers.slack.base_url,
        "MAIL__HOST": "127.0.0.1",
        "MAIL__PORT": str(servers.mail.port),
        "MAIL__TLS": "none",
        "MAIL__SENDER": "crisis@example.org",
    }
    if find_spec("apprise") is not None:
        settings["CHANNELS__SMS"] = servers.push.json_url() + "/{address}"
    return {f"CALAMITEIT_LIVE__{name}": value for name, value in settings.items()}


def refuse_transports(settings: Settings) -> None:
    """A practice run goes with nobody's token. Raises NotAllowed naming what is set."""
    for mode, found in (("live", settings.live), ("exercise", settings.exercise)):
        if found.names():
            names = ", ".join(sorted(found.names()))
            raise NotAllowed(
                f"a practice run uses its own servers only, and the {mode} settings name: {names}; "
                "use a workspace without them, and unset CALAMITEIT_LIVE__... and CALAMITEIT_EXERCISE__..."
            )
    if settings.live != LiveSettings() or settings.exercise.archivist:
        raise NotAllowed("a practice run takes no live settings; use a workspace without them")


def refuse_tokens() -> None:
    """Raises NotAllowed when the environment holds a Slack token, whoever put it there for what."""
    if found := [name for name in TOKENS if os.environ.get(name)]:
        raise NotAllowed(f"a practice run goes without any token; unset {', '.join(found)}")


def leave_proxies() -> None:
    """This process talks to its own machine only: no message of it goes through a proxy."""
    for name in [name for name in os.environ if name.lower() in PROXIES]:
        del os.environ[name]


def refuse_outside(settings: TransportSettings) -> None:
    """Raises NotAllowed when any transport leads away from this machine."""
    addresses = [template.get_secret_value() for template in settings.channels.values()]
    addresses += [settings.slack.base_url] if settings.slack else []
    hosts = [urlsplit(address).hostname or "" for address in addresses]
    hosts += [settings.mail.host] if settings.mail else []
    if not all(_is_this_machine(host) for host in hosts):
        raise NotAllowed("a practice run reaches this machine only (127.0.0.1)")


def _is_this_machine(host: str) -> bool:
    """By number: a name could be made to lead elsewhere."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


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
