"""The officer's door: the command `calamiteit`, one module for each command or group of commands.

A module `calamiteit/cli/NAME.py` that defines `command` (a click command or group) and stands in COMMANDS
is part of the program. It is imported when it is used, so that help and completion are quick.
"""

from __future__ import annotations

import click

from calamiteit.cli.frame import Frame, shared_options
from calamiteit.cli.lazy import Entry, LazyGroup

COMMANDS = {
    "trigger": Entry("trigger", "Start a playbook, LIVE: people are reached."),
    "status": Entry("status", "What is going on in a run, and what needs you first."),
    "task": Entry("task", "Accept, finish, pass on, skip, move or add a task."),
    "run": Entry("run", "List runs; note, fact, guard, handover, stop, close; to another machine."),
    "calllist": Entry("calllist", "Whom to call, with numbers, when messages do not arrive."),
    "log": Entry("log", "The log of a run, and whether it was tampered with."),
    "report": Entry("report", "The report of a run: timeline, decisions, open ends."),
    "drill": Entry("drill", "Play a whole crisis in simulation: nobody is reached."),
    "serve": Entry("serve", "Be the engine: send messages, watch deadlines, hear answers."),
    "init": Entry("init", "Make a workspace that works at once."),
    "playbook": Entry("playbook", "List, show, check and plan playbooks."),
    "contacts": Entry("contacts", "Check, list and show the people who can be asked."),
    "channels": Entry("channels", "Test the channels by sending to yourself."),
    "forget": Entry("forget", "Erase personal data, with proof in the log."),
    "practice": Entry("practice", "Try the real commands, with practice servers in place of Slack."),
    "demo": Entry("demo", "Watch an invented attack being handled, on practice servers."),
}


@click.group(
    cls=LazyGroup,
    commands_by_name=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Example: calamiteit trigger attack-own-town --set place='Central station' --set severity=large",
)
@click.version_option(package_name="calamiteit")
@shared_options
@click.pass_context
def cli(context: click.Context) -> None:
    """Runs a municipality's plan for an attack or a disaster: reaches people, tracks tasks to the end.

    Data goes to stdout, messages to stderr. Exit codes: 0 all went well, 1 something failed, 2 the command or
    a name is wrong, 3 a check found errors, 4 not confirmed, 5 not everybody was reached.
    """
    context.ensure_object(Frame)


def main() -> None:
    """The entry point of the program."""
    cli(prog_name="calamiteit")


__all__ = ["COMMANDS", "cli", "main"]
