"""What the rest needs of the program's own words: a sentence for a code, in one language."""

from __future__ import annotations

from typing import Protocol


class Wording(Protocol):
    """The program's own words in one language; `say` never raises for a missing text or value."""

    @property
    def language(self) -> str:
        """The language code, such as "nl"."""

    def say(self, code: str, /, **values: object) -> str:
        """The text of a code with its `{places}` filled in; `count` picks singular or plural."""

    def __hash__(self) -> int:
        """So that what is said the same each time can be kept."""
