"""Who could be asked for a step: the candidates for a role; for a call those who can make it."""

from __future__ import annotations

from calamiteit.core.contacts.directory import Candidate, Person
from calamiteit.core.contacts.reaching import only_by_phone
from calamiteit.core.run.decide.turn import Circumstances, Turn
from calamiteit.core.run.state import Assignment, AssignmentState, Run

LOGGER = "logger"
"""The role that makes calls and writes down what was said (3-model, who may do what)."""

BY_HAND = "by hand"


def candidates(turn: Turn, step: str, role: str) -> list[Candidate]:
    """Who could be asked for a role of a step, best first."""
    found = list(turn.around.directory.candidates(role, turn.now))
    call = turn.run.calls.get(step)
    return found if call is None else callers(turn, role, turn.run.assignments[call].alias)


def callers(turn: Turn, role: str, about: str) -> list[Candidate]:
    """Who can make a call: first who has the role in this run, then the directory's candidates.

    Never the one who is to be called, nor somebody who has to be called in turn. For the officer's role who
    started the run comes before the directory's: awake, and at a terminal.
    """
    found = turn.around.directory.candidates(role, turn.now)
    rules = {candidate.alias: candidate.rule for candidate in found}
    starter = [turn.run.started_by] if role == turn.plan.officer else []
    ordered = dict.fromkeys([*accepted(role, turn.run, turn.around), *starter, *rules])
    return [
        Candidate(alias=alias, rule=rules.get(alias, BY_HAND))
        for alias in ordered
        if alias != about and _can_be_written_to(turn.around, alias)
    ]


def _can_be_written_to(around: Circumstances, alias: str) -> bool:
    person = around.directory.person(alias)
    return person is not None and not only_by_phone(person, available(around, person))


def available(around: Circumstances, person: Person) -> frozenset[str]:
    """The channels of this run; all of the person's where that is not known."""
    if around.channels is not None:
        return around.channels
    return frozenset(route.channel for route in person.routes)


def accepted(role: str, run: Run, around: Circumstances) -> list[str]:
    """Who said yes for a role and did not give it back, the latest first; not who has left."""
    theirs = [a for a in reversed(run.assignments.values()) if role in a.roles and a.acknowledged_at]
    return [a.alias for a in theirs if not _gave_back(a) and around.directory.person(a.alias) is not None]


def _gave_back(assignment: Assignment) -> bool:
    return assignment.state is AssignmentState.DECLINED or assignment.why in ("reassigned", "handover")
