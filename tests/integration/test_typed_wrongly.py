"""What is typed wrongly is told in the language of the person, with the nearest right name; exit code 2."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

from calamiteit.cli import cli
from tests.support.whole_workspace import WholeWorkspace

WRONG: Sequence[tuple[tuple[str, ...], str]] = (
    (("task", "accept"), "TASK ontbreekt"),
    (("task", "reassign", "T1"), "optie --to ontbreekt"),
    (("task", "skip", "T1", "--reason", " "), "--reason is leeg"),
    (("task", "acept", "T1"), "opdracht acept bestaat niet; bedoelde je 'accept'?"),
    (("task", "accept", "T1", "T2"), "dit is te veel: T2"),
    (
        ("task", "accept", "T1", "--heard-by", "phon"),
        "kies uit phone, voice; bedoelde je 'phone'?",
    ),
    (
        ("task", "accept", "T1", "--heard-bye", "phone"),
        "optie --heard-bye bestaat niet; bedoelde je '--heard-by'?",
    ),
    (("task", "redate", "T1", "--at"), "na --at ontbreekt een waarde"),
    (("task", "redate", "T1", "--at", "straks"), "'straks' is geen moment"),
    (("task", "add", "Iets", "--role", "social", "--within", "even"), "'even' is geen duur"),
    (("run", "note", ""), "TEXT is leeg"),
    (("run", "fact"), "geef een TEXT"),
    (("run", "close", "--leave-open=ja"), "--leave-open krijgt geen waarde"),
    (("log", "--head", "abc"), "een kop heeft 8 tekens"),
    (("forget",), "Vergeet een run, een persoon"),
    (("forget", "wren", "--rule", "a b"), "--rule is een code"),
    (
        ("playbook", "plan", "aftercare", "--days", "0"),
        "--days: schrijf een heel getal van 1 tot en met 3660",
    ),
    (("playbook", "check", "weg.yaml"), "weg.yaml bestaat niet"),
    (("playbok", "list"), "opdracht playbok bestaat niet; bedoelde je 'playbook'?"),
    (("zzz",), "(wel: trigger, status, "),
    (("--langg", "nl"), "optie --langg bestaat niet"),
)

VALUES: Sequence[tuple[str, str]] = (
    ("severity=huge", "severity is een van small, large, niet 'huge'"),
    ("severty=large", "heeft geen veld 'severty'; bedoelde je 'severity'?"),
    ("area=noordd", "er is geen wijk 'noordd'"),
    ("wounded=veel", "wounded is een heel getal, niet 'veel'"),
    ("wounded=-1", "wounded is 0 of meer, niet -1"),
    ("wounded=5001", "wounded is 5000 of minder, niet 5001"),
    ("next_message=25:99", "'25:99' is geen kloktijd"),
    ("memorial=morgen", "'morgen' is geen datum"),
    ("place=", "heeft place nodig"),
)


def _name(part: object) -> str:
    return " ".join(part) if isinstance(part, tuple) else str(part)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> WholeWorkspace:
    made = WholeWorkspace(tmp_path_factory.mktemp("wrong") / "workspace")
    made.trigger()
    return made


@pytest.mark.parametrize(("words", "said"), WRONG, ids=_name)
def test_a_dutch_workspace_answers_in_dutch(
    town: WholeWorkspace, words: tuple[str, ...], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(town.folder)
    done = CliRunner(env={"LANG": "C", "COLUMNS": "200"}).invoke(cli, [*words])
    assert (done.exit_code, said in done.stderr) == (2, True), done.output
    assert not {"Usage:", "Error:", "Try", "Invalid", "Missing"} & set(done.stderr.split())


@pytest.mark.parametrize(("words", "said"), WRONG, ids=_name)
def test_who_reads_english_is_answered_in_english(
    town: WholeWorkspace, words: tuple[str, ...], said: str
) -> None:
    done = town.type(*words) if words[0] != "--langg" else CliRunner(env={"LANG": "C"}).invoke(cli, [*words])
    assert done.exit_code == 2, done.output
    assert not {"ontbreekt", "Fout:", "bestaat", "geef", "kies", "schrijf"} & set(done.stderr.split())


@pytest.mark.parametrize(("value", "said"), VALUES)
def test_a_wrong_value_at_the_start_is_told_in_dutch(town: WholeWorkspace, value: str, said: str) -> None:
    place = () if value == "place=" else ("--set", "place=Markt")
    done = town.type("trigger", "attack-own-town", *place, "--set", value, language="nl")
    assert (done.exit_code, said in done.stderr) == (2, True), done.output


def test_without_a_workspace_the_language_of_the_system_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    runner = CliRunner(env={"LANG": "nl_NL.UTF-8", "LC_ALL": ""})
    assert "TASK ontbreekt" in runner.invoke(cli, ["task", "accept"]).stderr


@pytest.mark.parametrize(
    "words",
    [
        ("report", "L-"),
        ("status", "L-"),
        ("log", "L-"),
        ("log", "L-", "--verify"),
        ("calllist", "L-"),
        ("run", "note", "x", "--run", "L-"),
        ("run", "fact", "x", "--run", "L-"),
        ("run", "guard", "threat", "--run", "L-"),
        ("run", "handover", "L-", "--from", "wren", "--to", "heron"),
        ("run", "stop", "L-"),
        ("run", "wind-down", "L-"),
        ("run", "close", "L-"),
        ("run", "export", "L-", "file"),
        ("task", "accept", "T1", "--run", "L-"),
        ("task", "add", "x", "--role", "social", "--run", "L-"),
        ("forget", "--run", "L-"),
        ("trigger", "--join", "L-"),
    ],
    ids=_name,
)
def test_a_run_that_does_not_exist_is_answered_with_those_that_do(
    town: WholeWorkspace, words: tuple[str, ...]
) -> None:
    (run,) = [info.split()[0] for info in town.type("run", "list").stdout.splitlines()[1:]]
    done = town.type(*words)
    assert (done.exit_code, run in done.stderr) == (2, True), done.output


def test_a_file_that_is_no_exported_run_is_told_in_dutch(
    town: WholeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALAMITEIT_PASSPHRASE", "een lange zin")
    done = town.type("run", "adopt", str(town.folder / "settings.yaml"), language="nl")
    assert (done.exit_code, "is geen geëxporteerde run" in done.stderr) == (2, True), done.output
    gone = town.type("run", "adopt", str(town.folder / "weg"), language="nl")
    assert (gone.exit_code, "is niet te lezen" in gone.stderr) == (2, True), gone.output


def test_a_finding_ends_with_its_code_so_that_it_can_be_looked_up(town: WholeWorkspace) -> None:
    path = town.folder.parent / "broken.yaml"
    playbook = (town.folder / "playbooks" / "aftercare.yaml").read_text(encoding="utf-8")
    path.write_text(playbook.replace("format: 1", "format: 1\nformt: 1", 1), encoding="utf-8")
    assert "[unknown-key]" in town.type("playbook", "check", str(path)).stdout


def test_the_beginning_of_a_name_is_enough_to_be_told_the_whole(town: WholeWorkspace) -> None:
    assert "did you mean 'attack-own-town'?" in town.type("playbook", "show", "attack").stderr
    assert "there is: aftercare, " in town.type("playbook", "show", "zzz").stderr


def test_an_alarm_without_a_name_shows_which_there_are_and_changes_nothing(town: WholeWorkspace) -> None:
    before = town.type("log", "--json").stdout
    shown = town.type("run", "guard")
    assert shown.exit_code == 0, shown.output
    assert "threat" in shown.stdout and "Threat to a key figure" in shown.stdout
    assert town.type("log", "--json").stdout == before


def test_the_officer_at_the_terminal_is_told_what_to_type_not_whom_to_call(town: WholeWorkspace) -> None:
    assert town.type("task", "decline", "T2", "--reason", "x", "--for", "curlew").exit_code == 0
    refused = town.type("task", "redate", "T2", "--at", "+30m")
    assert (refused.exit_code, "calamiteit task reassign T2 --to" in refused.stderr) == (1, True)
    assert "crisis officer" not in refused.stderr


@pytest.mark.parametrize(("words", "offered"), [("", "playbook"), ("task ", "accept")])
def test_what_fish_shows_beside_a_command_is_not_cut_at_a_comma(words: str, offered: str) -> None:
    env = {"COMP_WORDS": f"calamiteit {words}", "COMP_CWORD": "", "_CALAMITEIT_COMPLETE": "fish_complete"}
    shown = CliRunner(env=env).invoke(cli, [], prog_name="calamiteit").output
    lines = [line.partition("\t") for line in shown.splitlines()]
    (about,) = [text for name, _, text in lines if name == f"plain,{offered}"]
    assert len(about.split()) > 3 and "," not in about and "..." not in about
