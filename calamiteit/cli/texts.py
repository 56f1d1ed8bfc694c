"""A text on the command line that must say something."""

from __future__ import annotations

import click


class Text(click.ParamType[str]):
    """Refuses an empty text: an empty note or reason in a log helps nobody."""

    name = "text"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The text without blanks around it."""
        if not value.strip():
            self.fail("it is empty; write what there is to say between quotes", param, ctx)
        return value.strip()


TEXT = Text()
