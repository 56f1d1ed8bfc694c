"""A kill in the middle of forgetting a person: the same command, typed again, finishes it."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.source import ROOT
from tests.support.whole_workspace import WholeWorkspace

NOTE = "Kim Zomaar is ziek"
KEPT = "De sporthal is open"
DYING = """
import os, signal, sys
wanted, file = sys.argv[1:3]
def die(event, given):
    if event == wanted and any(str(one).endswith(file) for one in given):
        os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(die)
from calamiteit.cli import main
sys.argv = ["calamiteit", *sys.argv[3:]]
main()
"""


@pytest.mark.parametrize(
    ("event", "file"),
    [("os.rename", "roles.yaml"), ("os.rename", "people.yaml"), ("os.remove", "contacts.json")],
    ids=["before the files", "in the middle of the files", "after the files"],
)
def test_killed_while_forgetting_the_repeat_leaves_no_mention(tmp_path: Path, event: str, file: str) -> None:
    town = WholeWorkspace(tmp_path / "workspace")
    town.trigger(fact=f"Gemeld door {town.personal('wren')[0]}")
    for note in (NOTE, KEPT):
        assert town.type("run", "note", note).exit_code == 0
    words = ("forget", "wren", "--confirm", "wren", "--workspace", str(town.folder), "--as", "heron")
    town.type("contacts", "check")  # keeps the checked copy that is removed
    killed = subprocess.run([sys.executable, "-c", DYING, event, file, *words], cwd=ROOT, check=False)
    assert killed.returncode == -signal.SIGKILL
    town.type("forget", "wren", "--confirm", "wren")
    assert town.holding(town.personal("wren")) == {}
    log = " ".join(town.type("log").stdout.split())
    assert "Zomaar" not in log
    assert KEPT in log
    assert town.type("log", "workspace", "--verify").exit_code == 0


def test_what_a_kill_left_half_written_is_taken_away_too(tmp_path: Path) -> None:
    town = WholeWorkspace(tmp_path / "workspace")
    town.trigger()
    held = (town.folder / "contacts" / "people.yaml").read_bytes()
    for left in (
        town.folder / "contacts" / ".people.yaml.ab12cd34",
        town.database.parent / ".contacts.json.x1",
    ):
        left.write_bytes(held)
    assert town.type("forget", "wren", "--confirm", "wren").exit_code == 0
    assert town.holding(town.personal("wren")) == {}
