"""The program's own words, for those who have no workspace at hand."""

from __future__ import annotations

from calamiteit.adapters.files.words import Words
from calamiteit.ports.words import Wording


def words_in(language: str) -> Wording:
    """The words in a language; English for one that the program does not speak."""
    return Words(language)
