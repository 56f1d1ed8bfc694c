"""The facts of a run, in the past tense: ids, aliases, codes, numbers and times only."""

from __future__ import annotations

from typing import get_args

from calamiteit.core.run.events.assignments import (
    Acknowledged,
    AssignmentCancelled,
    AssignmentDeclined,
    AssignmentDone,
    AssignmentNarrowed,
    AssignmentOpened,
    AssignmentRedated,
    AssignmentReleased,
    AssignmentSkipped,
    Escalated,
    HandedOver,
    HandoverOffered,
    ProgressAsked,
    Reminded,
    Repeated,
    RoleUnfilled,
    SecondChannelTried,
    WorkStarted,
)
from calamiteit.core.run.events.lifecycle import (
    ExportTakenBack,
    GuardTripped,
    LinkedRunAsked,
    LinkedRunEnded,
    RoomOpened,
    RunAdopted,
    RunClosed,
    RunExported,
    RunStarted,
    RunStopped,
    RunWoundDown,
    TextErased,
)
from calamiteit.core.run.events.messages import (
    MessageDelayed,
    MessageFailed,
    MessageSent,
)
from calamiteit.core.run.events.notes import (
    FactAdded,
    FactStatusChanged,
    NoteWritten,
)
from calamiteit.core.run.events.steps import (
    CallAdded,
    ConditionLapsed,
    DateAskedFor,
    MomentPassed,
    OccurrenceEnded,
    OccurrencePlanned,
    OccurrenceRedated,
    OccurrenceStarted,
    StepAdded,
    WakeAsked,
    WakeDecided,
)
from calamiteit.core.run.events.texts import (
    TextRef,
)

Event = (
    RunStarted | RunStopped | RunWoundDown | RunClosed | RoomOpened
    | OccurrencePlanned | OccurrenceRedated | OccurrenceStarted | OccurrenceEnded | ConditionLapsed
    | AssignmentOpened | AssignmentReleased | AssignmentNarrowed | Repeated | SecondChannelTried | Escalated
    | Acknowledged | WorkStarted | ProgressAsked | Reminded
    | AssignmentDone | AssignmentDeclined | AssignmentSkipped | AssignmentCancelled | AssignmentRedated
    | MessageSent | MessageFailed | MessageDelayed
    | NoteWritten | FactAdded | FactStatusChanged | DateAskedFor | MomentPassed | StepAdded | CallAdded
    | HandedOver | HandoverOffered | RoleUnfilled | GuardTripped | LinkedRunAsked | LinkedRunEnded
    | WakeAsked | WakeDecided | TextErased | RunExported | RunAdopted | ExportTakenBack
)  # fmt: skip

KINDS: dict[str, type[Event]] = {cls.kind: cls for cls in get_args(Event)}
"""Each kind tag with its class; a tag never changes, a class may be renamed."""

__all__ = [
    "KINDS",
    "Acknowledged",
    "AssignmentCancelled",
    "AssignmentDeclined",
    "AssignmentDone",
    "AssignmentNarrowed",
    "AssignmentOpened",
    "AssignmentRedated",
    "AssignmentReleased",
    "AssignmentSkipped",
    "CallAdded",
    "ConditionLapsed",
    "DateAskedFor",
    "Escalated",
    "Event",
    "ExportTakenBack",
    "FactAdded",
    "FactStatusChanged",
    "GuardTripped",
    "HandedOver",
    "HandoverOffered",
    "LinkedRunAsked",
    "LinkedRunEnded",
    "MessageDelayed",
    "MessageFailed",
    "MessageSent",
    "MomentPassed",
    "NoteWritten",
    "OccurrenceEnded",
    "OccurrencePlanned",
    "OccurrenceRedated",
    "OccurrenceStarted",
    "ProgressAsked",
    "Reminded",
    "Repeated",
    "RoleUnfilled",
    "RoomOpened",
    "RunAdopted",
    "RunClosed",
    "RunExported",
    "RunStarted",
    "RunStopped",
    "RunWoundDown",
    "SecondChannelTried",
    "StepAdded",
    "TextErased",
    "TextRef",
    "WakeAsked",
    "WakeDecided",
    "WorkStarted",
]
