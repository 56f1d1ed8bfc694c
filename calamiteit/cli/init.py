"""`calamiteit init`: a workspace that works at once."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from calamiteit.cli.frame import Frame, pass_frame, shared_options, user_settings

LANGUAGES = ("nl", "en")


@click.command(epilog="Example: calamiteit init lindeveen --municipality Lindeveen")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--municipality", metavar="NAME", help="Its name, asked for at each start.")
@click.option("--small", is_flag=True, help="A small town: four people with several roles each, one laptop.")
@shared_options
@pass_frame
def command(frame: Frame, folder: Path, municipality: str | None, small: bool) -> None:
    """Make a workspace in DIR: settings, playbooks, invented contacts, templates and a key of its own."""
    from calamiteit.bootstrap.founding import LARGE, SMALL, found_workspace
    from calamiteit.bootstrap.wording import words_in

    words = words_in(frame.language_outside)
    first = words.language
    languages = (first, *(language for language in LANGUAGES if language != first))
    town = SMALL if small else LARGE
    name = municipality or town.municipality
    found_workspace(
        folder,
        municipality=name,
        languages=languages,
        today=datetime.now(UTC).astimezone().date(),
        user_file=user_settings(),
        town=town,
    )
    frame.tell(words.say("init.made", folder=str(folder), municipality=name), style="bold green")
    frame.tell(words.say("init.next", folder=str(folder), me=town.officer))
    if small:
        frame.tell(words.say("init.small"))
