"""A plain table for the terminal: no frame, long words folded, nothing read as markup."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

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


def call_grid(rows: Sequence[Sequence[str]], everybody: Sequence[Sequence[str]]) -> Table:
    """Order, person, number, state; under each other for all roles. A number is never broken off."""
    table = Table.grid(padding=(0, 2, 0, 0))
    for position in range(4):
        widest = max(len(row[position]) for row in everybody)
        is_number = position == 2
        table.add_column(
            min_width=min(widest, 30) if is_number else min(widest, 20),
            no_wrap=is_number or position == 0,
            style="bold cyan" if is_number else "",
        )
    for row in rows:
        table.add_row(Text("  " + row[0]), *(Text(cell) for cell in row[1:]))
    return table
