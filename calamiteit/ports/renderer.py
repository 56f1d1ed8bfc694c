"""What the rest needs of templates: a text with its places filled in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol


class Renderer(Protocol):
    """Fills in texts of plans and template files. Both are written by others and run in a sandbox.

    Every failure is a DoesNotRender (core/errors.py): a misspelt place, a forbidden expression, a text that
    grows too long, a template file that is not there.
    """

    def text(self, source: str, values: Mapping[str, object], /) -> str:
        """The text of a plan, filled in; a place without a value is an error, never an empty spot."""

    def template(self, name: str, language: str, values: Mapping[str, object], /) -> str:
        """The template file of that name in that language, filled in."""

    def source(self, name: str, language: str, /) -> str:
        """The template file as it stands, to be pinned by a run."""
