"""The texts of plans and the template files of a workspace, filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import tzinfo
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from calamiteit.core.errors import DoesNotRender, nearest

if TYPE_CHECKING:
    from calamiteit.adapters.files.sandbox import Sandbox

_NAME = re.compile(r"[a-z][a-z0-9-]{0,60}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")


class Templates:
    """The renderer of a workspace: texts, and the files `LANGUAGE/NAME.md.j2` of a folder.

    A text may show values, choose with if, and go through a list with for; template_limits has the filters.
    It cannot call, assign, include, or grow beyond 50,000 characters.
    """

    def __init__(self, folder: Path | None, zone: tzinfo) -> None:
        self._folder = folder
        self._zone = zone

    @cached_property
    def _sandbox(self) -> Sandbox:
        """Made for the first text: most commands fill in none."""
        from calamiteit.adapters.files.sandbox import Sandbox

        return Sandbox(self._zone)

    def text(self, source: str, values: Mapping[str, object], /) -> str:
        """The text filled in; DoesNotRender when a place has no value or the text asks for too much."""
        return self._sandbox.text(source, values)

    def template(self, name: str, language: str, values: Mapping[str, object], /) -> str:
        """The template file filled in; DoesNotRender also when there is no such file."""
        return self.text(self.source(name, language), values)

    def source(self, name: str, language: str, /) -> str:
        """The text of a template file as written."""
        if not _NAME.fullmatch(name) or not _LANGUAGE.fullmatch(language):
            raise DoesNotRender(f"'{name}' is not the name of a template")
        known = self.names(language)
        if name not in known or self._folder is None:
            raise DoesNotRender(f"there is no template '{name}' in '{language}'", hint=nearest(name, known))
        try:
            return (self._folder / language / f"{name}.md.j2").read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise DoesNotRender(f"the template '{name}' in '{language}' cannot be read: {error}") from error

    def names(self, language: str) -> frozenset[str]:
        """The template files of a language."""
        if self._folder is None:
            return frozenset()
        files = (self._folder / language).glob("*.md.j2")
        return frozenset(path.name.removesuffix(".md.j2") for path in files)
