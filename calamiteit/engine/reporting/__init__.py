"""The report of a run: what happened, who answered when, what was decided, what is still open."""

from __future__ import annotations

from calamiteit.engine.reporting.build import build_report, teller_of
from calamiteit.engine.reporting.document import Bar, Document, Listing, Section, Table
from calamiteit.engine.reporting.html import to_html
from calamiteit.engine.reporting.markdown import to_markdown

__all__ = [
    "Bar",
    "Document",
    "Listing",
    "Section",
    "Table",
    "build_report",
    "teller_of",
    "to_html",
    "to_markdown",
]
