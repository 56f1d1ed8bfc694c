"""Live: the wall clock, the live database, the transports of the live settings. Nothing can be scaled."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version

from calamiteit.adapters.clock import WallClock
from calamiteit.adapters.ids import RandomIds
from calamiteit.adapters.store.sql_store import SqlStore
from calamiteit.bootstrap.app import App, Report, Transports
from calamiteit.bootstrap.workspace import Workspace
from calamiteit.core.errors import CalamiteitError
from calamiteit.core.modes import Mode
from calamiteit.engine.desk import FrontDesk
from calamiteit.engine.workplace import Workplace
from calamiteit.ports.alarm import Alarm
from calamiteit.ports.channel import Channel
from calamiteit.ports.clock import Clock
from calamiteit.ports.door import Door
from calamiteit.settings import LiveSettings, MailSettings, SlackSettings, TransportSettings


def live_app(workspace: Workspace, report: Report) -> App:
    """The app that reaches people. Raises StoreTrouble when the database cannot be used."""
    clock = WallClock()
    settings = workspace.settings
    live: LiveSettings = settings.live
    place = Workplace(
        mode=Mode.LIVE,
        store=SqlStore(workspace.database(Mode.LIVE), keys=workspace.keys),
        directory=workspace.contacts,
        clock=clock,
        wall=clock,
        playbooks=workspace.playbooks,
        ids=RandomIds(clock, settings.tz),
        zone=settings.tz,
        voice=workspace.voice,
        channels=live.names(),
        header={"version": version("calamiteit"), "municipality": settings.municipality},
    )
    return App(
        place=place,
        transports=lambda: transports(live, workspace, clock, report),
        alarm=new_alarm,
        report=report,
    )


def new_alarm() -> Alarm:
    """The alarm clock of an engine."""
    from calamiteit.adapters.scheduling import ApschedulerAlarm

    return ApschedulerAlarm()


def transports(settings: TransportSettings, workspace: Workspace, clock: Clock, report: Report) -> Transports:
    """The channels and doors that the settings name; vendors are imported only now, by the engine."""
    channels: dict[str, Channel] = {}
    doors: list[Callable[[FrontDesk], Door]] = []
    if settings.slack is not None:
        channels["slack"] = slack_channel(settings.slack, workspace, clock)
        if settings.slack.app_token is not None:
            doors.append(lambda desk: slack_door(settings, workspace, desk, report))
    if settings.mail is not None:
        channels["mail"] = mail_channel(settings.mail)
    for name, template in settings.channels.items():
        channels[name] = further_channel(name, template.get_secret_value())
    return Transports(channels=channels, doors=tuple(doors))


def slack_channel(slack: SlackSettings, workspace: Workspace, clock: Clock) -> Channel:
    """The Slack channel of these settings."""
    from calamiteit.adapters.channels.slack.channel import SlackChannel

    return SlackChannel(
        slack.bot_token.get_secret_value(), clock=clock, words=workspace.voice.words, base_url=slack.base_url
    )


def slack_door(settings: TransportSettings, workspace: Workspace, desk: FrontDesk, report: Report) -> Door:
    """Socket Mode: taps, forms and slash commands come to the desk."""
    from calamiteit.adapters.channels.slack.door import SlackDoor

    slack = settings.slack
    assert slack is not None and slack.app_token is not None
    return SlackDoor(
        slack.app_token.get_secret_value(),
        slack.bot_token.get_secret_value(),
        desk,
        words=workspace.voice.words(workspace.settings.languages[0]),
        base_url=slack.base_url,
        report=lambda code: report("slack-door", CalamiteitError(code)),
    )


def mail_channel(mail: MailSettings) -> Channel:
    """The mail channel of these settings."""
    from calamiteit.adapters.channels.mail import MailChannel

    return MailChannel(
        host=mail.host,
        port=mail.port,
        user=mail.user,
        password=mail.password.get_secret_value(),
        tls=mail.tls,
        sender=mail.sender,
        domain=mail.sender.rpartition("@")[2],
    )


def further_channel(name: str, template: str) -> Channel:
    """A waking or other channel through Apprise."""
    from calamiteit.adapters.channels.apprise import AppriseChannel

    return AppriseChannel(name, template)
