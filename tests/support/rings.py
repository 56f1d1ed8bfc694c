"""Pytest plugin: every test stands in a ring (a folder), and each ring has a budget of seconds.

The budgets are the table `[tool.calamiteit.rings]` of pyproject.toml. The durations of a ring's tests are
added up, over all workers; a ring above its budget fails the run.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest


@dataclass(slots=True)
class Ring:
    """Time used by the tests of one folder, in seconds."""

    name: str
    budget: float
    seconds: float = 0.0
    tests: set[str] = field(default_factory=set)

    @property
    def exceeded(self) -> bool:
        return self.seconds > self.budget

    def __str__(self) -> str:
        return f"{self.name} {self.seconds:.0f} of {self.budget:.0f} s ({len(self.tests)} tests)"


class RingBudgets:
    """Adds up durations in the process that reports, and fails the run when a ring took too long."""

    def __init__(self, budgets: dict[str, float]) -> None:
        self._rings = {name: Ring(name, budget) for name, budget in budgets.items()}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        ring = self._rings[ring_of(report.nodeid)]
        ring.seconds += report.duration
        ring.tests.add(report.nodeid)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        if exitstatus == pytest.ExitCode.OK and any(self._exceeded()):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        used = [ring for ring in self._rings.values() if ring.tests]
        if used:
            terminalreporter.write_line("rings: " + " · ".join(str(ring) for ring in used))
        for ring in self._exceeded():
            terminalreporter.write_line(
                f"FAILED: ring {ring.name} took {ring.seconds:.1f} s; its budget is {ring.budget:.0f} s "
                "(pyproject.toml, tool.calamiteit.rings)",
                red=True,
            )

    def _exceeded(self) -> Iterator[Ring]:
        return (ring for ring in self._rings.values() if ring.exceeded)


def ring_of(nodeid: str) -> str:
    """The ring of a test: the folder under `tests/` in the path that opens its id, else the empty string."""
    parts = nodeid.split("::")[0].split("/")
    return parts[1] if len(parts) > 2 and parts[0] == "tests" else ""


def budgets_of(root: Path) -> dict[str, float]:
    """Seconds per ring, from pyproject.toml in the folder `root`."""
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    rings: dict[str, float] = settings["tool"]["calamiteit"]["rings"]
    return rings


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(RingBudgets(budgets_of(config.rootpath)), "ring-budgets")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    rings = budgets_of(config.rootpath)
    outside = [item.nodeid for item in items if ring_of(item.nodeid) not in rings]
    if outside:
        places = ", ".join(f"tests/{ring}/" for ring in rings)
        raise pytest.UsageError(f"tests outside a ring: {', '.join(outside)}; a test lives in {places}")
