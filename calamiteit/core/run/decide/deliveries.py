"""What the channels report: sent is not received, and not sent is acted upon at once."""

from __future__ import annotations

from calamiteit.core.run import events as e
from calamiteit.core.run.commands import RecordFailed, RecordRoom, RecordSent
from calamiteit.core.run.decide import asking
from calamiteit.core.run.decide.turn import Refused, Turn
from calamiteit.core.run.state import Assignment

TASK_PURPOSES = ("task", "wake", "repeat", "second")
"""Messages that carry the question itself; when none of them arrives, the person has not been asked."""


def sent(turn: Turn, command: RecordSent) -> None:
    """A channel accepted a message."""
    turn.record(
        e.MessageSent(
            message=command.message,
            channel=command.channel,
            to=command.to,
            purpose=command.purpose,
            number=command.number,
            possible_repeat=command.possible_repeat,
        )
    )


def failed(turn: Turn, command: RecordFailed) -> None:
    """A message will not arrive, or waits too long: another channel, then the next holder."""
    if command.delayed:
        turn.record(
            e.MessageDelayed(
                message=command.message,
                channel=command.channel,
                to=command.to,
                reason=command.reason,
                number=command.number,
            )
        )
    else:
        turn.record(
            e.MessageFailed(
                message=command.message,
                channel=command.channel,
                to=command.to,
                purpose=command.purpose,
                reason=command.reason,
                number=command.number,
            )
        )
    if command.number is not None and command.purpose in TASK_PURPOSES and not turn.run.over:
        _try_otherwise(turn, turn.run.assignments[command.number], delayed=command.delayed)


def _try_otherwise(turn: Turn, assignment: Assignment, *, delayed: bool) -> None:
    """The second channel if it was not used yet; when every channel failed, the next holder at once."""
    if assignment.answered:
        return
    tried = {delivery.purpose for delivery in assignment.deliveries}
    if "second" not in tried and turn.run.agenda.at(f"T{assignment.number}:second") is not None:
        turn.record(e.SecondChannelTried(number=assignment.number), by_engine=True)
    elif not delayed and not _anything_arrived(turn, assignment) and not assignment.escalated_to:
        asking.ask_next(turn, assignment, "undelivered")


def _anything_arrived(turn: Turn, assignment: Assignment) -> bool:
    """Whether a message arrived, or one is still on its way (fewer reports than channels of the person)."""
    person = turn.around.directory.person(assignment.alias)
    reported = {delivery.channel for delivery in assignment.deliveries if delivery.state != "delayed"}
    expected = {route.channel for route in person.routes if route.channel != "phone"} if person else set()
    every_channel_used = turn.run.agenda.at(f"T{assignment.number}:second") is None
    on_its_way = every_channel_used and bool(expected - reported)
    return on_its_way or any(delivery.state == "sent" for delivery in assignment.deliveries)


def room_opened(turn: Turn, command: RecordRoom) -> None:
    """The run has its own channel; a second report of the same changes nothing."""
    if turn.run.room:
        raise Refused("stale", ok=True)
    turn.record(e.RoomOpened(channel=command.channel, ref=command.ref))
