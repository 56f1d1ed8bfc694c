"""Writes a report as one HTML file: nothing is loaded, nothing runs, everything typed is escaped."""

from __future__ import annotations

from base64 import b64encode
from html import escape

from calamiteit.core.chain import digest
from calamiteit.engine.reporting.chart import to_svg
from calamiteit.engine.reporting.document import Chart, Document, Listing, Section, Table

STYLE = """
:root { color-scheme: light; }
body { font: 16px/1.5 system-ui, "Segoe UI", Roboto, "Liberation Sans", Arial, sans-serif; color: #1a1a1a;
  background: #fff; max-width: 62rem; margin: 0 auto; padding: 1.5rem; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .5rem; }
h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; border-bottom: 2px solid #154273; padding-bottom: .2rem; }
p { margin: .5rem 0; max-width: 46rem; }
.warning { background: #ffdd00; color: #000; font-weight: 700; padding: .6rem .8rem; }
.none { color: #555; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid #ddd;
  overflow-wrap: anywhere; }
thead th { border-bottom: 2px solid #888; }
tbody th { font-weight: 600; width: 12rem; }
td:first-child, thead th { white-space: nowrap; }
.wrap td:first-child { white-space: normal; min-width: 14rem; }
.wide { overflow-x: auto; }
svg { width: 100%; height: auto; min-width: 44rem; font-family: inherit; }
svg text { font-size: 11px; fill: #333; }
svg .label { text-anchor: end; }
svg .hour { text-anchor: middle; }
svg .tick { stroke: #ddd; stroke-width: 1; }
svg .asked, .key .asked { fill: #9bb8d3; background: #9bb8d3; }
svg .taken, .key .taken { fill: #154273; background: #154273; }
svg .late, .key .late { fill: #c83737; background: #c83737; }
.key { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; font-size: .85rem; }
.key span { display: inline-block; width: 1.2em; height: .8em; margin-right: .4em; }
@media print {
  body { max-width: none; padding: 0; font-size: 10.5pt; }
  h2 { break-after: avoid; } tr, li { break-inside: avoid; } thead { display: table-header-group; }
  .warning, .key span { border: 1px solid #000; } * { print-color-adjust: exact; }
}
@page { margin: 18mm 15mm; }
"""
POLICY = "default-src 'none'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'"


def to_html(document: Document) -> str:
    """The report as one self-contained page."""
    warning = f'<p class="warning">{escape(document.warning)}</p>' if document.warning else ""
    parts = [
        "<!doctype html>",
        f'<html lang="{escape(document.language)}">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{escape(POLICY.format(_style_hash()))}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="referrer" content="no-referrer">',
        '<meta name="robots" content="noindex">',
        f"<title>{escape(document.title)}</title>",
        f"<style>{STYLE}</style>",
        "</head>",
        "<body>",
        f"<h1>{escape(document.title)}</h1>",
        warning,
        _facts(document.facts),
        *(f"<p>{escape(note)}</p>" for note in document.notes),
        _chart(document.chart) if document.chart else "",
        *(_section(section, document.none) for section in document.sections),
        "</body>",
        "</html>",
    ]
    return "\n".join(part for part in parts if part) + "\n"


def _style_hash() -> str:
    """How the policy names the one style that may count."""
    return b64encode(bytes.fromhex(digest(STYLE))).decode()


def _facts(facts: tuple[tuple[str, str], ...]) -> str:
    rows = [f'<tr><th scope="row">{escape(name)}</th><td>{escape(value)}</td></tr>' for name, value in facts]
    return '<table class="wrap"><tbody>\n' + "\n".join(rows) + "\n</tbody></table>"


def _chart(chart: Chart) -> str:
    key = "".join(
        f'<li><span class="{kind}"></span>{escape(words)}</li>'
        for kind, words in zip(("asked", "taken", "late"), chart.legend, strict=True)
    )
    note = f"<p>{escape(chart.note)}</p>" if chart.note else ""
    return (
        f"<h2>{escape(chart.title)}</h2>\n"
        f'<div class="wide">{to_svg(chart)}</div>\n<ul class="key">{key}</ul>{note}'
    )


def _section(section: Section, none: str) -> str:
    body = section.body
    if isinstance(body, Listing):
        text = _listing(body) if body.items else ""
    else:
        text = _table(body) if body.rows else ""
    text = text or f'<p class="none">{escape(none)}</p>'
    return f"<section>\n<h2>{escape(section.title)}</h2>\n{text}\n</section>"


def _listing(body: Listing) -> str:
    return "<ul>\n" + "\n".join(f"<li>{escape(item)}</li>" for item in body.items) + "\n</ul>"


def _table(body: Table) -> str:
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in body.header)
    rows = ["<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in body.rows]
    kind = "wrap" if len(body.header) > 2 else "time"
    return (
        f'<div class="wide"><table class="{kind}"><thead><tr>{head}</tr></thead><tbody>\n'
        + "\n".join(rows)
        + "\n</tbody></table></div>"
    )
