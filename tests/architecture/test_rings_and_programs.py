"""The test set-up itself: a ring has a budget, and a missing program is named, not hidden."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.source import ROOT

CONFTEST = 'pytest_plugins = ["tests.support.programs", "tests.support.rings"]\n'
NEEDS = (
    'import pytest\n@pytest.mark.needs("{program}")\ndef test_it():\n    pass\ndef test_other():\n    pass\n'
)


@pytest.fixture
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("CALAMITEIT_REQUIRE_ALL", raising=False)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    pytester.makefile(".toml", pyproject="[tool.calamiteit.rings]\nunit = 60\ncontracts = 0\n")
    pytester.makefile(
        "", **{".ci/programs": "# name package where\nno-such-program no-such-package\nsh dash\n"}
    )
    pytester.makepyfile(conftest=CONFTEST)
    return pytester.path


def _write(project: Path, name: str, text: str) -> None:
    path = project / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("workers", ["0", "2"])
def test_a_test_that_needs_a_missing_program_is_named_at_the_end(
    pytester: pytest.Pytester, project: Path, workers: str
) -> None:
    _write(project, "tests/unit/test_a.py", NEEDS.format(program="no-such-program"))
    result = pytester.runpytest_subprocess("-n", workers)
    result.stdout.fnmatch_lines(["not run: apt-get install no-such-package (1 tests)"])
    result.assert_outcomes(passed=1, deselected=1 if workers == "0" else 0)


def test_a_missing_program_fails_its_tests_when_all_is_required(
    pytester: pytest.Pytester, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(project, "tests/unit/test_a.py", NEEDS.format(program="no-such-program"))
    monkeypatch.setenv("CALAMITEIT_REQUIRE_ALL", "1")
    pytester.runpytest_subprocess().assert_outcomes(errors=1, passed=1)


def test_a_test_whose_program_is_there_runs(pytester: pytest.Pytester, project: Path) -> None:
    _write(project, "tests/unit/test_a.py", NEEDS.format(program="sh"))
    pytester.runpytest_subprocess().assert_outcomes(passed=2)


def test_a_ring_over_its_budget_fails_the_run_although_all_tests_pass(
    pytester: pytest.Pytester, project: Path
) -> None:
    _write(project, "tests/contracts/test_a.py", "def test_it():\n    pass\n")
    result = pytester.runpytest_subprocess()
    result.assert_outcomes(passed=1)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["FAILED: ring contracts took * its budget is 0 s*"])


def test_a_ring_within_its_budget_passes_and_shows_its_time(pytester: pytest.Pytester, project: Path) -> None:
    _write(project, "tests/unit/test_a.py", "def test_it():\n    pass\n")
    result = pytester.runpytest_subprocess()
    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines(["rings: unit 0 of 60 s (1 tests)"])


def test_a_test_outside_a_ring_is_refused(pytester: pytest.Pytester, project: Path) -> None:
    _write(project, "tests/test_a.py", "def test_it():\n    pass\n")
    result = pytester.runpytest_subprocess()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*tests outside a ring: tests/test_a.py*"])
