"""Asking for the municipality's name before people are reached."""

from __future__ import annotations

import click

from calamiteit.cli.frame import Frame
from calamiteit.core.errors import NotConfirmed


def confirm_with_name(frame: Frame, given: str | None, *, question: str) -> None:
    """Ask for the municipality's name, or take `--confirm NAME`. Raises NotConfirmed.

    Without a terminal nothing is asked: `--confirm` is needed.
    """
    name = frame.workspace.basics.municipality
    if given is None:
        if not frame.can_ask:
            raise NotConfirmed(frame.say("confirm.no-terminal", name=name))
        frame.tell(question, style="bold")
        given = click.prompt(frame.say("confirm.type", name=name), default="", show_default=False, err=True)
    if given.strip().casefold() != name.casefold():
        raise NotConfirmed(frame.say("confirm.other", name=name, given=given.strip()))
