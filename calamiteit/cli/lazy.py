"""Commands that are imported when they are used, and the one place where an error becomes words."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import click
from click.shell_completion import CompletionItem

from calamiteit.cli.failing import reported
from calamiteit.cli.frame import Frame
from calamiteit.cli.usage import NoSuchCommand, in_words


@dataclass(frozen=True, slots=True)
class Entry:
    """A command: its module in calamiteit.cli, and the line that help shows."""

    module: str
    help: str

    @property
    def path(self) -> str:
        """The full name of the module."""
        return f"calamiteit.cli.{self.module}"


def _whole(argument: str) -> str:
    """Half characters can be neither stored nor shown; the name of a file that exists stays as it is."""
    whole = argument.encode("utf-8", "replace").decode()
    return argument if argument == whole or os.path.exists(argument) else whole


def _listen_ahead(frame: Frame, args: Sequence[str]) -> None:
    """Who types, where and in which language, before anything can be wrong: for the words of complaints."""
    said = list(args[: args.index("--")] if "--" in args else args)
    for flag, value in pairwise(said):
        match flag:
            case "--lang" if value in ("nl", "en"):
                frame.language_given = value
            case "--as":
                frame.me_given = value
            case "--workspace" | "-w":
                frame.workspace_given = Path(value)


class HelpfulGroup(click.Group):
    """A group that cuts no line of its help."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The table of commands, each with its whole first sentence."""
        commands = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl([(name, one.get_short_help_str(limit=200)) for name, one in commands if one])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """As click does; a comma would end the help of a command in fish."""
        found = super().shell_complete(ctx, incomplete)
        for item in found:
            item.help = (self.help_line(ctx, item.value) or item.help or "").replace(",", ";")
        return found

    def help_line(self, ctx: click.Context, name: str) -> str:
        """The whole first sentence about a command; empty for what is none."""
        command = self.get_command(ctx, name)
        return command.get_short_help_str(limit=200) if command else ""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does; for a misspelt command the nearest right one is named, else all of them."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            names = self.list_commands(ctx)
            raise NoSuchCommand(args[0], names, ctx) from error


class LazyGroup(HelpfulGroup):
    """A group that knows its commands by name only, until one is wanted."""

    def __init__(self, *args: Any, commands_by_name: Mapping[str, Entry], **more: Any) -> None:
        super().__init__(*args, **more)
        self._entries = commands_by_name

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """What was typed in another encoding than the terminal's counts with question marks in it."""
        return super().parse_args(ctx, [_whole(argument) for argument in args])

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Those that are installed, in the order of the table."""
        return [name for name, entry in self._entries.items() if find_spec(entry.path) is not None]

    def help_line(self, ctx: click.Context, name: str) -> str:
        """From the table, without an import."""
        return self._entries[name].help if name in self._entries else ""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command; None when there is no such command."""
        entry = self._entries.get(cmd_name)
        if entry is None or find_spec(entry.path) is None:
            return None
        return cast("click.Command", import_module(entry.path).command)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The table of commands, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, self._entries[name].help) for name in self.list_commands(ctx)])

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what goes wrong is told in words, with its exit code."""
        with in_words(ctx.ensure_object(Frame)), reported(ctx):
            return super().invoke(ctx)

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """As click does; what is wrong before any command is told in words too."""
        frame = extra.setdefault("obj", Frame())
        _listen_ahead(frame, args)
        with in_words(frame):
            return super().make_context(info_name, args, parent, **extra)
