"""A run goes to another machine in a sealed file: exactly one copy lives, whatever is killed on the way."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from calamiteit.adapters.sealed_file import NewSealedFile
from calamiteit.bootstrap.app import App
from calamiteit.bootstrap.workspace import Workspace
from calamiteit.core.run import commands as c
from calamiteit.core.run.decide import Refusal
from calamiteit.core.time import MINUTE
from calamiteit.engine.moving import Exporting
from calamiteit.loopback.slack import LoopbackSlack
from calamiteit.ports.store import RowState, Settled
from tests.support.two_machines import SECRET, Machines
from tests.support.waiting import eventually
from tests.support.whole_workspace import WholeWorkspace, slack_of_everybody, slack_settings


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> WholeWorkspace:
    """Read and checked once: that takes longer than most of these tests."""
    workspace = WholeWorkspace(tmp_path_factory.mktemp("checked") / "workspace")
    opened = Workspace.open(workspace.folder)
    opened.contacts.current()
    for playbook in opened.playbooks.ids():
        opened.playbooks.load(playbook)
    return workspace


@pytest.fixture
def machines(tmp_path: Path, checked: WholeWorkspace) -> Machines:
    return Machines(tmp_path, checked)


def test_the_run_goes_on_exactly_where_it_stood(machines: Machines) -> None:
    run = machines.first.trigger()
    machines.first.type("run", "note", "De school is dicht")
    before = _picture(machines.first, run)

    machines.export(run)
    code, said = machines.adopt()

    assert code == 0, said
    assert f"{run} is led here now" in said
    after = _picture(machines.second, run)
    assert after["events"][: len(before["events"])] == before["events"]
    assert after["timers"] == before["timers"]
    assert after["waiting"] == before["waiting"]
    assert after["texts"].items() >= before["texts"].items(), "under another key, with the same digests"
    log = " ".join(machines.second.type("log", run).output.split())
    assert "noted: “De school is dicht”" in log
    assert "adopted the run; it is led here" in log
    for machine in (machines.first, machines.second):
        for stream in (run, "workspace"):
            verified = machine.type("log", stream, "--verify")
            assert verified.exit_code == 0, verified.output


def test_the_old_copy_stands_still_and_says_where_the_run_went(machines: Machines) -> None:
    run = machines.first.trigger()
    machines.export(run)
    assert machines.living(run) == []
    for words in (("run", "note", "x", "--run", run), ("task", "accept", "T1", "--run", run)):
        refused = machines.first.type(*words)
        said = " ".join(refused.output.split())
        assert refused.exit_code == 1
        assert f"{run} is led on another machine" in said
        assert str(machines.file) in said
    no_name = " ".join(machines.first.type("run", "note", "x").output.split())
    assert "went to another machine" in no_name
    machines.adopt()
    assert machines.living(run) == ["second"]


def test_the_file_shows_nothing_and_opens_with_the_passphrase_only(machines: Machines) -> None:
    run = machines.first.trigger(fact="Er is geschoten bij de Markt.")
    machines.export(run)
    content = machines.file.read_bytes()
    assert b"Markt" not in content
    assert b"heron" not in content
    assert run.encode() not in content
    assert machines.file.stat().st_mode & 0o077 == 0
    wrong = machines.file.parent / "wrong"
    wrong.write_text("another passphrase")
    typed = ("run", "adopt", str(machines.file), "--confirm", "Lindeveen", "--no-wait")
    refused = machines.second.type(*typed, "--passphrase-file", str(wrong))
    assert (refused.exit_code, "another passphrase" in refused.output) == (2, True)
    machines.file.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    assert machines.adopt()[0] == 2
    assert machines.living(run) == []


def test_a_short_passphrase_or_an_existing_file_leaves_the_run_alone(machines: Machines) -> None:
    run = machines.first.trigger()
    short = machines.file.parent / "short"
    short.write_text("abc")
    typed = ("run", "export", run, str(machines.file), "--confirm", run, "--passphrase-file", str(short))
    assert machines.first.type(*typed).exit_code == 2
    machines.file.write_text("something else")
    taken = machines.first.type("run", "export", run, str(machines.file), "--confirm", run, *machines.secret)
    assert (taken.exit_code, machines.file.read_text()) == (1, "something else")
    machines.file.unlink()
    nowhere = machines.file.parent / "not" / "there"
    assert machines.first.type(
        "run", "export", run, str(nowhere), "--confirm", run, *machines.secret
    ).exit_code
    assert machines.living(run) == ["first"]


def test_a_file_is_adopted_once_in_a_workspace(machines: Machines) -> None:
    run = machines.first.trigger()
    machines.export(run)
    assert machines.adopt()[0] == 0
    code, said = machines.adopt()
    assert (code, "is led here already" in said) == (2, True)
    code, said = machines.adopt(machines.first)
    assert (code, "--take-back" in said) == (2, True), "the workspace that it came from takes back instead"


def test_the_run_comes_home_with_everything_that_happened_meanwhile(
    machines: Machines, tmp_path: Path
) -> None:
    run = machines.first.trigger()
    machines.export(run)
    machines.adopt()
    machines.second.type("run", "note", "Bij de buren geschreven", "--run", run)
    back = tmp_path / "stick" / "back.calamiteit"
    machines.export(run, file=back, machine=machines.second)
    assert machines.adopt(machines.first, back)[0] == 0
    assert machines.living(run) == ["first"]
    assert "Bij de buren geschreven" in machines.first.type("log", run).output
    assert machines.first.type("log", run, "--verify").exit_code == 0
    code, said = machines.adopt(machines.first)
    assert (code, "led here already" in said) == (2, True)


def test_two_copies_that_both_lived_are_told_apart(machines: Machines, tmp_path: Path) -> None:
    run = machines.first.trigger()
    machines.export(run)
    machines.adopt()
    assert machines.take_back(run)[0] == 0, "nobody can know that the file was adopted"
    again = tmp_path / "stick" / "again.calamiteit"
    machines.export(run, file=again)
    code, said = machines.adopt(machines.second, again)
    assert (code, "two copies lived on" in said) == (2, True)


def test_taking_back_asks_and_lets_the_run_go_on_here(machines: Machines) -> None:
    run = machines.first.trigger()
    before = _picture(machines.first, run)
    machines.export(run)
    asked = machines.first.type("run", "export", run, "--take-back")
    assert (asked.exit_code, "cannot see whether somebody adopted" in asked.output) == (4, True)
    assert machines.living(run) == []
    assert machines.take_back(run)[0] == 0
    assert machines.living(run) == ["first"]
    assert _picture(machines.first, run)["timers"] == before["timers"]
    code, said = machines.take_back(run)
    assert (code, "is led here" in said) == (2, True)


@pytest.mark.parametrize(
    ("point", "living", "file_is_there"),
    [
        ("before-commit", ["first"], False),
        ("after-commit", [], False),
        ("before-name", [], False),
        ("after-name", [], True),
    ],
)
def test_an_export_killed_at_any_moment_leaves_never_two_and_can_be_mended(
    machines: Machines, point: str, living: list[str], file_is_there: bool
) -> None:
    run = machines.first.trigger()
    ended = machines.killed(machines.first, point, "run", "export", run, str(machines.file), "--confirm", run)
    assert ended == -signal.SIGKILL
    assert (machines.living(run), machines.file.exists()) == (living, file_is_there)
    if not file_is_there:
        assert machines.adopt()[0] == 2
        machines.export(run)
    assert machines.adopt()[0] == 0
    assert machines.living(run) == ["second"]


@pytest.mark.parametrize("point", ["after-commit", "before-name"])
def test_an_export_killed_before_the_file_was_there_is_taken_back(machines: Machines, point: str) -> None:
    run = machines.first.trigger()
    machines.killed(machines.first, point, "run", "export", run, str(machines.file), "--confirm", run)
    assert machines.take_back(run)[0] == 0
    assert machines.living(run) == ["first"]


@pytest.mark.parametrize(("point", "living"), [("before-commit", []), ("after-commit", ["second"])])
def test_an_adoption_killed_at_any_moment_happened_wholly_or_not_at_all(
    machines: Machines, point: str, living: list[str]
) -> None:
    run = machines.first.trigger()
    machines.export(run)
    words = ("run", "adopt", str(machines.file), "--confirm", "Lindeveen", "--no-wait")
    assert machines.killed(machines.second, point, *words) == -signal.SIGKILL
    assert machines.living(run) == living
    assert machines.adopt()[0] == (2 if living else 0)
    assert machines.living(run) == ["second"]


def test_a_workspace_of_another_municipality_or_with_other_people_is_refused(machines: Machines) -> None:
    run = machines.first.trigger()
    machines.export(run)
    people = machines.second.folder / "contacts" / "people.yaml"
    text = people.read_text()
    people.write_text(text.replace("curlew@example.org", "another@example.org"))
    code, said = machines.adopt()
    assert (code, "another name or address here" in said, "curlew" in said) == (4, True, True)
    people.write_text(text)
    settings = machines.second.folder / "settings.yaml"
    settings.write_text(settings.read_text().replace("Lindeveen", "Brinkmeer"))
    code, said = machines.adopt()
    assert (code, "a run of Lindeveen, and this workspace is of Brinkmeer" in said) == (2, True)
    assert machines.living(run) == []


def test_only_who_may_export_moves_a_run(machines: Machines) -> None:
    run = machines.first.trigger()
    typed = ("run", "export", run, str(machines.file), "--confirm", run, *machines.secret)
    assert machines.first.type(*typed, me="skylark").exit_code == 2
    assert machines.living(run) == ["first"]


def test_linked_runs_come_along(machines: Machines) -> None:
    run = machines.first.trigger()
    machines.first.type("run", "wind-down", run, "--aftercare", "aftercare", "--reason", "Week 6")
    _deliver_links(machines.first)
    child = f"{run}.1"
    machines.export(child)
    assert machines.adopt()[0] == 0
    for moved in (run, child):
        assert machines.second.type("log", moved, "--verify").exit_code == 0
    for machine, standing in (
        (machines.first, ["exported", "exported"]),
        (machines.second, ["winding-down", "open"]),
    ):
        app = machine.app()
        assert [info.status for info in app.place.store.streams("run")] == standing
        app.close()


def test_no_linked_run_starts_after_its_parent_has_gone(machines: Machines) -> None:
    run = machines.first.trigger()
    machines.first.type("run", "wind-down", run, "--aftercare", "aftercare", "--reason", "Week 6")
    machines.export(run)
    _deliver_links(machines.first)
    app = machines.first.app()
    assert app.place.store.info(f"{run}.1") is None
    app.close()
    machines.adopt()
    _deliver_links(machines.second)
    app = machines.second.app()
    assert app.place.store.info(f"{run}.1") is not None
    app.close()


def test_a_person_is_forgotten_in_the_copy_that_stands_still(machines: Machines) -> None:
    run = machines.first.trigger()
    machines.export(run)
    assert machines.first.type("forget", "curlew", "--confirm", "curlew").exit_code == 0
    assert machines.first.holding(machines.first.personal("curlew")) == {}
    app = machines.first.app()
    assert app.place.store.texts_of(key_id="alias:curlew") == []
    app.close()
    verified = machines.first.type("log", run, "--verify")
    assert verified.exit_code == 0, verified.output


@pytest.mark.parametrize("answered", [False, True], ids=["no-answer-yet", "answered-too-late"])
def test_a_message_that_is_under_way_at_the_export_is_looked_up_before_it_is_sent_again(
    machines: Machines, answered: bool
) -> None:
    run = machines.first.trigger()
    app = machines.first.app()
    store, now = app.place.store, app.place.wall.now()
    lease = store.take("engine", now=now, ttl=MINUTE)
    assert lease is not None
    (row,) = store.claim(epoch=lease.epoch, now=now, channels=["mail"], busy_lanes=(), limit=1)
    exporting = Exporting(app.runs, quiet_seconds=0)
    first, again = (machines.file.with_name(name) for name in ("first", "again"))
    exporting.export(run, NewSealedFile(first, SECRET), place="a stick", actor=app.actor("heron"))
    assert not store.claim(epoch=lease.epoch, now=now, channels=["mail"], busy_lanes=(), limit=9)
    if answered:
        sent = c.RecordSent(message=row.id, channel="mail", to=row.to, purpose=row.purpose)
        done = Settled(id=row.id, epoch=lease.epoch, state=RowState.SENT, attempt=1, ref="m1")
        refused = app.runs.act(run, lambda seals: sent, settled=[done], epoch=lease.epoch)
        assert isinstance(refused, Refusal)
    exporting.export(run, NewSealedFile(again, SECRET), place="a stick", actor=app.actor("heron"))
    app.close()

    assert machines.adopt(file=again)[0] == 0

    second = machines.second.app()
    carried = second.place.store.row(row.id)
    second.close()
    assert carried is not None
    assert (carried.state, carried.possible_repeat) == (RowState.WAITING, True)
    assert carried.ref == ("m1" if answered else None)


@pytest.fixture
def slack() -> Iterator[LoopbackSlack]:
    with slack_of_everybody() as slack:
        yield slack


def test_the_adopted_run_edits_the_same_card_and_repeats_no_message(
    tmp_path: Path, checked: WholeWorkspace, slack: LoopbackSlack
) -> None:
    machines = Machines(tmp_path, checked, slack_settings(slack))
    run = machines.first.trigger()
    app = machines.first.app()
    assert app.become_engine() is not None
    eventually(lambda: _all_sent(app, run), seconds=30)
    card = app.place.store.row(f"{run}:card")
    posted = _posted(slack)
    assert card is not None and card.ref is not None

    machines.export(run)
    machines.first.type("run", "note", "te laat", "--run", run)
    app.close()
    assert machines.adopt()[0] == 0
    second = machines.second.app()
    assert second.become_engine() is not None
    eventually(lambda: _all_sent(second, run), seconds=30)
    moved = second.place.store.row(f"{run}:card")
    assert moved is not None and moved.ref == card.ref
    new = [key for key in _posted(slack) if key not in posted]
    assert [key for key in posted if posted.count(key) > 1] == []
    assert len(new) == len(set(new))
    second.close()


def _all_sent(app: App, run: str) -> bool:
    soon = app.place.wall.now() + MINUTE
    return not [
        row
        for row in app.place.store.rows(stream=run)
        if row.state in (RowState.WAITING, RowState.SENDING) and row.next_at < soon
    ]


def _posted(slack: LoopbackSlack) -> list[str]:
    """The keys of all posts, each as often as it was posted."""
    posts = [call.arguments for call in slack.calls if call.method == "chat.postMessage"]
    metadata = [post["metadata"] for post in posts if post.get("metadata")]
    read = [json.loads(one) if isinstance(one, str) else one for one in metadata]
    return [one["event_payload"]["key"] for one in read]


def _picture(machine: WholeWorkspace, run: str) -> dict[str, Any]:
    app = machine.app()
    try:
        store = app.place.store
        return {
            "events": [one.hash for one in store.read(run)],
            "timers": sorted((t.id, t.generation, t.fire_at) for t in store.timers(run)),
            "waiting": sorted(row.id for row in store.rows(stream=run, state=RowState.WAITING)),
            "texts": {id: (store.open_text(id), store.digest_of(id)) for id in store.texts_of(stream=run)},
        }
    finally:
        app.close()


def _deliver_links(machine: WholeWorkspace) -> None:
    """What the engine sends to itself, sent by an engine without any channel."""
    from calamiteit.engine.delivering import Courier
    from calamiteit.engine.linking import Linking

    app = machine.app()
    lease = app.place.store.take("test", now=app.place.wall.now(), ttl=MINUTE)
    assert lease is not None
    courier = Courier(app.runs, {}, Linking(app.runs))
    while courier.deliver_one("engine", lease.epoch):
        pass
    app.place.store.release(lease)
    app.close()
