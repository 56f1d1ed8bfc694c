"""The one table of what an answer or an officer's act does to an assignment in each state."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from calamiteit.core.run.state import AssignmentState as S


class Verb(Enum):
    """What people do to an assignment."""

    ACCEPT = "accept"
    START = "start"
    DONE = "done"
    DECLINE = "decline"
    SKIP = "skip"
    REASSIGN = "reassign"
    REDATE = "redate"


ANSWERS = (Verb.ACCEPT, Verb.START, Verb.DONE, Verb.DECLINE)
"""What the person who was asked says; the rest is done by the officer."""


class Act(Enum):
    """What happens. A refusal says in its name what the person is told; it yields no events."""

    ACKNOWLEDGE = "acknowledged"
    WORK = "work-started"
    FINISH = "assignment-done"
    DECLINE = "assignment-declined"
    SKIP = "assignment-skipped"
    REASSIGN = "assignment-cancelled, assignment-opened"
    REDATE = "assignment-redated"
    STILL = "work-started when asked about, else refused: already so"
    ASK_AGAIN = "assignment-opened when nobody has it, else refused: over"
    ALREADY = "refused: already so"
    OVER = "refused: over"


_LIVE: Mapping[Verb, Act] = {
    Verb.ACCEPT: Act.ACKNOWLEDGE,
    Verb.START: Act.WORK,
    Verb.DONE: Act.FINISH,
    Verb.DECLINE: Act.DECLINE,
    Verb.SKIP: Act.SKIP,
    Verb.REASSIGN: Act.REASSIGN,
    Verb.REDATE: Act.REDATE,
}
_OVER: Mapping[Verb, Act] = dict.fromkeys(Verb, Act.OVER)

TABLE: Mapping[S, Mapping[Verb, Act]] = {
    S.WAITING: _LIVE,
    S.OPEN: _LIVE,
    S.ACKNOWLEDGED: {**_LIVE, Verb.ACCEPT: Act.ALREADY},
    S.IN_PROGRESS: {**_LIVE, Verb.ACCEPT: Act.ALREADY, Verb.START: Act.STILL},
    S.DONE: {**_OVER, Verb.ACCEPT: Act.ALREADY, Verb.START: Act.ALREADY, Verb.DONE: Act.ALREADY},
    S.DECLINED: {**_OVER, Verb.DECLINE: Act.ALREADY, Verb.REASSIGN: Act.ASK_AGAIN},
    S.SKIPPED: {**_OVER, Verb.SKIP: Act.ALREADY},
    S.CANCELLED: _OVER,
}


def table_as_markdown() -> str:
    """The table as it stands in the architecture document; a test keeps both equal."""
    rows = ["| state | " + " | ".join(verb.value for verb in Verb) + " |", "|" + " --- |" * (len(Verb) + 1)]
    for state in S:
        cells = " | ".join(TABLE[state][verb].value for verb in Verb)
        rows.append(f"| {state.value} | {cells} |")
    return "\n".join(rows) + "\n"
