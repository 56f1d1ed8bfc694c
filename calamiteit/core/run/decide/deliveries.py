"""What the channels report: sent is not received, and not sent is acted upon at once."""

from __future__ import annotations

from calamiteit.core.run import events as e
from calamiteit.core.run.commands import RecordFailed, RecordRoom, RecordSent
from calamiteit.core.run.decide.replacing import ask_next
from calamiteit.core.run.decide.turn import Refused, Turn
from calamiteit.core.run.state import TASK_PURPOSES, Assignment, Delivery


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
    """The channels that were not used yet; when all of them failed, the next holder at once."""
    if assignment.answered:
        return
    used, unused = _channels(turn, assignment)
    reported = {d.channel for d in assignment.deliveries if _is_question(assignment, d)}
    arrived = any(d.state == "sent" for d in assignment.deliveries if _is_question(assignment, d))
    waits = arrived or bool(used - reported)
    if unused and (not waits or not assignment.critical):
        turn.record(e.SecondChannelTried(number=assignment.number), by_engine=True)
    elif not waits and not delayed and not assignment.escalated_to:
        ask_next(turn, assignment, "undelivered")


def _is_question(assignment: Assignment, delivery: Delivery) -> bool:
    """Whether a report is about the question itself, to the person asked, and final."""
    to_them = delivery.to == assignment.alias and delivery.purpose in TASK_PURPOSES
    return to_them and delivery.state != "delayed"


def _channels(turn: Turn, assignment: Assignment) -> tuple[set[str], set[str]]:
    """The channels over which the person was asked by now, and those that are left."""
    person = turn.around.directory.person(assignment.alias)
    there = turn.around.channels
    routes = [r for r in (person.routes if person else ()) if r.channel != "phone"]
    usable = [r for r in routes if there is None or r.channel in there]
    if assignment.second_tried:
        return {r.channel for r in usable}, set()
    used = {r.channel for r in usable[:1]}
    if assignment.critical:
        used |= {r.channel for r in usable if r.wakes}
    return used, {r.channel for r in usable} - used


def room_opened(turn: Turn, command: RecordRoom) -> None:
    """The run has its own channel; a second report of the same changes nothing."""
    if turn.run.room:
        raise Refused("stale", ok=True)
    turn.record(e.RoomOpened(channel=command.channel, ref=command.ref))
