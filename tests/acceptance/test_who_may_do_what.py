"""Each act of the authority table at the terminal: officer and role holder may, others are told who may."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from calamiteit.core.chain import Linked
from calamiteit.core.contacts.acts import ACTS
from tests.support.whole_workspace import WholeWorkspace

OFFICER, OTHER, UNKNOWN = "heron", "skylark", "Kim Onbekend"
PASSPHRASE = "a passphrase for a test"
TRIGGER = ("trigger", "attack-own-town", "--set", "place=Markt", "--set", "area=centrum")

# Act, who may do it by a role other than the officer's, and what they type. RUN and FILE are filled in.
WALK: Sequence[tuple[str, str, tuple[str, ...]]] = (
    ("trigger", "kestrel", (*TRIGGER, "--again", "Een tweede plek", "--confirm", "Lindeveen")),
    ("stop", "curlew", ("run", "stop", "--not-false-alarm", "--reason", "x", "--confirm", "RUN")),
    ("wind-down", "avocet", ("run", "wind-down", "--reason", "Het is rustig")),
    ("close", "curlew", ("run", "close", "--leave-open", "--reason", "Klaar")),
    ("reassign", "wren", ("task", "reassign", "T2", "--to", "plover")),
    ("redate", "dunnock", ("task", "redate", "T2", "--at", "+30m")),
    ("skip", "curlew", ("task", "skip", "T3", "--reason", "Niet nodig")),
    ("add", "linnet", ("task", "add", "Open de sporthal", "--role", "social")),
    ("start", "wren", ("task", "start", "first-meeting")),
    ("handover", "wren", ("run", "handover", "--from", "godwit", "--to", "plover")),
    ("fact", "osprey", ("run", "fact", "Twee schoten", "--confirmed")),
    ("fact", "kingfisher", ("run", "fact", "--confirm", "F1")),
    ("fact", "kingfisher", ("run", "fact", "--withdraw", "F1")),
    ("accept-for", "wren", ("task", "accept", "T2", "--for", "decider", "--heard-by", "phone")),
    ("accept-for", "wren", ("task", "start", "T2", "--for", "decider", "--heard-by", "voice")),
    ("accept-for", "wren", ("task", "done", "T2", "--for", "decider", "--heard-by", "phone")),
    ("accept-for", "wren", ("task", "decline", "T2", "--reason", "Ziek", "--for", "curlew")),
    ("view-contacts", "wren", ("contacts", "show", "swift")),
    ("forget", "stonechat", ("forget", "swift", "--confirm", "swift")),
    ("export", "wren", ("run", "export", "RUN", "FILE", "--confirm", "RUN")),
)
BY_HAND_ELSEWHERE = {"wake", "approve"}
"""`wake` is a button in Slack only; nothing is approved yet."""
ASKED_AT_THE_DOOR = {"trigger", "view-contacts", "forget", "export"}
"""Refused as a command that is wrong; the others as something that failed in the run."""

each_act = pytest.mark.parametrize(("act", "holder", "words"), WALK, ids=lambda part: _name(part))


def _name(part: object) -> str:
    return " ".join(part[:3]) if isinstance(part, tuple) else str(part)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A workspace in which osprey, who stands for no officer, began a run."""
    town = WholeWorkspace(tmp_path_factory.mktemp("begun") / "workspace")
    return town.folder, town.trigger(by="osprey")


class Town(WholeWorkspace):
    """A copy of that workspace, and its run."""

    def __init__(self, begun: tuple[Path, str], folder: Path) -> None:
        shutil.copytree(begun[0], folder)
        self.folder, self.run, self.reported = folder, begun[1], []

    def tries(self, words: Sequence[str], me: str) -> tuple[int, str]:
        """Exit code, and what was said on stderr."""
        filled = {"RUN": self.run, "FILE": str(self.folder.parent / "run.calamiteit")}
        done = self.type(*(filled.get(word, word) for word in words), me=me)
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done.exit_code, " ".join(done.stderr.split())

    def events(self) -> list[Linked]:
        app = self.app()
        try:
            streams = (*(info.id for info in app.place.store.streams("run")), "workspace")
            return [one for stream in streams for one in app.place.store.read(stream)]
        finally:
            app.close()


@pytest.fixture
def town(begun: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Town:
    monkeypatch.setenv("CALAMITEIT_PASSPHRASE", PASSPHRASE)
    return Town(begun, tmp_path / "workspace")


def test_every_act_of_the_table_is_walked() -> None:
    assert {act for act, _, _ in WALK} | BY_HAND_ELSEWHERE == set(ACTS)


@each_act
def test_the_officer_may_do_each_act(town: Town, act: str, holder: str, words: tuple[str, ...]) -> None:
    code, said = town.tries(words, OFFICER)
    assert code == (5 if act == "trigger" else 0), said


@each_act
def test_who_holds_a_role_of_the_table_may_do_it(
    town: Town, act: str, holder: str, words: tuple[str, ...]
) -> None:
    code, said = town.tries(words, holder)
    assert code == (5 if act == "trigger" else 0), said


@each_act
def test_another_person_is_refused_in_words_and_nothing_happens(
    town: Town, act: str, holder: str, words: tuple[str, ...]
) -> None:
    before = town.events()
    code, said = town.tries(words, OTHER)
    assert (code, f"{OTHER} may not" in said) == (2 if act in ASKED_AT_THE_DOOR else 1, True), said
    assert town.events() == before


@each_act
def test_an_unknown_person_is_refused_in_words_and_nothing_happens(
    town: Town, act: str, holder: str, words: tuple[str, ...]
) -> None:
    before = town.events()
    code, said = town.tries(words, UNKNOWN)
    assert (code, f"no person '{UNKNOWN}'" in said) == (2, True), said
    assert town.events() == before


@pytest.mark.parametrize(
    "words",
    [("run", "stop"), ("run", "wind-down"), ("run", "close")],
    ids=" ".join,
)
@pytest.mark.parametrize(("me", "refused"), [(OTHER, (1, "may not do this")), (UNKNOWN, (2, "no person"))])
def test_who_may_not_end_a_run_hears_so_before_anything_is_asked_or_shown(
    town: Town, words: tuple[str, ...], me: str, refused: tuple[int, str]
) -> None:
    code, said = town.tries(words, me)
    assert (code, refused[1] in said) == (refused[0], True), said
    assert "Still open" not in said and "--confirm" not in said


@pytest.mark.parametrize(
    "words",
    [
        ("run", "note", "Gezien"),
        ("run", "fact", "Er is rook"),
        ("run", "guard", "threat"),
    ],
    ids=_name,
)
def test_a_note_an_unconfirmed_fact_and_a_guard_are_for_everybody_who_is_known(
    town: Town, words: tuple[str, ...]
) -> None:
    assert town.tries(words, UNKNOWN)[0] == 2
    assert town.tries(words, OTHER)[0] == 0


@pytest.mark.parametrize("verb", ["accept", "start", "done", "decline"])
def test_the_task_of_another_is_answered_by_its_holder_deputy_or_officer_only(town: Town, verb: str) -> None:
    words = ("task", verb, "T2", *(("--reason", "Ziek") if verb == "decline" else ()))
    before = town.events()
    assert town.tries(words, OTHER) == (
        1,
        "T2 belongs to curlew. Do you want to take it over? Ask the crisis officer.",
    )
    assert town.tries(words, UNKNOWN)[0] == 2
    assert town.events() == before
    assert town.tries(words, "curlew")[0] == 0


def test_who_started_a_run_leads_it_also_to_another_machine(town: Town) -> None:
    assert town.tries(("run", "export", "RUN", "FILE", "--confirm", "RUN"), "osprey")[0] == 0


def test_the_log_of_call_lists_holds_no_name_that_somebody_made_up(town: Town) -> None:
    assert town.tries(("calllist",), UNKNOWN)[0] == 0
    assert town.tries(("calllist",), OTHER)[0] == 0
    by = [one.entry.body["by"] for one in town.events() if one.entry.kind == "calllist-printed"]
    assert [str(found.get("alias")) for found in by if isinstance(found, dict)] == ["unknown", OTHER]


@pytest.mark.parametrize(
    "words",
    [
        ("task", "accept", "T1", "--run", "workspace"),
        ("run", "note", "x", "--run", "workspace"),
        ("run", "stop", "workspace"),
        ("report", "workspace"),
        ("status", "workspace"),
        ("calllist", "workspace"),
        ("forget", "--run", "workspace"),
        ("run", "export", "workspace", "FILE"),
    ],
    ids=_name,
)
def test_the_log_of_the_workspace_is_no_run(town: Town, words: tuple[str, ...]) -> None:
    code, said = town.tries(words, OFFICER)
    assert (code, "no run 'workspace'" in said) == (2, True), said
