"""Linter, formatter, type checker and the check of declared dependencies, each as one test."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.support.source import ROOT


def test_the_linter_finds_nothing() -> None:
    _passes("ruff", "check", ".")


def test_the_formatter_would_change_nothing() -> None:
    _passes("ruff", "format", "--check", ".")


@pytest.mark.timeout(300)
def test_the_type_checker_finds_nothing() -> None:
    _passes("mypy")


def test_every_declared_library_is_used_and_every_used_one_is_declared() -> None:
    _passes("deptry", "calamiteit")


def _passes(tool: str, *arguments: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", tool, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
