"""Pytest set-up: rings with a time budget, and tests that need a program which may be missing."""

from __future__ import annotations

import pytest

pytest.register_assert_rewrite("tests.support", "tests.contracts")
pytest_plugins = ["pytester", "tests.support.programs", "tests.support.rings"]
