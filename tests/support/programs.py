"""Pytest plugin: `@pytest.mark.needs("chromium")` for a test that needs a program of the system.

Known programs stand in `.ci/programs`. Where one is missing its tests are left out and named at the end;
with CALAMITEIT_REQUIRE_ALL=1 they fail instead.
"""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

LIST = Path(".ci") / "programs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A program, the Debian package that brings it, and where to look when it is not on PATH."""

    name: str
    package: str
    pattern: str

    def is_present(self) -> bool:
        if self.pattern:
            return any(Path("/").glob(self.pattern.lstrip("/")))
        return shutil.which(self.name) is not None


class MissingPrograms:
    """Leaves out, or fails, the tests whose programs are missing; tells what would bring them back."""

    def __init__(self, programs: dict[str, Program], *, required: bool) -> None:
        self._programs = programs
        self._required = required
        self._left_out: Counter[str] = Counter()

    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        if self._required:
            return
        without = [item for item in items if self._missing(item)]
        self._left_out.update(package for item in without for package in sorted(self._missing(item)))
        if without:
            items[:] = [item for item in items if not self._missing(item)]
            config.hook.pytest_deselected(items=without)

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        if packages := self._missing(item):
            pytest.fail(
                f"missing on this machine: apt-get install {' '.join(sorted(packages))}", pytrace=False
            )

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        output: dict[str, Any] | None = getattr(session.config, "workeroutput", None)
        if output is not None:
            output["left_out"] = dict(self._left_out)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        self._left_out = Counter(getattr(node, "workeroutput", {}).get("left_out", self._left_out))

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for package, tests in sorted(self._left_out.items()):
            terminalreporter.write_line(f"not run: apt-get install {package} ({tests} tests)", yellow=True)

    def _missing(self, item: pytest.Item) -> set[str]:
        return {program.package for program in self._needed(item) if not program.is_present()}

    def _needed(self, item: pytest.Item) -> Iterator[Program]:
        for name in (name for mark in item.iter_markers("needs") for name in mark.args):
            if name not in self._programs:
                raise pytest.UsageError(f"{item.nodeid} needs {name!r}: add it to {LIST}")
            yield self._programs[name]


def programs_of(root: Path) -> dict[str, Program]:
    """The programs listed in `.ci/programs` under `root`: name, Debian package, and perhaps where to look."""
    path = root / LIST
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    rows = [line.split() for line in lines if line.strip() and not line.startswith("#")]
    return {
        row[0]: Program(name=row[0], package=row[1], pattern=row[2] if len(row) > 2 else "") for row in rows
    }


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "needs(program, ...): programs of the system, listed in .ci/programs")
    required = os.environ.get("CALAMITEIT_REQUIRE_ALL") == "1"
    config.pluginmanager.register(MissingPrograms(programs_of(config.rootpath), required=required), "missing")
