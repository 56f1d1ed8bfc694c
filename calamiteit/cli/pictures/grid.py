"""A plain table for the terminal: no frame, long words folded, nothing read as markup."""

from __future__ import annotations

from collections.abc import Iterable

from rich.table import Table
from rich.text import Text


def grid(header: Iterable[str], rows: Iterable[Iterable[str]], *, bold_first: bool = True) -> Table:
    """Rows under a dim header; the first column stands out."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for position, name in enumerate(header):
        table.add_column(name, overflow="fold", no_wrap=position == 0)
    for row in rows:
        first, *rest = row
        table.add_row(Text(first, style="bold" if bold_first else ""), *(Text(cell) for cell in rest))
    return table
