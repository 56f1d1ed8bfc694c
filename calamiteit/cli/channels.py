"""`calamiteit channels`: whether the channels work, and a test message to yourself on each of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import click

from calamiteit.cli.failing import NOT_REACHED, Told
from calamiteit.cli.frame import Frame, pass_frame, shared_options
from calamiteit.cli.lazy import HelpfulGroup
from calamiteit.cli.reasons import explained
from calamiteit.ports.channel import Delivered, Parcel, Result

if TYPE_CHECKING:
    from calamiteit.core.contacts.directory import Route
    from calamiteit.ports.channel import Channel


@click.group(cls=HelpfulGroup, epilog="Example: calamiteit channels test --me")
def command() -> None:
    """Test the channels, without and with a message to yourself."""


@command.command(epilog="Example: calamiteit channels check")
@shared_options
@pass_frame
def check(frame: Frame) -> None:
    """Ask each channel whether it works; nobody is reached."""
    channels = frame.app.transports().channels
    results = {name: channel.check() for name, channel in channels.items()}
    _close(channels.values())
    words = frame.say("check.channel.works")
    _tell(frame, {name: (result, words) for name, result in results.items()})


@command.command(epilog="Example: calamiteit channels test --me")
@click.option("--me", "to_me", is_flag=True, required=True, help="Only to yourself; there is no other test.")
@shared_options
@pass_frame
def test(frame: Frame, to_me: bool) -> None:
    """Send a test message to yourself on each of your channels; it is logged that you did."""
    from calamiteit.engine.workspace_log import log_in_workspace

    person = frame.workspace.contacts.current().people[frame.me]
    channels = frame.app.transports().channels
    found: dict[str, tuple[Result | None, str]] = {}
    for route in person.routes:
        channel = channels.get(route.channel)
        if channel is not None:
            found[route.channel] = (_send(frame, channel, route), frame.say("check.channel.sent"))
        elif route.channel == "phone":
            found[route.channel] = (None, frame.say("check.channel.phone"))
        else:
            found[route.channel] = (None, frame.say("check.channel.lacking"))
    _close(channels.values())
    worked = [name for name, (result, _) in found.items() if isinstance(result, Delivered)]
    body = {"who": frame.me, "channels": ", ".join(worked)}
    log_in_workspace(frame.app.place, "channels-tested", body, frame.app.actor(frame.me))
    _tell(frame, found)


def _send(frame: Frame, channel: Channel, route: Route) -> Result:
    from calamiteit.core.messages.message import Message

    place = frame.app.place
    municipality = frame.workspace.basics.municipality
    message = Message(
        purpose="test",
        mode=place.mode,
        language=frame.language,
        municipality=municipality,
        first=frame.say(f"message.first.{place.mode.value}", municipality=municipality),
        title=frame.say("check.test.title"),
        lines=(frame.say("check.test.text"),),
    )
    key = f"test:{place.ids.fresh()}"
    return channel.send(
        Parcel(key=key, address=route.address, message=message, first_tried=place.clock.now())
    )


def _close(channels: Iterable[Channel]) -> None:
    for channel in channels:
        channel.close()


def _tell(frame: Frame, found: Mapping[str, tuple[Result | None, str]]) -> None:
    """A line for each channel; exit code 5 when one does not work, or there is none."""
    from calamiteit.cli.pictures.grid import grid

    rows: list[tuple[str, str]] = []
    broken = False
    for name, (result, words) in found.items():
        if result is None or isinstance(result, Delivered):
            rows.append((name, words))
            continue
        broken = True
        reason = explained(frame.words, result.reason)
        rows.append((name, frame.say("check.channel.trouble", reason=reason)))
    if rows:
        frame.out.print(grid((frame.say("check.channel"), ""), rows))
    if not any(result is not None for result, _ in found.values()):
        frame.tell(frame.say("check.channel.none"), style="bold red")
        broken = True
    if broken:
        raise Told(NOT_REACHED)
