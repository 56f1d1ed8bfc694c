"""A workspace with practice servers and people, whose engines are killed, and what must hold afterwards."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from calamiteit.adapters.channels.slack.pressed import decode
from calamiteit.adapters.clock import WallClock
from calamiteit.bootstrap.app import App
from calamiteit.bootstrap.live import live_app
from calamiteit.bootstrap.workspace import Workspace
from calamiteit.core.chain import verify
from calamiteit.core.run import events as e
from calamiteit.core.run.recorded import Recorded
from calamiteit.core.run.state import AssignmentState, Run
from calamiteit.core.time import MINUTE
from calamiteit.loopback.mail import LoopbackMail
from calamiteit.loopback.people import Manner, PracticePeople, Tap
from calamiteit.loopback.slack import LoopbackSlack
from calamiteit.ports.store import RowState, Store
from tests.support import crash_workspace
from tests.support.waiting import eventually

MANNERS = {
    "heron": Manner(answers_after=200, works=300),
    "lapwing": Manner(answers_after=100, works=100),
    "curlew": Manner(answers_after=300, works=200),
    "plover": Manner(answers_after=200, works=200),
    "godwit": Manner(answers_after=100, declines="I am abroad"),
    "wren": Manner(answers_after=None),
}

TABLE = [
    *(f"before-commit:{n}" for n in (1, 2, 4, 7)),
    *(f"after-commit:{n}" for n in (1, 2, 3, 5)),
    *(f"after-claim:{n}" for n in (1, 2, 4, 6)),
    *(f"after-send:{n}" for n in (1, 2, 3, 5)),
    *(f"after-mail:{n}" for n in (1, 2)),
    *(f"after-sent:{n}" for n in (1, 3)),
    *(f"timer:{n}" for n in (1, 2, 3)),
]
"""The rows of the crash table: how often the point is passed before the process dies there."""


STEPS = ("notify-team", "call-board")


@dataclass
class Town:
    """The workspace, its servers and people, and what the killed processes said before they died."""

    folder: Path
    slack: LoopbackSlack
    mail: LoopbackMail
    people: PracticePeople
    taps: list[Tap]
    runs: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)

    def kill_one(self, point: str) -> None:
        """Start an engine that triggers a run, and wait until it has killed itself."""
        process = self._engine(point, "quick")
        try:
            process.wait(timeout=30)
        finally:
            process.kill()
            out, err = process.communicate()
        assert process.returncode == -signal.SIGKILL, f"{point}: ended with {process.returncode}\n{err}"
        self.runs += [line.split()[1] for line in out.splitlines() if line.startswith("run ")]
        self.troubles += err.splitlines()

    def recover(self) -> None:
        """One engine that lives until everything is settled."""
        process = self._engine("never", "")
        workspace = Workspace.open(self.folder)
        app = live_app(workspace, lambda where, error: None)
        try:
            eventually(lambda: self._is_settled(app), seconds=120)
        finally:
            app.close()
            _, err = process.communicate("", timeout=30)
            self.troubles += err.splitlines()

    def _is_settled(self, app: App) -> bool:
        """Nothing waits to be sent, no timer is near, and people have done what they accepted."""
        store = app.place.store
        waiting = [*store.rows(state=RowState.WAITING), *store.rows(state=RowState.SENDING)]
        near = WallClock().now() + MINUTE // 2
        soon = [t for info in store.streams("run") for t in store.timers(info.id) if t.fire_at < near]
        runs = [app.runs.look(info.id)[1] for info in store.streams("run")]
        return (
            not waiting and not soon and all(run.outcome(step, last=False) for run in runs for step in STEPS)
        )

    def _engine(self, point: str, playbook: str) -> subprocess.Popen[str]:
        arguments = [sys.executable, "-m", "tests.support.killed_engine", str(self.folder), point]
        return subprocess.Popen(
            [*arguments, playbook] if playbook else arguments,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )


@contextmanager
def open_town(folder: Path) -> Iterator[Town]:
    """A fresh workspace in a folder, with its servers running and its people awake."""
    with LoopbackSlack(crash_workspace.people()) as slack, LoopbackMail() as mail:
        crash_workspace.make(folder, slack, mail)
        taps: list[Tap] = []
        addresses = {alias: crash_workspace.slack_id(alias) for alias in crash_workspace.ALIASES}
        people = PracticePeople(slack, addresses, MANNERS, WallClock(), taps.append)
        people.start()
        try:
            yield Town(folder=folder, slack=slack, mail=mail, people=people, taps=taps)
        finally:
            people.stop()


def check_everything(town: Town) -> None:
    """Nothing lost, nothing doubled in Slack, mail repeated only under its own id, every chain whole."""
    workspace = Workspace.open(town.folder)
    app = live_app(workspace, lambda where, error: None)
    try:
        store = app.place.store
        known = {info.id for info in store.streams("run")}
        assert set(town.runs) <= known, "a run whose start was reported is gone"
        assert len(known) >= len(town.runs) > 0
        for run_id in known:
            info = store.info(run_id)
            assert info is not None
            assert verify(info.header, store.read(run_id), version=info.version) is None
            _, run = app.runs.look(run_id)
            check_taps(run, town.taps)
            check_run(run, [Recorded.from_entry(linked.entry) for linked in store.read(run_id)])
        check_messages(town, store)
    finally:
        app.close()


def check_run(run: Run, log: list[Recorded]) -> None:
    """Everyone who had to answer did, or was replaced: no timer was lost and none fired twice."""
    opened = [r.event for r in log if isinstance(r.event, e.AssignmentOpened)]
    by_alias = Counter((o.step, o.n, o.alias) for o in opened)
    assert max(by_alias.values()) == 1, "somebody was asked twice for the same"
    repeats = Counter(r.event.number for r in log if isinstance(r.event, e.Repeated))
    assert all(count == 1 for count in repeats.values()), "a timer fired twice"
    for assignment in run.assignments.values():
        if assignment.alias == "wren" and assignment.step == "notify-team":
            assert assignment.backed_up_by, "wren stayed silent and plover was never asked"
        if assignment.alias == "godwit":
            assert assignment.state.value in ("declined", "cancelled"), "godwit was never dealt with"
    for step in STEPS:
        assert run.steps[step][0].outcome == "done", f"{step} never ended in {run.id}"
    assert len(run.steps["again"]) >= 1


def check_taps(run: Run, taps: Sequence[Tap]) -> None:
    """A tap that was acknowledged to Slack counts: its task does not stand as if nobody had answered."""
    for tap in (tap for tap in taps if tap.heard):
        pressed = decode(tap.value)
        if pressed is None or pressed.run != run.id or pressed.assignment is None:
            continue
        state = run.assignments[pressed.assignment].state
        assert state not in (AssignmentState.OPEN, AssignmentState.WAITING), f"{tap} was lost"
        if tap.action == "done":
            assert state.over, f"{tap} was lost: {state}"


def check_messages(town: Town, store: Store) -> None:
    """In Slack each message once; every message that counts as sent is there."""
    there = Counter(
        str(message.metadata["event_payload"]["key"])
        for address in map(crash_workspace.slack_id, crash_workspace.ALIASES)
        for message in town.slack.messages(address)
        if message.by_app and message.metadata
    )
    doubled = [key for key, count in there.items() if count > 1]
    assert doubled == [], "messages that stand twice in Slack"
    sent = [row for row in store.rows(state=RowState.SENT) if row.channel == "slack" and row.text_id]
    missing = [row.id for row in sent if row.to != "#run" and row.id not in there]
    assert missing == [], "messages that count as sent and are not in Slack"
    letters = Counter(str(letter["Message-ID"]) for letter in town.mail.messages)
    mails = [row for row in store.rows(state=RowState.SENT) if row.channel == "mail"]
    assert len(letters) >= len(mails)
    for message_id, count in letters.items():
        subjects = [str(x["Subject"]) for x in town.mail.messages if x["Message-ID"] == message_id]
        marked = [subject for subject in subjects if "may have had this message" in " ".join(subject.split())]
        assert len(marked) >= count - 1, f"a mail was repeated without saying so: {subjects}"
