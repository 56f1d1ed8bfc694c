"""A text on the command line that must say something."""

from __future__ import annotations

import click

from calamiteit.cli.usage import TypedWrongly


class Text(click.ParamType[str]):
    """Refuses an empty text: an empty note or reason in a log helps nobody."""

    name = "text"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The text without blanks around it."""
        if not value.strip():
            name = param.opts[0] if isinstance(param, click.Option) else "TEXT"
            raise TypedWrongly("usage.empty-text", ctx, name=name)
        return value.strip()


TEXT = Text()
