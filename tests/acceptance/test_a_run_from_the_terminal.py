"""What an officer does with a run as a whole, typed at a terminal on a real workspace."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.whole_workspace import WholeWorkspace


@pytest.fixture
def town(tmp_path: Path) -> WholeWorkspace:
    return WholeWorkspace(tmp_path / "workspace")


def test_runs_are_listed_for_programs_in_a_form_with_a_version(town: WholeWorkspace) -> None:
    run = town.trigger()
    listed = json.loads(town.type("run", "list", "--json").stdout)
    assert listed == {"version": 1, "runs": [{"id": run, "mode": "live", "status": "open"}]}


def test_a_note_and_a_fact_stand_in_the_log_as_written(town: WholeWorkspace) -> None:
    town.trigger()
    assert town.type("run", "note", "De [bold]school[/bold] is dicht").exit_code == 0
    assert town.type("run", "fact", "Twee schoten", "--source", "politie", "--confirmed").exit_code == 0
    assert town.type("run", "fact", "--withdraw", "F2").exit_code == 0
    log = town.type("log").stdout
    assert "noted: “De [bold]school[/bold] is dicht”" in log
    assert "added fact F2 (confirmed): “Twee schoten” “politie”" in log
    assert "changed fact F2: withdrawn" in log


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Place, as in a message: Markt Severity: Deaths, or more than one place"),
        ("nl", "Plaats, zoals in een bericht: Markt Omvang: Doden of meer dan één plek"),
    ],
)
def test_before_anything_leaves_the_parameters_are_shown_in_words_and_times_as_a_clock(
    town: WholeWorkspace, language: str, said: str
) -> None:
    given = ("--set", "place=Markt", "--set", "area=centrum,noorderveen", "--set", "next_message=23:59")
    refused = town.type("trigger", "attack-own-town", *given, "--confirm", "nobody", language=language)
    assert refused.exit_code == 4
    shown = " ".join(refused.stderr.replace("·", "").split())
    assert said in shown
    assert "23:59" in shown
    assert town.app().runs.open_runs() == []


def test_the_events_are_printed_for_programs(town: WholeWorkspace) -> None:
    town.trigger()
    printed = json.loads(town.type("log", "--json").stdout)
    assert printed["version"] == 1
    assert [event["seq"] for event in printed["events"][:3]] == [1, 2, 3]
    assert printed["events"][0]["kind"] == "run-started"
    assert "Markt" not in json.dumps(printed), "free text stays sealed"


def test_a_guard_is_pressed_by_anybody_and_a_misspelt_one_is_corrected(town: WholeWorkspace) -> None:
    town.trigger()
    wrong = town.type("run", "guard", "threa", me="skylark")
    assert (wrong.exit_code, "Looks like: threat" in wrong.stderr) == (1, True)
    pressed = town.type("run", "guard", "threat", "--reason", "Gezien bij de balie", me="skylark")
    assert pressed.exit_code == 0, pressed.output
    log = " ".join(town.type("log").stdout.split())
    assert "pressed the alarm “Threat to a key figure, official or building”. “Gezien bij de balie”" in log


def test_stopping_needs_the_run_typed_and_a_reason(town: WholeWorkspace) -> None:
    run = town.trigger()
    asked = town.type("run", "stop", "--false-alarm", "--reason", "vuurwerk")
    assert (asked.exit_code, f"--confirm {run}" in asked.stderr) == (4, True)
    wrong = town.type("run", "stop", "--false-alarm", "--reason", "vuurwerk", "--confirm", "L-1")
    assert wrong.exit_code == 4
    stopped = town.type("run", "stop", "--false-alarm", "--reason", "vuurwerk", "--confirm", run)
    assert stopped.exit_code == 0, stopped.output
    assert "stopped the run as a false alarm. “vuurwerk”" in " ".join(town.type("log", run).stdout.split())


def test_somebody_without_authority_cannot_stop(town: WholeWorkspace) -> None:
    run = town.trigger()
    words = ("run", "stop", "--not-false-alarm", "--reason", "x", "--confirm", run)
    refused = town.type(*words, me="skylark")
    assert (refused.exit_code, "may not do this" in refused.stderr) == (1, True)


def test_closing_names_what_is_open_and_has_to_be_told_to_leave_it(town: WholeWorkspace) -> None:
    run = town.trigger()
    asked = town.type("run", "close")
    assert (asked.exit_code, "T1 Alert the rapid team: open" in asked.stderr) == (4, True)
    closed = town.type("run", "close", run, "--leave-open", "--reason", "overgedragen")
    assert closed.exit_code == 0, closed.output
    assert "Head of the log: " in closed.stdout
    open_ends = town.type("report", run).stdout.partition("## Open ends")[2].partition("##")[0]
    assert "T1 Alert the rapid team: no longer needed, with heron" in open_ends
    goals = town.type("report", run).stdout.partition("## Goals")[2].partition("##")[0]
    assert "| the run ended before |" in goals and "not reached" not in goals


def test_scaling_down_can_hand_the_long_tail_to_another_playbook(town: WholeWorkspace) -> None:
    town.trigger()
    wrong = town.type("run", "wind-down", "--aftercare", "aftercar", "--reason", "week 6")
    assert (wrong.exit_code, "did you mean 'aftercare'" in wrong.stderr) == (2, True)
    done = town.type("run", "wind-down", "--aftercare", "aftercare", "--reason", "week 6")
    assert done.exit_code == 0, done.output
    assert "A linked run of aftercare is started" in town.type("log").stdout


def test_what_is_still_open_is_not_lost_among_the_steps_that_did_not_take_place(town: WholeWorkspace) -> None:
    town.trigger()
    done = town.type("run", "wind-down", "--reason", "week 6")
    assert "T1 Alert the rapid team: open" in done.stderr
    assert "First meeting of ten minutes" not in done.stderr
    assert "steps did not take place; the report names them" in " ".join(done.stderr.split())
    assert "First meeting of ten minutes" in town.type("report").stdout.partition("## Open ends")[2]


def test_open_tasks_are_handed_over(town: WholeWorkspace) -> None:
    town.trigger()
    done = town.type("run", "handover", "--from", "godwit", "--to", "plover")
    assert done.exit_code == 0, done.output
    assert "handed over from godwit (Social domain) to plover (Social domain)" in town.type("log").stdout


def test_the_report_is_one_file_that_only_its_owner_reads(town: WholeWorkspace, tmp_path: Path) -> None:
    town.trigger()
    out = tmp_path / "report.html"
    assert town.type("report", "--out", str(out), language="nl").exit_code == 0
    page = out.read_text(encoding="utf-8")
    assert "<h1>Rapport: Aanslag in de eigen gemeente</h1>" in page
    assert "Tijdlijn" in page
    assert all(name not in page for name in town.personal("heron"))
    assert out.stat().st_mode & 0o077 == 0


def test_the_call_list_names_people_and_looking_is_logged(town: WholeWorkspace) -> None:
    run = town.trigger()
    listed = town.type("calllist", run, "--markdown")
    assert listed.exit_code == 0, listed.output
    assert "Anne Voorbeeld (heron)" in listed.stdout
    assert "6 0000 0001" in listed.stdout
    assert "PERSONAL" in listed.stdout
    assert "calllist-printed" in town.type("log", "workspace").stdout


def test_the_call_list_works_before_any_run(town: WholeWorkspace) -> None:
    listed = town.type("calllist", "attack-own-town")
    assert (listed.exit_code, "Anne Voorbeeld" in listed.stdout) == (0, True)


def test_the_call_list_works_when_the_database_is_broken(town: WholeWorkspace) -> None:
    run = town.trigger()
    town.database.write_bytes(b"this is no database" * 400)
    listed = town.type("calllist", run)
    assert listed.exit_code == 0, listed.output
    assert "Anne Voorbeeld" in listed.stdout
    assert "could not be logged" in listed.stderr
    assert "contact files alone" in listed.stderr


def test_the_call_list_works_when_the_key_is_lost(town: WholeWorkspace) -> None:
    town.trigger()
    (town.folder / "keys" / "workspace.key").unlink()
    listed = town.type("calllist", "attack-own-town")
    assert (listed.exit_code, "Anne Voorbeeld" in listed.stdout) == (0, True)


def test_a_contact_is_shown_to_those_who_may_and_that_is_logged(town: WholeWorkspace) -> None:
    shown = town.type("contacts", "show", "swift")
    assert all(word in shown.stdout for word in town.personal("swift"))
    assert "who=swift" in town.type("log", "workspace").stdout
    assert town.type("contacts", "show", "swift", me="skylark").exit_code == 2


def test_the_list_of_contacts_holds_no_name_and_no_number(town: WholeWorkspace) -> None:
    listed = town.type("contacts", "list").stdout
    assert "school-liaison" in listed
    assert not [word for word in town.personal("swift") if word in listed]


def test_shipped_playbooks_and_contacts_hold_no_mistake(town: WholeWorkspace) -> None:
    for group in ("playbook", "contacts"):
        checked = town.type(group, "check")
        assert checked.exit_code == 0, checked.output


def test_a_mistake_in_a_playbook_is_named_at_its_place(town: WholeWorkspace) -> None:
    path = town.folder / "playbooks" / "aftercare.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("kind: meeting", "kind: meting", 1), "utf-8")
    checked = town.type("playbook", "check", str(path))
    assert checked.exit_code == 3, checked.output
    first = checked.stdout.splitlines()[0]
    assert "aftercare.yaml:" in first
    assert "did you mean 'meeting'" in checked.stdout


def test_a_plan_shows_what_would_happen_and_stores_nothing(town: WholeWorkspace) -> None:
    shown = town.type("playbook", "plan", "attack-own-town", "--at", "2026-12-01 03:00")
    assert shown.exit_code == 0, shown.output
    assert "Alert the rapid team" in shown.stdout
    assert town.type("run", "list").stdout == ""


def test_the_schema_is_json(town: WholeWorkspace) -> None:
    assert "$schema" in json.loads(town.type("playbook", "schema").stdout)


def test_without_channels_the_check_says_that_nobody_is_reached(town: WholeWorkspace) -> None:
    checked = town.type("channels", "check")
    assert (checked.exit_code, "NOBODY WILL BE REACHED" in checked.stderr) == (5, True)


def test_an_empty_note_is_refused(town: WholeWorkspace) -> None:
    town.trigger()
    refused = town.type("run", "note", "  ")
    assert (refused.exit_code, "TEXT is empty" in refused.stderr) == (2, True)


def test_a_misspelt_command_is_answered_with_the_nearest_one(town: WholeWorkspace) -> None:
    wrong = town.type("statu")
    assert (wrong.exit_code, "did you mean 'status'?" in wrong.stderr) == (2, True)


def test_an_alarm_that_is_like_no_other_is_answered_with_all_of_them(town: WholeWorkspace) -> None:
    town.trigger()
    wrong = town.type("run", "guard", "zzz")
    assert (wrong.exit_code, "threat, false-information" in wrong.stderr) == (1, True)


def test_a_wrong_name_is_explained_in_the_reader_s_language(town: WholeWorkspace) -> None:
    wrong = town.type("playbook", "show", "aftercar", language="nl")
    assert wrong.stderr == "geen draaiboek 'aftercar'; bedoelde je 'aftercare'?\n"


def test_who_is_named_with_as_reads_in_their_own_language(town: WholeWorkspace) -> None:
    english = town.type("playbook", "show", "aftercar", me="dunlin", language="")
    dutch = town.type("playbook", "show", "aftercar", me="lapwing", language="")
    assert english.stderr == "no playbook 'aftercar'; did you mean 'aftercare'?\n"
    assert dutch.stderr.startswith("geen draaiboek")


def test_saying_that_one_cannot_counts_as_an_answer_in_the_report(town: WholeWorkspace) -> None:
    run = town.trigger()
    assert town.type("task", "decline", "T3", "--for", "communication", "--reason", "ziek").exit_code == 0
    row = next(line for line in town.type("report", run).stdout.splitlines() if line.startswith("| T3 "))
    assert "no answer" not in row
