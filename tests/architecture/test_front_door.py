"""The front door: what the package promises to those who import it."""

from __future__ import annotations

import tomllib

import calamiteit
from tests.support.source import ROOT


def test_the_front_door_names_exactly_what_it_offers() -> None:
    assert calamiteit.__all__ == ["__version__"]


def test_the_front_door_is_sorted_and_true() -> None:
    assert sorted(calamiteit.__all__) == calamiteit.__all__
    assert [name for name in calamiteit.__all__ if not hasattr(calamiteit, name)] == []


def test_the_version_is_the_one_of_the_project_file() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert calamiteit.__version__ == settings["project"]["version"]
