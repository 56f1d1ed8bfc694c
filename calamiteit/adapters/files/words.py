"""The program's own words: short codes turned into Dutch or English from the gettext catalogues."""

from __future__ import annotations

from functools import lru_cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

DEFAULT_LANGUAGE = "en"
CATALOGUES = Path(__file__).parents[2] / "words"


class _Places(dict[str, object]):
    """Leaves an unfilled `{place}` visible: in a crisis a text with a gap beats no text."""

    def __missing__(self, place: str) -> str:
        return "{" + place + "}"


class Words:
    """One language of the catalogues; an unknown language speaks English, an unknown code shows itself."""

    def __init__(self, language: str = DEFAULT_LANGUAGE, *, folder: Path = CATALOGUES) -> None:
        wanted = language.replace("_", "-").split("-")[0].lower()
        self._language = wanted if wanted in languages(folder) else DEFAULT_LANGUAGE
        self._catalogue = _catalogue(folder, self._language)

    @property
    def language(self) -> str:
        """The code of the language spoken, "nl" or "en"."""
        return self._language

    def say(self, code: str, /, **values: object) -> str:
        """The text of `code` with its `{places}` filled; an integer `count` picks singular or plural."""
        return _text(self._catalogue, code, values.get("count")).format_map(_Places(values))


def languages(folder: Path = CATALOGUES) -> tuple[str, ...]:
    """The languages the program speaks, in alphabetical order."""
    return tuple(sorted(path.name for path in folder.iterdir() if (path / "LC_MESSAGES").is_dir()))


def _text(catalogue: GNUTranslations, code: str, count: object) -> str:
    if isinstance(count, int):
        counted = catalogue.ngettext(code, code, count)
        if counted != code:
            return counted
    return catalogue.gettext(code)


@lru_cache
def _catalogue(folder: Path, language: str) -> GNUTranslations:
    """A wheel carries compiled catalogues only; in a checkout the editable text counts, compiled or not."""
    compiled = folder / language / "LC_MESSAGES" / "calamiteit.mo"
    source = compiled.with_suffix(".po")
    if source.exists() and not _is_newer(compiled, source):
        return GNUTranslations(_compile(source))
    with compiled.open("rb") as stream:
        return GNUTranslations(stream)


def _is_newer(compiled: Path, source: Path) -> bool:
    return compiled.exists() and compiled.stat().st_mtime_ns > source.stat().st_mtime_ns


def _compile(source: Path) -> BytesIO:
    # Only a checkout comes here: babel is slow to import.
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    with source.open("rb") as stream:
        write_mo(compiled, read_po(stream))
    compiled.seek(0)
    return compiled
