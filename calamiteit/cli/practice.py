"""`calamiteit practice`: try the real commands in this workspace, with practice servers in place of Slack."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import click

from calamiteit.cli.frame import Frame, pass_frame, shared_options
from calamiteit.cli.parts import needing_practice_parts
from calamiteit.core.errors import Mistake

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@click.command(
    epilog="Example: calamiteit practice --as heron    (then: calamiteit channels test --me)",
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
)
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="[COMMAND]...")
@shared_options
@pass_frame
def command(frame: Frame, words: tuple[str, ...]) -> None:
    """Open a shell in which Slack, mail and push are practice servers on this machine.

    Every command is the real one, trigger too, and everybody of the contacts is a page in your browser. With
    COMMAND only that is run. At the end of the shell the servers are gone. A workspace that names a real
    channel, or whose contacts are real, is refused.
    """
    if not words and not frame.can_ask:
        raise Mistake(frame.say("practice.no-terminal"))
    with needing_practice_parts(frame):
        from calamiteit.bootstrap.practice import practice_servers

    with practice_servers(frame.workspace) as (servers, settings):
        frame.tell(frame.say("practice.open", url=servers.page_url), style="bold green")
        if not words:
            frame.tell(frame.say("practice.shell"))
            _say_who_one_could_be(frame)
        found = _run(words or (os.environ.get("SHELL", "/bin/sh"),), {**settings, **_whoever(frame)})
    raise click.exceptions.Exit(found)


def _whoever(frame: Frame) -> dict[str, str]:
    """The workspace and, where it was said, who you are and your language, for the commands inside."""
    settings = {"CALAMITEIT_WORKSPACE": str(frame.workspace.folder)}
    if frame.alias:
        settings["CALAMITEIT_ME"] = frame.alias
    return settings


def _say_who_one_could_be(frame: Frame) -> None:
    """Every live command needs a person; who did not say so is shown how."""
    if not frame.alias:
        alias = next(iter(frame.workspace.contacts.current().people), "ALIAS")
        frame.tell(frame.say("practice.who", alias=alias))


def _run(words: Sequence[str], settings: Mapping[str, str]) -> int:
    """Run it with these settings in its environment; its exit code. Ctrl-C belongs to the command inside."""
    import signal

    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with subprocess.Popen(words, env={**os.environ, **settings}, preexec_fn=_hear_ctrl_c) as running:
            return running.wait()
    except OSError as error:
        raise Mistake(f"{words[0]}: {error.strerror}") from error
    finally:
        signal.signal(signal.SIGINT, before)


def _hear_ctrl_c() -> None:
    """What we ignore here would be ignored by the command as well."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_DFL)
