"""What a planner and an officer read at the terminal, on a real workspace."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.whole_workspace import WholeWorkspace


@pytest.fixture
def town(tmp_path: Path) -> WholeWorkspace:
    return WholeWorkspace(tmp_path / "workspace")


def test_the_place_of_a_mistake_is_printed_as_it_is_also_on_line_100(town: WholeWorkspace) -> None:
    path = town.folder / "late.yaml"
    path.write_text("\n" * 99 + "colour: red\n", encoding="utf-8")
    checked = town.type("playbook", "check", str(path))
    assert checked.exit_code == 3
    assert "late.yaml:100:1: colour: there is no key 'colour' here" in checked.output


def test_winding_down_shows_what_is_still_open(town: WholeWorkspace) -> None:
    run = town.trigger()
    wound_down = town.type("run", "wind-down", "--reason", "week 6")
    assert wound_down.exit_code == 0, wound_down.output
    assert "T1" in wound_down.stderr
    assert f"calamiteit run close {run}" in wound_down.stderr
