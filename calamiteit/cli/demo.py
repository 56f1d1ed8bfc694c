"""`calamiteit demo`: an invented attack in an invented town, handled before your eyes on practice servers."""

from __future__ import annotations

import tempfile
import threading
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from calamiteit.cli.frame import Frame, pass_frame, shared_options
from calamiteit.cli.parts import needing_practice_parts

if TYPE_CHECKING:
    from calamiteit.bootstrap.demonstration import Demonstration

LOOK_SECONDS = 0.25


@click.command(epilog="Example: calamiteit demo --minutes 20 --keep /tmp/lindeveen")
@click.option("--minutes", default=18, show_default=True, help="How long the story goes on, in its own time.")
@click.option("--speed", default=30.0, show_default=True, help="How much faster than the wall clock.")
@click.option("--keep", type=click.Path(path_type=Path), help="Keep the workspace in this empty folder.")
@shared_options
@pass_frame
def command(frame: Frame, minutes: int, speed: float, keep: Path | None) -> None:
    """Watch the main job: an attack at night in Lindeveen, on practice servers. Nobody can be reached."""
    if keep is not None:
        _play(frame, keep, minutes, speed)
        return
    with tempfile.TemporaryDirectory(prefix="calamiteit-demo-") as folder:
        _play(frame, Path(folder) / "lindeveen", minutes, speed)


def _play(frame: Frame, folder: Path, minutes: int, speed: float) -> None:
    from calamiteit.bootstrap.wording import words_in

    with needing_practice_parts(frame):
        from calamiteit.bootstrap.demonstration import demonstration

    words = words_in(frame.language_outside)
    _chapter(frame, words.say("demo.title"))
    frame.out.print(
        words.say("demo.what", minutes=minutes, seconds=round(minutes * 60 / speed)), markup=False
    )
    shown = Frame(workspace_given=folder, language_given=words.language, reporter=lambda where, error: None)
    with demonstration(
        folder, language=words.language, speed=speed, report=shown.report, tapped=lambda tap: None
    ) as demo:
        frame.out.print(words.say("demo.page", url=demo.servers.page_url), markup=False)
        shown.use(demo.app)
        _chapter(frame, words.say("demo.trigger"))
        frame.out.print(words.say("demo.look-for"), markup=False, style="italic")
        frame.out.print(words.say("demo.signs"), markup=False, style="dim")
        run = demo.trigger()
        _tell(frame, demo, run, words.language, minutes)
        _chapter(frame, words.say("demo.status"))
        frame.out.print(words.say("demo.status-why"), markup=False, style="italic")
        _show_status(frame, shown, run)
        _chapter(frame, words.say("demo.servers"))
        _show_servers(frame, demo, words.language)
        _chapter(frame, words.say("demo.log"))
        _show_log(frame, demo, run, words.language)
    _chapter(frame, words.say("demo.end"))
    frame.out.print(words.say("demo.next"), markup=False)


def _chapter(frame: Frame, title: str) -> None:
    frame.out.print()
    frame.out.rule(title, align="left", style="dim")


def _tell(frame: Frame, demo: Demonstration, run: str, language: str, minutes: int) -> None:
    """Tell what happens as it happens, until the story's time is over."""
    from calamiteit.cli.pictures.story import story
    from calamiteit.core.time import MINUTE
    from calamiteit.engine.reporting.build import teller_of

    place = demo.app.place
    until = place.clock.now() + minutes * MINUTE
    told = 0
    while place.clock.now() < until:
        teller, log = teller_of(demo.app.runs, run, language)
        for line in story(teller, log[told:]):
            frame.out.print(line)
        told = len(log)
        threading.Event().wait(LOOK_SECONDS)


def _show_status(frame: Frame, shown: Frame, run: str) -> None:
    from calamiteit.cli.pictures.status import status_picture

    frame.out.print(status_picture(shown, run))


def _show_servers(frame: Frame, demo: Demonstration, language: str) -> None:
    """What arrived where, and one message as its receiver saw it."""
    from calamiteit.bootstrap.practice import slack_addresses
    from calamiteit.bootstrap.wording import words_in

    words = words_in(language)
    slack = demo.servers.slack
    addresses = slack_addresses(demo.workspace)
    counts = Counter({alias: len(slack.messages(address)) for alias, address in addresses.items()})
    people = ", ".join(f"{alias} {count}" for alias, count in counts.most_common() if count)
    frame.out.print(words.say("demo.slack", count=sum(counts.values()), people=people), markup=False)
    pushed, mailed = len(demo.servers.push.notifications), len(demo.servers.mail.messages)
    frame.out.print(words.say("demo.others", pushed=pushed, mailed=mailed), markup=False)
    first = next(iter(slack.messages(addresses["curlew"])), None)
    if first is not None:
        frame.out.print()
        frame.out.print(words.say("demo.example", alias="curlew"), markup=False)
        for line in first.text.splitlines():
            frame.out.print(f"  │ {line}", markup=False, style="italic")


def _show_log(frame: Frame, demo: Demonstration, run: str, language: str) -> None:
    """The chain holds, and the report lies in the workspace."""
    from calamiteit.bootstrap.wording import words_in
    from calamiteit.engine.verifying import verify_run

    words = words_in(language)
    verdict = verify_run(demo.app.place.store, run)
    code = "holds" if verdict.holds else "broken"
    said = words.say(f"log.verify.{code}", stream=run, version=verdict.version, head=verdict.head)
    frame.out.print(said, markup=False, style="green" if verdict.holds else "bold red")
