"""`calamiteit drill` as it is typed: nobody is reached, whatever the settings name."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.whole_workspace import WholeWorkspace

SETTINGS = """
live:
  slack: {bot_token: token-of-somebody, app_token: token-of-somebody}
  mail: {host: mail.example.org, sender: a@example.org}
  channels: {sms: "ntfys://ntfy.example.org/{address}"}
"""
"""What would reach people, if a drill could."""

WATCHED = """
import os, sys

def watch(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto", "subprocess.Popen"):
        sys.stderr.write(f"REACHED OUT: {event} {arguments}")
        os._exit(99)

sys.addaudithook(watch)
from calamiteit.cli import main
try:
    main()
finally:
    loaded = {name.partition(".")[0] for name in sys.modules}
    print("loaded:", *sorted(loaded & {"slack_sdk", "slack_bolt", "smtplib", "apprise"}), file=sys.stderr)
"""


@pytest.fixture
def town(tmp_path: Path) -> WholeWorkspace:
    return WholeWorkspace(tmp_path / "workspace", SETTINGS)


def test_a_drill_opens_no_connection_and_touches_nothing_of_live(town: WholeWorkspace) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, "drill", "attack-own-town", "--seed", "3", "--until", "12h"],
        cwd=town.folder,
        env={**os.environ, "CALAMITEIT_ME": "heron", "CALAMITEIT_LANG": "en"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("S-")
    assert "Nobody is reached" in done.stderr
    assert done.stderr.rstrip().endswith("loaded:"), "no library that could send was even imported"
    assert [path.name for path in (town.folder / "var").glob("*.db")] == ["simulation.db"]


def test_a_drill_can_be_looked_at_and_nothing_else(town: WholeWorkspace) -> None:
    done = town.type("drill", "attack-own-town", "--seed", "3", "--until", "4h")
    assert done.exit_code == 0, done.stderr
    run = done.stdout.split()[-1]
    assert "Alert the rapid team" in done.stderr
    report = town.type("report", run)
    assert "SIMULATION" in report.stdout
    assert town.type("log", run, "--verify").exit_code == 0
    assert run in town.type("run", "list", "--drills").stdout
    assert run not in town.type("run", "list").stdout
    refused = town.type("task", "accept", "T1", "--run", run)
    assert refused.exit_code == 2
    assert "was a drill" in refused.stderr


def test_the_seed_is_named_so_that_the_drill_can_be_played_again(town: WholeWorkspace) -> None:
    first = town.type("drill", "attack-own-town", "--until", "2h", "--at", "2026-12-01 03:00")
    seed = first.stderr.partition("Seed ")[2].split()[0]
    again = town.type("drill", "attack-own-town", "--until", "2h", "--at", "2026-12-01 03:00", "--seed", seed)
    goals = [done.stderr.partition("Mark")[2].partition("Everything")[0] for done in (first, again)]
    assert goals[0] == goals[1]
    assert goals[0]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("drill", "atack-own-town"), "attack-own-town"),
        (("drill", "attack-own-town", "--set", "plaec=Markt"), "place"),
        (("drill", "attack-own-town", "--set", "place"), "="),
        (("drill", "attack-own-town", "--until", "soon"), "soon"),
        (("drill", "attack-own-town", "--seed", "-1"), "write a whole number, 0 or more"),
        (("drill", "attack-own-town", "--at", "yesterday"), "yesterday"),
        (("status", "S-261124-none"), "S-261124-none"),
    ],
)
def test_a_mistake_is_told_in_words(town: WholeWorkspace, words: tuple[str, ...], said: str) -> None:
    done = town.type(*words)
    assert done.exit_code == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
