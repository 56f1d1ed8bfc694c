"""What was typed wrongly on the command line, in the language of the person who typed it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import IO, Any

import click

from calamiteit.cli.frame import Frame
from calamiteit.core.errors import nearest
from calamiteit.core.written import written

Say = Callable[..., str]
_EXTRA = re.compile(r"\((?P<names>.*)\)", re.DOTALL)


class TypedWrongly(click.UsageError):
    """One of our own rules was broken: `code` names the words, `values` fill them."""

    def __init__(self, code: str, ctx: click.Context | None = None, /, **values: object) -> None:
        super().__init__(code, ctx or click.get_current_context(silent=True))
        self.code, self.values = code, values


class NoSuchCommand(click.UsageError):
    """A command that does not exist; `known` are those that do."""

    def __init__(self, name: str, known: Sequence[str], ctx: click.Context) -> None:
        super().__init__(name, ctx)
        self.known = tuple(known)


class Told(click.UsageError):
    """Everything is in words already, one line each."""

    def __init__(self, lines: Sequence[str], ctx: click.Context | None) -> None:
        super().__init__(written("\n".join(lines)), ctx)

    def show(self, file: IO[Any] | None = None) -> None:
        """The lines, on stderr."""
        click.echo(self.message, file=file, err=file is None)


@contextmanager
def in_words(frame: Frame) -> Iterator[None]:
    """Turns the complaints of the command line into words that this person reads."""
    try:
        yield
    except (Told, click.exceptions.NoArgsIsHelpError):
        raise
    except click.UsageError as error:
        say = frame.words_when_failing.say
        lines = [say("usage.wrong", what=_message(error, say))]
        if error.ctx is not None:
            command = error.ctx.command
            pieces = " ".join(command.collect_usage_pieces(error.ctx))
            lines.insert(0, say("usage.form", command=error.ctx.command_path, pieces=pieces))
            lines.append(say("usage.help", command=error.ctx.command_path))
        raise Told(lines, error.ctx) from error


def _message(error: click.UsageError, say: Say) -> str:
    match error:
        case TypedWrongly(code=code, values=values):
            return say(code, **values)
        case NoSuchCommand(message=name, known=known):
            near = nearest(name, known)
            others = "" if near else say("usage.commands", names=", ".join(known))
            return say("usage.no-command", name=name) + _near(near, say) + others
        case click.NoSuchOption(option_name=name):
            near = nearest(name, _options(error.ctx))
            return say("usage.no-option", name=name) + _near(near, say)
        case click.MissingParameter(param=param):
            is_option = isinstance(param, click.Option)
            return say("usage.missing-option" if is_option else "usage.missing-argument", name=_name(error))
        case click.BadParameter():
            return say("usage.bad-value", name=_name(error), why=_why(error, say))
        case click.BadOptionUsage(option_name=name):
            needs = "requires" in error.message
            return say("usage.needs-value" if needs else "usage.takes-no-value", name=name)
        case _ if (extra := _EXTRA.search(error.message)) and "extra argument" in error.message:
            return say("usage.extra", names=extra["names"])
        case _:
            return error.format_message()


def _options(ctx: click.Context | None) -> list[str]:
    found = ctx.command.get_params(ctx) if ctx is not None else []
    return [flag for one in found for flag in (*one.opts, *one.secondary_opts) if flag.startswith("--")]


def _name(error: click.BadParameter) -> str:
    """`TASK`, `--at`: as it is typed."""
    param = error.param
    if isinstance(param, click.Option):
        return max(param.opts, key=len)
    hint = error.param_hint or (param.make_metavar(error.ctx) if param is not None and error.ctx else "")
    return str(hint).strip("[].")


def _why(error: click.BadParameter, say: Say) -> str:
    kind = error.param.type if error.param is not None else None
    given = _quoted(error.message)
    match kind:
        case click.Choice(choices=choices):
            known = [str(choice) for choice in choices]
            return say("usage.not-one-of", known=", ".join(known)) + _near(nearest(given, known), say)
        case click.IntRange(min=low, max=None):
            return say("usage.too-low", low=low)
        case click.IntRange(min=low, max=high):
            return say("usage.not-in-range", low=low, high=high)
        case click.Path():
            return say("usage.no-such-file", file=given)
        case _:
            return error.message


def _quoted(message: str) -> str:
    """What click repeats between quotes of what was typed."""
    found = re.search(r"'(.*?)'", message)
    return found[1] if found else ""


def _near(name: str | None, say: Say) -> str:
    return say("failed.did-you-mean", name=name) if name else ""
