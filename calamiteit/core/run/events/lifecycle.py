"""Facts about the run as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from calamiteit.core.run.events.texts import TextRef


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStarted:
    """The trigger. Numbers, codes and instants of the parameters are kept; texts are referred to."""

    kind: ClassVar[str] = "run-started"
    run: str
    mode: str
    plan: str
    playbook: str
    values: Mapping[str, str | int | tuple[str, ...]]
    texts: Mapping[str, TextRef]
    languages: tuple[str, ...]
    channel: str = ""
    """A room that was given (the id of an existing Slack channel), or empty: one is made."""
    parent: str = ""
    depth: int = 0
    again: TextRef | None = None
    """Why a second run of the same playbook was started beside an open one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStopped:
    """Ended before its end. As a false alarm, everyone who was told is told."""

    kind: ClassVar[str] = "run-stopped"
    false_alarm: bool
    reason: TextRef


@dataclass(frozen=True, slots=True, kw_only=True)
class RunWoundDown:
    """Scaled down on purpose: what waits is cancelled, what is open is finished, the rest goes elsewhere."""

    kind: ClassVar[str] = "run-wound-down"
    reason: TextRef
    aftercare: str = ""
    """The playbook of the linked run that holds the long tail, or empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunClosed:
    """Nothing more happens in this run. `left_open` names assignments that were open and accepted as such."""

    kind: ClassVar[str] = "run-closed"
    left_open: tuple[int, ...]
    reason: TextRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomOpened:
    """The run's own channel exists. `ref` is the channel's id, not a person."""

    kind: ClassVar[str] = "room-opened"
    channel: str
    ref: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedRunAsked:
    """A step starts a linked run; its id is fixed here, so that a crash cannot start two."""

    kind: ClassVar[str] = "linked-run-asked"
    step: str
    n: int
    run: str
    playbook: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedRunEnded:
    """The linked run is over."""

    kind: ClassVar[str] = "linked-run-ended"
    run: str
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardTripped:
    """A guard acts: pressed by a person or because its condition became true."""

    kind: ClassVar[str] = "guard-tripped"
    guard: str
    pressed: bool
    reason: TextRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunExported:
    """The run went into a file for another machine; from here on this copy stands still."""

    kind: ClassVar[str] = "run-exported"
    export: str
    """The name of this export: what was adopted, or taken back, refers to it."""
    place: TextRef | None = None
    """The file and the machine that wrote it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunAdopted:
    """The run goes on in this workspace, from the file of an export."""

    kind: ClassVar[str] = "run-adopted"
    export: str
    place: TextRef | None = None
    """The file and the machine that read it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportTakenBack:
    """The run goes on where it was: a person has said that nobody adopted the file."""

    kind: ClassVar[str] = "export-taken-back"
    export: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TextErased:
    """A text was destroyed under a retention rule; the chain still verifies."""

    kind: ClassVar[str] = "text-erased"
    rule: str
    texts: tuple[str, ...] = field(default_factory=tuple)
    key: str = ""
