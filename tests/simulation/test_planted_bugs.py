"""The simulator can fail: each bug that is planted into the engine is found by the check meant for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from calamiteit.adapters.memory import commits
from calamiteit.adapters.memory.commits import Draft
from calamiteit.core.messages import outgoing
from calamiteit.core.messages.message import Message
from calamiteit.core.messages.outgoing import Desk, Outgoing
from calamiteit.core.playbook.plan import Chase, Step
from calamiteit.core.run import views
from calamiteit.core.run.agenda import Moment
from calamiteit.core.run.decide import answers, asking
from calamiteit.core.run.decide.turn import Turn
from calamiteit.core.run.state import Occurrence
from calamiteit.core.time import HOUR, MINUTE, SECOND
from calamiteit.engine import looking
from calamiteit.engine.batches import Writer
from calamiteit.engine.delivering import Courier
from calamiteit.engine.pinning import Pinned, Shelf
from calamiteit.ports.channel import Channel, Parcel, Result
from calamiteit.ports.store import Batch, OutboxRow, RowState, Settled
from tests.simulation.playing import play
from tests.simulation.script import Act, Script
from tests.simulation.towns import small

Plant = Callable[[pytest.MonkeyPatch], None]


def _forget_the_inbox(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Draft, "note_commands", lambda draft, batches: None)


def _send_with_an_old_epoch(patch: pytest.MonkeyPatch) -> None:
    send = Courier._send

    def send_anyway(courier: Courier, row: OutboxRow, epoch: int, channel: Channel, parcel: Parcel) -> Result:
        lease = courier._place.store.look()
        return send(courier, row, lease.epoch if lease else epoch, channel, parcel)

    patch.setattr(Courier, "_send", send_anyway)


def _forget_a_timer(patch: pytest.MonkeyPatch) -> None:
    with_timers = Writer.with_timers

    def forgetful(writer: Writer, batch: Batch, moments: Mapping[str, Moment | None]) -> Batch:
        kept = {id: moment for id, moment in moments.items() if not id.endswith(":deputy")}
        return with_timers(writer, batch, kept)

    patch.setattr(Writer, "with_timers", forgetful)


def _never_reconcile(patch: pytest.MonkeyPatch) -> None:
    def send_again(courier: Courier, row: OutboxRow, epoch: int, channel: Channel, parcel: Parcel) -> None:
        courier._conclude(row, epoch, courier._send(row, epoch, channel, parcel))

    patch.setattr(Courier, "_reconcile", send_again)


def _let_two_people_take_it(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(answers, "take", lambda turn, assignment: None)


def _write_to_who_withdrew(patch: pytest.MonkeyPatch) -> None:
    parcel = Courier._parcel

    def any_address(courier: Courier, row: OutboxRow) -> Parcel | Result:
        found = parcel(courier, row)
        if isinstance(found, Parcel) or row.to.startswith("#"):
            return found
        message = courier._unsealing.message(row)
        assert isinstance(message, Message)
        return Parcel(key=row.id, address=f"{row.to}@{row.channel}", message=message)

    patch.setattr(Courier, "_parcel", any_address)
    patch.setattr(Courier, "_has_withdrawn", lambda courier, row: False)


def _leave_what_is_stuck(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Courier, "adopt_stuck", lambda courier, epoch: None)
    patch.setattr(Courier, "take_up_unsettled", lambda courier, epoch: None)


def _read_the_plan_from_disk(patch: pytest.MonkeyPatch) -> None:
    class FromDisk(Shelf):
        def get(self, hash: str) -> Pinned:
            pinned = super().get(hash)
            return replace(pinned, plan=replace(pinned.plan, title={"": "Edited"}))

    patch.setattr(looking, "Shelf", FromDisk)


def _settle_without_the_event(patch: pytest.MonkeyPatch) -> None:
    delivered = Courier._delivered

    def silently(courier: Courier, row: OutboxRow, epoch: int, ref: str) -> None:
        if row.purpose == "room":
            delivered(courier, row, epoch, ref)
            return
        sent = Settled(id=row.id, epoch=epoch, state=RowState.SENT, attempt=row.attempt + 1, ref=ref)
        courier._place.store.settle([sent])

    patch.setattr(Courier, "_delivered", silently)


def _record_without_settling(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(commits, "settle_rows", lambda draft, changes: None)


def _tell_the_officer_hours_later(patch: pytest.MonkeyPatch) -> None:
    moments = asking._moments

    def late(turn: Turn, step: Step, occurrence: Occurrence, *, critical: bool) -> Chase:
        chase = moments(turn, step, occurrence, critical=critical)
        return replace(chase, officer=chase.officer and chase.officer + 10 * HOUR)

    patch.setattr(asking, "_moments", late)


def _tell_nobody_of_an_empty_role(patch: pytest.MonkeyPatch) -> None:
    to_officers = Desk.to_officers

    def silently(desk: Desk, purpose: str, **more: Any) -> Iterator[Outgoing]:
        return iter(()) if purpose == "unfilled" else to_officers(desk, purpose, **more)

    patch.setattr(Desk, "to_officers", silently)


def _forget_who_is_told_too_late(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(outgoing, "_too_late", lambda desk, event, at: iter(()))


def _hide_who_was_not_told(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(views, "_not_told", lambda run: {})


TRIGGER = Act("trigger", (0,))
LATER = Act("pass", (6 * MINUTE,))
EVERYBODY_ACCEPTS = tuple(Act("click", (pick, "accept", -1, 0)) for pick in range(8))
SLEEPS = Act("fault", ("meanwhile", "claim", "after", 3, 0), (Act("start"), Act("pass", (40 * SECOND,))))

STOPPED_MEANWHILE = Act("fault", ("meanwhile", "send", "after", 1, 0), (Act("end", ("stop",)),))
ALL_REFUSE = tuple(Act("refuse", (channel, 60)) for channel in ("slack", "mail", "sms"))

PLANTED: Mapping[str, tuple[Plant, str, Script]] = {
    "the inbox is not looked at": (
        _forget_the_inbox,
        "was taken a second time",
        (TRIGGER, Act("say", (0, "note")), Act("again", (0,))),
    ),
    "an old epoch sends": (_send_with_an_old_epoch, "leaves under epoch", (SLEEPS, TRIGGER)),
    "a timer is not written": (_forget_a_timer, "moments that were not armed", (TRIGGER,)),
    "a lost answer is not looked for": (
        _never_reconcile,
        "stands twice on slack",
        (Act("lose-answer", ("slack", 4)), TRIGGER),
    ),
    "two people take one task": (
        _let_two_people_take_it,
        "chair is held by",
        (TRIGGER, LATER, *EVERYBODY_ACCEPTS),
    ),
    "who withdrew is written to": (
        _write_to_who_withdrew,
        "who withdrew",
        (Act("down", ("slack", MINUTE)), TRIGGER, Act("withdraw", (2, 0))),
    ),
    "what is stuck stays so": (
        _leave_what_is_stuck,
        "lies in the outbox",
        (Act("fault", ("kill", "send", "after", 2, 0)), TRIGGER),
    ),
    "the plan is read from disk": (_read_the_plan_from_disk, "goes by another plan", (TRIGGER,)),
    "a message is settled without its event": (
        _settle_without_the_event,
        "the log does not say so",
        (TRIGGER,),
    ),
    "the officer is told of silence hours later": (
        _tell_the_officer_hours_later,
        "notify-team#1: T3 is silent, and the officer was not told",
        (TRIGGER, *EVERYBODY_ACCEPTS, LATER),
    ),
    "a role without anybody is told to nobody": (
        _tell_nobody_of_an_empty_role,
        "has nobody for comms) is told to nobody",
        (*(Act("withdraw", (pick, 0)) for pick in (2, 3, 5)), TRIGGER),
    ),
    "who hears of a run only after its stop is left with that": (
        _forget_who_is_told_too_late,
        "nothing was sent to say that it is over",
        (STOPPED_MEANWHILE, TRIGGER),
    ),
    "whom the end does not reach is shown to nobody": (
        _hide_who_was_not_told,
        "did not hear that it is over, and status errs",
        (TRIGGER, LATER, *ALL_REFUSE, Act("end", ("stop",))),
    ),
    "an event is recorded without settling": (_record_without_settling, "was reported twice", (TRIGGER,)),
}


@pytest.mark.parametrize("bug", PLANTED)
def test_a_planted_bug_is_found(bug: str, monkeypatch: pytest.MonkeyPatch) -> None:
    plant, found, script = PLANTED[bug]
    plant(monkeypatch)
    assert found in play(small(), script).broken


@pytest.mark.parametrize("bug", PLANTED)
def test_the_engine_as_it_is_comes_through_the_same_play(bug: str) -> None:
    assert play(small(), PLANTED[bug][2]).broken == ""
