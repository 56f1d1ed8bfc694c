"""A report before it is written as Markdown or HTML: headings, tables, lists, one chart; all plain text."""

from __future__ import annotations

from dataclasses import dataclass

from calamiteit.core.time import Millis


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under a header; every cell is plain text."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Points in a list."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading with what stands under it; an empty body says "none"."""

    title: str
    body: Table | Listing


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One task in the chart: asked, taken, over. Instants; None: not (yet)."""

    label: str
    asked: Millis
    taken: Millis | None
    over: Millis
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """The timeline as a picture, with the words that it needs."""

    title: str
    alternative: str
    """The same in words, for those who cannot see it."""
    legend: tuple[str, str, str]
    """asked, taken, late."""
    note: str
    start: Millis
    end: Millis
    ticks: tuple[tuple[Millis, str], ...]
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The whole report."""

    language: str
    title: str
    warning: str
    """Said above everything else: an exercise, or a log that does not hold."""
    facts: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    chart: Chart | None
    sections: tuple[Section, ...]
    none: str
    """The word for an empty section."""
