"""Writes a report as Markdown; what people typed cannot become markup, links or HTML."""

from __future__ import annotations

import re

from calamiteit.engine.reporting.document import Document, Listing, Section, Table

_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~!&])")
_FIRST = re.compile(r"^(?:(\d+)(?=[.)])|(?=[-+]))")
_BREAKS = re.compile(r"[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")


def to_markdown(document: Document) -> str:
    """The report as one Markdown file."""
    parts = [f"# {escape(document.title)}"]
    if document.warning:
        parts.append(f"**{escape(document.warning)}**")
    parts.append(table(Table(header=("", ""), rows=document.facts)))
    parts += [escape(note) for note in document.notes]
    parts += [_section(section, document.none) for section in document.sections]
    return "\n\n".join(parts) + "\n"


def _section(section: Section, none: str) -> str:
    body = section.body
    text = listing(body) if isinstance(body, Listing) else table(body) if body.rows else ""
    return f"## {escape(section.title)}\n\n{text or escape(none)}"


def listing(body: Listing) -> str:
    """Points, one to a line."""
    return "\n".join(f"- {escape(item)}" for item in body.items)


def table(body: Table) -> str:
    """A pipe table."""
    lines = [_row(body.header), "|" + " --- |" * len(body.header)]
    return "\n".join([*lines, *(_row(row) for row in body.rows)])


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(escape(cell) for cell in cells) + " |"


def escape(text: str) -> str:
    """Text that shows as it was written, on one line."""
    flat = _BREAKS.sub(" / ", text.strip())
    return _FIRST.sub(lambda found: (found[1] or "") + "\\", _MARKS.sub(r"\\\1", flat))
