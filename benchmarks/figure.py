"""One measured figure: what was measured, its value in this run, and the target that it has to meet."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path


class Verdict(Enum):
    """What came of a figure. `shown` has no target, `not run` needs something that is not installed."""

    MET = "met"
    MISSED = "missed"
    SHOWN = "shown"
    NOT_RUN = "not run"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line of the table."""

    name: str
    """What `--only` takes."""
    what: str
    value: float | None = None
    unit: str = ""
    target: float | None = None
    at_least: bool = False
    """True when more is better; else the target is the most that is allowed."""
    detail: str = ""
    """The medians that the value was made of, or why it was not measured."""

    @property
    def verdict(self) -> Verdict:
        """Whether the target was met in this run."""
        if self.value is None:
            return Verdict.NOT_RUN
        if self.target is None:
            return Verdict.SHOWN
        is_met = self.value >= self.target if self.at_least else self.value <= self.target
        return Verdict.MET if is_met else Verdict.MISSED


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Where and how thoroughly to measure."""

    folder: Path
    """An empty folder on the disk that is measured."""
    quick: bool = False
    """Fewer rounds and smaller numbers: shows that a figure runs, not what it is."""

    def rounds(self, full: int, quick: int = 2) -> int:
        """How often to repeat."""
        return quick if self.quick else full

    def room(self, name: str) -> Path:
        """A new folder inside."""
        path = self.folder / name
        path.mkdir(parents=True)
        return path


def median(values: Sequence[float]) -> float:
    """The middle one: a single slow round does not move it."""
    return statistics.median(values)


def percentile(values: Sequence[float], percent: int) -> float:
    """The value that `percent` of all are at or below (the nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]
