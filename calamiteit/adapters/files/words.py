"""The program's own words: short codes turned into Dutch or English from the gettext catalogues."""

from __future__ import annotations

from functools import lru_cache
from gettext import GNUTranslations
from importlib.resources import files
from io import BytesIO
from pathlib import Path

DEFAULT_LANGUAGE = "en"


class _Places(dict[str, object]):
    """Leaves an unfilled `{place}` visible: in a crisis a text with a gap beats no text."""

    def __missing__(self, place: str) -> str:
        return "{" + place + "}"


class Words:
    """One language of the catalogues; an unknown language speaks English, an unknown code shows itself."""

    def __init__(self, language: str = DEFAULT_LANGUAGE) -> None:
        wanted = language.replace("_", "-").split("-")[0].lower()
        self._language = wanted if wanted in languages() else DEFAULT_LANGUAGE

    @property
    def language(self) -> str:
        """The code of the language spoken, "nl" or "en"."""
        return self._language

    def say(self, code: str, /, **values: object) -> str:
        """The text of `code` with its `{places}` filled; an integer `count` picks singular or plural."""
        return _text(_catalogue(self._language), code, values.get("count")).format_map(_Places(values))


def languages() -> tuple[str, ...]:
    """The languages the program speaks, in alphabetical order."""
    return tuple(sorted(folder.name for folder in _folder().iterdir() if folder.is_dir()))


def _text(catalogue: GNUTranslations, code: str, count: object) -> str:
    if isinstance(count, int):
        counted = catalogue.ngettext(code, code, count)
        if counted != code:
            return counted
    return catalogue.gettext(code)


@lru_cache
def _catalogue(language: str) -> GNUTranslations:
    """A wheel carries compiled catalogues only; in a checkout the editable text counts, compiled or not."""
    compiled = _folder() / language / "LC_MESSAGES" / "calamiteit.mo"
    source = compiled.with_suffix(".po")
    if source.exists() and not _is_newer(compiled, source):
        return GNUTranslations(_compile(source))
    with compiled.open("rb") as stream:
        return GNUTranslations(stream)


def _is_newer(compiled: Path, source: Path) -> bool:
    return compiled.exists() and compiled.stat().st_mtime_ns > source.stat().st_mtime_ns


def _compile(source: Path) -> BytesIO:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    with source.open("rb") as stream:
        write_mo(compiled, read_po(stream))
    compiled.seek(0)
    return compiled


def _folder() -> Path:
    return Path(str(files("calamiteit"))) / "words"
