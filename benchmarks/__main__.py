"""`python -m benchmarks`: measures, prints one table, and says which targets were met."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict
from importlib import import_module
from pathlib import Path

from benchmarks.figure import Figure, Setting, Verdict
from benchmarks.machine import machine
from benchmarks.processes import ROOT
from benchmarks.table import print_table

MODULES = ("transition", "dbos_step", "timers", "trigger", "recovery", "commands", "flat")
"""One module for each figure, in the order of the table."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what was asked for; 1 when a target was missed."""
    asked = _parser().parse_args(arguments)
    (ROOT / "build").mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="benchmarks-", dir=asked.folder or ROOT / "build"))
    about = machine(folder)
    started = time.monotonic()
    try:
        figures = _measured(asked.only or MODULES, Setting(folder=folder, quick=asked.quick))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    about["took"] = f"{time.monotonic() - started:.0f} s" + (
        " (quick: no figure to quote)" if asked.quick else ""
    )
    if asked.json:
        print(json.dumps(_document(about, figures), indent=2, ensure_ascii=False))
    else:
        print_table(about, figures)
    return int(any(figure.verdict is Verdict.MISSED for figure in figures))


def _measured(names: Sequence[str], setting: Setting) -> list[Figure]:
    figures: list[Figure] = []
    for name in names:
        started = time.monotonic()
        print(f"{name} ...", end="", file=sys.stderr, flush=True)
        figures += import_module(f"benchmarks.{name}").measure(setting)
        print(f" {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)
    return figures


def _document(about: dict[str, str], figures: Sequence[Figure]) -> dict[str, object]:
    """The form for programs."""
    listed = [{**asdict(figure), "verdict": figure.verdict.value} for figure in figures]
    return {"version": 1, "machine": about, "figures": listed}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", action="append", choices=MODULES, metavar="NAME", help=", ".join(MODULES))
    parser.add_argument(
        "--quick", action="store_true", help="few rounds: shows that it runs, no figure to quote"
    )
    parser.add_argument("--json", action="store_true", help="version 1 of the form for programs")
    parser.add_argument("--folder", type=Path, metavar="DIR", help="on the disk to measure; else build/ here")
    return parser


if __name__ == "__main__":
    sys.exit(main())
