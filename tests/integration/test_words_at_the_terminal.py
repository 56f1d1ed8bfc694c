"""What a planner and an officer read at the terminal, on a real workspace."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from calamiteit.adapters.process import my_name
from calamiteit.core.time import MINUTE
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


def test_status_says_which_guard_is_on_until_the_run_is_over(town: WholeWorkspace) -> None:
    town.trigger()
    assert "GUARD ON" not in town.type("status").stdout
    town.type("run", "guard", "threat", "--reason", "seen at the front desk")
    assert "GUARD ON: Threat to a key figure, official or building" in town.type("status").stdout
    assert "0 done · 2 not done" in town.type("status").stdout, "what a guard halted was not done"
    assert "ALARM AAN: Dreiging" in town.type("status", language="nl").stdout


def test_status_calls_nobody_asked_whose_message_has_not_left(town: WholeWorkspace) -> None:
    town.trigger()
    shown = town.type("status").stdout
    assert "NOT SENT YET" in shown
    assert "asked " not in shown.partition("Under way")[2].partition("Next")[0]


def test_status_says_that_the_contact_files_broke_and_goes_on_with_the_last_good_ones(
    town: WholeWorkspace,
) -> None:
    town.trigger()
    with (town.folder / "contacts" / "people.yaml").open("a", encoding="utf-8") as file:
        file.write("  broken: [\n")
    shown = town.type("status")
    assert shown.exit_code == 0
    assert "CONTACTS CANNOT BE READ" in shown.stdout
    assert "people.yaml" in shown.stdout
    assert "heron (chair)" in shown.stdout


def test_status_of_a_stopped_run_names_who_has_not_heard_that_it_is_over(town: WholeWorkspace) -> None:
    run = town.trigger()
    heard = town.type("task", "accept", "T2", "--for", "decider", "--heard-by", "phone")
    assert heard.exit_code == 0, heard.output
    assert "has not been told" not in town.type("status", run).stdout

    town.type("run", "stop", "--false-alarm", "--reason", "fireworks", "--confirm", run)

    shown = " ".join(town.type("status", run).stdout.split())
    assert "curlew has not been told that it is over" in shown
    assert "heeft nog niet gehoord dat het voorbij is" in " ".join(
        town.type("status", run, language="nl").stdout.split()
    )


def test_after_a_stop_the_report_and_the_log_name_the_last_run(town: WholeWorkspace) -> None:
    for _ in range(4):  # the last one, whatever the order of their ids
        words = ("trigger", "attack-own-town", "--set", "place=Markt", "--confirm", "Lindeveen", "--no-wait")
        run = town.type(*words).stdout.split()[0]
        stopped = town.type("run", "stop", "--false-alarm", "--reason", "fireworks", "--confirm", run)
        assert stopped.exit_code == 0, stopped.output
    for command in ("report", "log"):
        assert f"The last was {run}" in town.type(command).stderr, command


def test_a_command_that_is_unlike_any_other_is_answered_with_all_of_them(town: WholeWorkspace) -> None:
    asked = town.type("task", "cannot", "T9")
    assert asked.exit_code == 2
    assert "accept" in asked.stderr
    assert "decline" in asked.stderr


def test_an_engine_that_was_killed_is_not_called_alive_although_its_lease_still_runs(
    town: WholeWorkspace,
) -> None:
    town.trigger()
    with subprocess.Popen(["true"]) as ended:
        pass
    app = town.app()
    machine = my_name().rsplit(":", 2)[0]
    now = app.place.wall.now()
    try:
        assert app.place.store.take(f"{machine}:{ended.pid}:1", now=now, ttl=MINUTE) is not None
    finally:
        app.close()
    assert "NO ENGINE IS ALIVE" in town.type("status").stdout


def test_a_person_at_a_terminal_is_asked_before_a_whole_plan_is_dropped(town: WholeWorkspace) -> None:
    run = town.trigger()
    ours, theirs = os.openpty()
    os.write(ours, b"n\n")
    words = ["run", "wind-down", "--reason", "too early", "--as", "heron", "--lang", "en"]
    asked = subprocess.run(
        [sys.executable, "-m", "calamiteit", *words, "--workspace", str(town.folder)],
        stdin=theirs,
        capture_output=True,
        text=True,
        timeout=60,
    )
    os.close(ours)
    os.close(theirs)
    assert "Steps that have not begun: 50. They will not happen." in asked.stderr
    assert asked.returncode == 4
    assert f"{run} · Running" in town.type("status").stdout


def test_the_first_screen_and_the_status_count_the_same_steps_to_come(town: WholeWorkspace) -> None:
    words = ["trigger", "attack-own-town", "--set", "place=Markt", "--set", "area=centrum"]
    announced = town.type(*words, "--confirm", "Lindeveen", "--no-wait")
    assert "50 steps come later" in announced.stderr
    assert "50 to come" in town.type("status").stdout


def test_a_trigger_without_a_playbook_says_which_there_are(town: WholeWorkspace) -> None:
    asked = town.type("trigger")
    assert asked.exit_code == 2
    assert "Which playbook? There are: aftercare, asylum-unrest, attack-own-town" in asked.stderr


def test_an_answer_by_phone_to_a_task_that_does_not_exist_names_the_task_and_not_a_person(
    town: WholeWorkspace,
) -> None:
    town.trigger()
    asked = town.type("task", "accept", "T99", "--heard-by", "phone")
    assert asked.exit_code == 2
    assert "T99" in asked.stderr
    assert "None" not in asked.stderr
