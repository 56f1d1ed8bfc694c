"""From an error to words on stderr and an exit code; a traceback only for CALAMITEIT_DEBUG=1."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import click

from calamiteit.cli.moments import NotUnderstood
from calamiteit.core.errors import BadInput, CalamiteitError, InWords, Mistake, UnknownName

OK, FAILED, USAGE, CHECK_FOUND, NOT_CONFIRMED, NOT_REACHED = range(6)
"""The exit codes."""


class Told(Exception):
    """Ends the command with an exit code; everything was said already."""

    def __init__(self, exit_code: int) -> None:
        super().__init__(exit_code)
        self.exit_code = exit_code


@contextmanager
def reported(ctx: click.Context) -> Iterator[None]:
    """Turns what the body raises into words and an exit code."""
    try:
        yield
    except (click.exceptions.Exit, click.ClickException, SystemExit):
        raise
    except (click.exceptions.Abort, KeyboardInterrupt):
        click.echo(err=True)
        _tell(ctx, "failed.aborted")
        ctx.exit(FAILED)
    except Told as told:
        ctx.exit(told.exit_code)
    except CalamiteitError as error:
        _show_trace_if_asked()
        _tell(ctx, "failed.mistake" if isinstance(error, Mistake) else "failed.trouble", _words(ctx, error))
        ctx.exit(exit_code_of(error))
    except BrokenPipeError:
        raise
    except Exception as error:  # noqa: BLE001 - the last place: the person gets words, never a traceback
        _show_trace_if_asked()
        _tell(ctx, "failed.unexpected", f"{type(error).__name__}: {error}")
        ctx.exit(FAILED)


def exit_code_of(error: CalamiteitError) -> int:
    """2 for bad input, except where a check says otherwise by raising `Told(CHECK_FOUND)`."""
    return USAGE if isinstance(error, BadInput) else error.exit_code


def _words(ctx: click.Context, error: CalamiteitError) -> str:
    """The error in the person's language, where it has parts to say it with."""
    from calamiteit.cli.frame import Frame

    say = (ctx.find_object(Frame) or Frame()).words_when_failing.say
    if isinstance(error, NotUnderstood):
        return say(error.code, given=error.given)
    if isinstance(error, InWords):
        return say(error.code, **error.values)
    if not isinstance(error, UnknownName):
        return str(error)
    hint = say("failed.did-you-mean", name=error.nearest) if error.nearest else ""
    if error.others:
        hint = say("failed.there-is", names=", ".join(error.others))
    thing = say(f"failed.thing.{error.what.replace(' ', '-')}")
    return say("failed.unknown-name", what=thing, name=error.name) + hint


def _tell(ctx: click.Context, code: str, what: str = "") -> None:
    from calamiteit.cli.frame import Frame

    frame = ctx.find_object(Frame) or Frame()
    frame.tell(frame.words_when_failing.say(code, what=what), style="bold red")


def _show_trace_if_asked() -> None:
    if os.environ.get("CALAMITEIT_DEBUG") == "1":
        raise
