"""The writers of reports: what people typed stays text, and the page runs and loads nothing."""

from __future__ import annotations

import re

import pytest
from markdown_it import MarkdownIt

from calamiteit.engine.reporting.chart import to_svg
from calamiteit.engine.reporting.document import Bar, Chart, Document, Listing, Section, Table
from calamiteit.engine.reporting.html import to_html
from calamiteit.engine.reporting.markdown import escape, to_markdown

NASTY = "<script>alert(1)</script> [x](javascript:y) | **b** \"q\" 'a'"


def _document(text: str) -> Document:
    bar = Bar(label=text, asked=0, taken=10, over=50, late=False)
    chart = Chart(
        title=text,
        alternative=text,
        legend=(text, text, text),
        note=text,
        start=0,
        end=100,
        ticks=((0, text),),
        bars=(bar,),
    )
    return Document(
        language="nl",
        title=text,
        warning=text,
        facts=((text, text),),
        notes=(text,),
        chart=chart,
        sections=(
            Section(title=text, body=Table(header=(text, text), rows=((text, text),))),
            Section(title="open", body=Listing(items=(text,))),
            Section(title="empty", body=Listing(items=())),
        ),
        none="geen",
    )


def test_what_people_typed_is_text_in_the_page_and_never_markup() -> None:
    page = to_html(_document(NASTY))
    assert "<script" not in page
    assert page.count("&lt;script&gt;") >= 10


def test_the_page_loads_and_runs_nothing() -> None:
    page = to_html(_document("gewoon"))
    assert "default-src 'none'" in page.replace("&#x27;", "'")
    assert not re.search(r"(src|href)=|url\(|@import|\son\w+=|<script|https?://", page)


def test_an_empty_section_says_so() -> None:
    assert '<p class="none">geen</p>' in to_html(_document("gewoon"))
    assert "## empty\n\ngeen" in to_markdown(_document("gewoon"))


def test_what_people_typed_is_text_in_markdown() -> None:
    written = to_markdown(_document(NASTY))
    page = MarkdownIt("commonmark", {"html": True}).enable("table").render(written)
    assert not set(re.findall(r"<(\w+)", page)) & {"script", "a", "img", "em"}
    assert page.count("[x](javascript:y) | **b**") >= 5
    assert all(line.count(" | ") == 1 for line in written.splitlines() if line.startswith("| "))


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("2026-11-24", "2026-11-24"),
        ("1. one", r"1\. one"),
        ("- point", r"\- point"),
        ("two\r\nlines", "two / lines"),
        ("# head", r"\# head"),
    ],
)
def test_a_line_shows_as_it_was_written(typed: str, written: str) -> None:
    assert escape(typed) == written


def test_a_short_task_can_still_be_seen_in_the_chart() -> None:
    document = _document("T1")
    assert document.chart is not None
    widths = [
        float(width) for width in re.findall(r'<rect class="\w+" .*?width="([\d.]+)"', to_svg(document.chart))
    ]
    assert len(widths) == 2
    assert min(widths) >= 2
