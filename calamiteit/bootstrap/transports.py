"""Makes the channels and doors that the settings of one mode name."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from calamiteit.adapters.clock import ScaledClock, WallClock
from calamiteit.bootstrap.app import Transports
from calamiteit.bootstrap.workspace import Workspace
from calamiteit.core.errors import CalamiteitError, NotAllowed
from calamiteit.ports.report import Report
from calamiteit.settings import ExerciseSettings, LiveSettings, MailSettings, SlackSettings, TransportSettings

if TYPE_CHECKING:
    from calamiteit.engine.desk import FrontDesk
    from calamiteit.ports.alarm import Alarm
    from calamiteit.ports.channel import Channel
    from calamiteit.ports.clock import Clock
    from calamiteit.ports.door import Door


def new_alarm() -> Alarm:
    """The alarm clock of an engine."""
    from calamiteit.adapters.alarm import ApschedulerAlarm

    return ApschedulerAlarm()


def live_transports(
    settings: LiveSettings, workspace: Workspace, clock: WallClock, report: Report
) -> Transports:
    """What reaches people. NotAllowed for another clock than the wall, should the types be ignored."""
    if type(settings) is not LiveSettings or type(clock) is not WallClock:
        raise NotAllowed("live channels take live settings and the wall clock only")
    return _transports(settings, workspace, clock, report)


def exercise_transports(
    settings: ExerciseSettings, workspace: Workspace, clock: WallClock | ScaledClock, report: Report
) -> Transports:
    """What reaches the participants of an exercise. Raises NotAllowed for any other settings."""
    if type(settings) is not ExerciseSettings:
        raise NotAllowed("the channels of an exercise take its own settings only")
    return _transports(settings, workspace, clock, report)


def _transports(
    settings: TransportSettings, workspace: Workspace, clock: Clock, report: Report
) -> Transports:
    """The channels and doors that the settings name; vendors are imported only now, by the engine."""
    channels: dict[str, Channel] = {}
    doors: list[Callable[[FrontDesk], Door]] = []
    if settings.slack is not None:
        channels["slack"] = slack_channel(settings.slack, workspace, clock)
        if settings.slack.app_token is not None:
            doors.append(lambda desk: slack_door(settings, workspace, desk, report))
    if settings.mail is not None:
        channels["mail"] = mail_channel(settings.mail, workspace)
    for name, template in settings.channels.items():
        channels[name] = further_channel(name, template.get_secret_value(), workspace)
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


def mail_channel(mail: MailSettings, workspace: Workspace) -> Channel:
    """The mail channel of these settings."""
    from calamiteit.adapters.channels.mail import MailChannel

    return MailChannel(
        host=mail.host,
        port=mail.port,
        user=mail.user,
        password=mail.password.get_secret_value(),
        tls=mail.tls,
        sender=mail.sender,
        words=workspace.voice.words,
    )


def further_channel(name: str, template: str, workspace: Workspace) -> Channel:
    """A waking or other channel through Apprise."""
    from calamiteit.adapters.channels.apprise import AppriseChannel

    return AppriseChannel(name, template, words=workspace.voice.words)
