"""The table at the end: each figure with its target and whether it was met."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.table import Table

from benchmarks.figure import Figure, Verdict

STYLES = {Verdict.MET: "green", Verdict.MISSED: "bold red", Verdict.SHOWN: "", Verdict.NOT_RUN: "yellow"}

NARROWEST = 120


def print_table(about: Mapping[str, str], figures: Sequence[Figure]) -> None:
    """To stdout: the machine first, then one line for each figure."""
    console = Console(highlight=False)
    console.width = max(console.width, NARROWEST)
    for name, value in about.items():
        console.print(f"{name:<12} {value}", markup=False, soft_wrap=True)
    table = Table(
        caption="Medians of one run; ratios are taken turn by turn.", show_lines=False, width=console.width
    )
    table.add_column("name", no_wrap=True)
    table.add_column("figure", ratio=3)
    table.add_column("value", justify="right", no_wrap=True)
    table.add_column("target", justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    table.add_column("made of", ratio=2)
    for figure in figures:
        verdict = figure.verdict
        table.add_row(
            figure.name, figure.what, shown(figure.value, figure.unit), target_of(figure),
            f"[{STYLES[verdict]}]{verdict.value}[/]" if STYLES[verdict] else verdict.value, figure.detail,
        )  # fmt: skip
    console.print(table)


def shown(value: float | None, unit: str) -> str:
    """A value with two or three digits that mean something."""
    if value is None:
        return "-"
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2 if abs(value) >= 0.1 else 4
    return f"{value:.{digits}f} {unit}".rstrip()


def target_of(figure: Figure) -> str:
    """The target with its direction."""
    if figure.target is None:
        return "-"
    return f"{'≥' if figure.at_least else '≤'} {shown(figure.target, figure.unit)}"
