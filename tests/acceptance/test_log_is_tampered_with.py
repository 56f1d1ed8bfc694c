"""Somebody edits the database behind the program's back; `log --verify` finds it and exits with 1."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from calamiteit.adapters.store import library
from calamiteit.core.chain import Entry, canonical, genesis, link
from tests.support.whole_workspace import WholeWorkspace


class Tampered(WholeWorkspace):
    """A workspace with one run of which a report was printed, and a hand in its file."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.run = self.trigger()
        self.type("run", "note", "De school is dicht")
        self.head = self.heads()[self.run]

    def edit(self, statement: str, *given: object) -> None:
        connection = library.pick().connect(str(self.database), isolation_level=None)
        connection.execute(statement, given)
        connection.close()

    def ask(self, statement: str, *given: object) -> list[tuple[object, ...]]:
        connection = library.pick().connect(str(self.database), isolation_level=None)
        found: list[tuple[object, ...]] = connection.execute(statement, given).fetchall()
        connection.close()
        return found

    def heads(self) -> dict[str, str]:
        return {str(id): str(head) for id, head in self.ask("SELECT id, head FROM stream")}

    def recompute(self, stream: str) -> None:
        """What somebody with the program at hand can do: link the chain anew."""
        ((header,),) = self.ask("SELECT header FROM stream WHERE id = ?", stream)
        head = genesis(json.loads(str(header)))
        rows = self.ask("SELECT seq, at, kind, body FROM event WHERE stream = ? ORDER BY seq", stream)
        for seq, at, kind, body in rows:
            entry = Entry(seq=int(str(seq)), at=int(str(at)), kind=str(kind), body=json.loads(str(body)))
            head = link(head, entry)
            self.edit("UPDATE event SET hash = ? WHERE stream = ? AND seq = ?", head, stream, seq)
        self.edit("UPDATE stream SET head = ?, version = ? WHERE id = ?", head, len(rows), stream)

    def verify(self, *more: str) -> tuple[int, str]:
        found = self.type("log", self.run, "--verify", *more)
        return found.exit_code, found.stdout


@pytest.fixture
def tampered(tmp_path: Path) -> Tampered:
    return Tampered(tmp_path / "workspace")


def test_an_untouched_log_holds_and_says_what_that_does_not_prove(tampered: Tampered) -> None:
    found = tampered.type("log", tampered.run, "--verify")
    assert found.exit_code == 0
    assert tampered.head in found.stdout
    assert "could not also rewrite the whole log" in found.stderr


def test_the_head_of_a_report_is_found_in_a_log_that_went_on(tampered: Tampered) -> None:
    tampered.type("run", "note", "Nog iets")
    found = tampered.type("log", tampered.run, "--head", tampered.head[:16])
    assert found.exit_code == 0, found.output
    assert "up to there nothing was changed" in found.stderr


def test_an_edited_event_is_found(tampered: Tampered) -> None:
    tampered.edit("UPDATE event SET at = at - 60000 WHERE stream = ? AND seq = 3", tampered.run)
    code, said = tampered.verify()
    assert (code, "event 3 is not what was written" in said) == (1, True)


def test_a_cut_tail_is_found(tampered: Tampered) -> None:
    ((version,),) = tampered.ask("SELECT version FROM stream WHERE id = ?", tampered.run)
    tampered.edit("DELETE FROM event WHERE stream = ? AND seq = ?", tampered.run, version)
    code, said = tampered.verify()
    assert (code, "events are missing at the end" in said) == (1, True)


def test_a_dropped_run_is_found_in_the_log_of_the_workspace(tampered: Tampered) -> None:
    for table, column in (("outbox", "stream"), ("timer", "stream"), ("event", "stream"), ("stream", "id")):
        tampered.edit(f"DELETE FROM {table} WHERE {column} = ?", tampered.run)
    code, said = tampered.verify()
    assert (code, "knows this run, but it is gone" in said) == (1, True)
    assert tampered.type("log", "workspace", "--verify").exit_code == 1


def test_a_chain_that_was_made_anew_is_found_by_the_head_that_was_printed(tampered: Tampered) -> None:
    ((version,),) = tampered.ask("SELECT version FROM stream WHERE id = ?", tampered.run)
    tampered.edit("DELETE FROM event WHERE stream = ? AND seq = ?", tampered.run, version)
    tampered.recompute(tampered.run)
    assert tampered.verify()[0] == 0, "by itself it holds: that is why heads are kept elsewhere"
    code, said = tampered.verify("--head", tampered.head)
    assert (code, "head that you gave is not in this log" in said) == (1, True)


def test_the_beginning_made_anew_is_found_by_the_log_of_the_workspace(tampered: Tampered) -> None:
    tampered.edit("UPDATE event SET at = at - 1 WHERE stream = ? AND seq = 1", tampered.run)
    tampered.recompute(tampered.run)
    code, said = tampered.verify()
    assert (code, "the workspace's log knew another head" in said) == (1, True)


def test_a_run_that_was_slipped_in_is_found(tampered: Tampered) -> None:
    tampered.edit(
        "INSERT INTO stream (id, kind, version, status, head, header) VALUES ('L-9', 'run', 0, 'open', ?, ?)",
        genesis({}),
        canonical({}),
    )
    found = tampered.type("log", "workspace", "--verify")
    assert (found.exit_code, "never saw this run begin" in found.stdout) == (1, True)


def test_a_text_that_vanished_without_an_event_is_found(tampered: Tampered) -> None:
    ((body,),) = tampered.ask("SELECT body FROM event WHERE kind = 'note-written'")
    note = json.loads(str(body))["event"]["text"]["id"]
    tampered.edit("DELETE FROM text WHERE id = ?", note)
    code, said = tampered.verify()
    assert (code, "no event says that it was erased" in said) == (1, True)


def test_events_in_another_order_are_found(tampered: Tampered) -> None:
    for before, after in ((3, 9000), (4, 3), (9000, 4)):
        tampered.edit("UPDATE event SET seq = ? WHERE stream = ? AND seq = ?", after, tampered.run, before)
    code, said = tampered.verify()
    assert (code, "event 3 is not what was written" in said) == (1, True)


def test_texts_that_changed_places_are_found(tampered: Tampered) -> None:
    tampered.type("run", "note", "De school is open")
    rows = tampered.ask("SELECT body FROM event WHERE kind = 'note-written' ORDER BY seq")
    closed, opened = (json.loads(str(body))["event"]["text"]["id"] for (body,) in rows)
    for before, after in ((closed, "between"), (opened, closed), ("between", opened)):
        tampered.edit("UPDATE text SET id = ? WHERE id = ?", after, before)
    code, said = tampered.verify()
    assert code == 1, said
    assert "is open" not in tampered.type("log", tampered.run).stdout, "the wrong words are not shown"


def test_an_old_copy_put_back_is_found_by_the_head_alone(tampered: Tampered) -> None:
    old = tampered.database.read_bytes()
    tampered.type("run", "note", "Later bericht")
    later = tampered.heads()[tampered.run]
    tampered.database.write_bytes(old)
    tampered.database.with_name("live.db-wal").unlink(missing_ok=True)
    assert tampered.verify()[0] == 0, "by itself it holds: that is why heads are kept elsewhere"
    assert tampered.verify("--head", later)[0] == 1


def test_a_report_of_a_log_that_does_not_hold_says_so_at_the_top(tampered: Tampered) -> None:
    tampered.edit("UPDATE event SET at = at - 60000 WHERE stream = ? AND seq = 3", tampered.run)
    found = tampered.type("report", tampered.run)
    assert "THE LOG DOES NOT HOLD" in found.stdout.split("\n")[2].replace("\\", "")


def test_a_run_that_never_was_is_no_finding_but_a_wrong_name(tampered: Tampered) -> None:
    found = tampered.type("log", "L-000000-none", "--verify")
    assert (found.exit_code, "no run 'L-000000-none'" in found.stderr) == (2, True)
