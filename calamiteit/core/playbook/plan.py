"""The frozen Plan that a run uses: a compiled playbook, every name resolved and every time parsed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum

from calamiteit.core.playbook.conditions import Condition
from calamiteit.core.time import MINUTE, Millis

Words = Mapping[str, str]
"""A text per language code; the key "" holds a text for every language."""


def in_language(words: Words, language: str) -> str:
    """The text in a language, else the one for all languages, else any."""
    if language in words:
        return words[language]
    return words.get("") or next(iter(words.values()), "")


class Audience(Enum):
    """Information class of an item: who may see it. Not shared beyond the owner unless the plan says so."""

    OWNER = "owner"
    TEAM = "team"
    PARTNERS = "partners"
    PUBLIC = "public"


class Answer(Enum):
    """Who of the people asked has to answer."""

    ALL = "all"
    ANY = "any"
    QUORUM = "quorum"


class CompletesOn(Enum):
    """What finishes an assignment of a kind: to have seen it, or to have done it."""

    ACKNOWLEDGED = "acknowledged"
    DONE = "done"


class Opening(Enum):
    """What the start of an occurrence does: ask people, or start a linked run."""

    ASK = "ask"
    LINK = "link"


@dataclass(frozen=True, slots=True, kw_only=True)
class AtOffset:
    """So long after the trigger."""

    plus: Millis


@dataclass(frozen=True, slots=True, kw_only=True)
class AtAfter:
    """So long after a step is over."""

    step: str
    plus: Millis


@dataclass(frozen=True, slots=True, kw_only=True)
class AtLocal:
    """At a local clock time (minutes since midnight).

    `day` counts from the local date of the trigger; None is the next such time after the step may start.
    """

    minutes: int
    day: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AtDate:
    """At a date that a parameter holds, at a local time, `plus_days` later; unknown: waits for redate."""

    parameter: str
    minutes: int = 9 * 60
    plus_days: int = 0


At = AtOffset | AtAfter | AtLocal | AtDate


@dataclass(frozen=True, slots=True, kw_only=True)
class EveryInterval:
    """Again so long after the start of the one before."""

    interval: Millis


@dataclass(frozen=True, slots=True, kw_only=True)
class EveryDay:
    """Again each day at a local clock time."""

    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EveryWeeks:
    """Again each so many weeks on a weekday (Monday is 0) at a local clock time."""

    weeks: int
    weekday: int
    minutes: int


Every = EveryInterval | EveryDay | EveryWeeks


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """How a step repeats. Ends at the first of: `for_` after the trigger, a step, a condition, `at_most`."""

    every: Every
    for_: Millis | None = None
    until_step: str | None = None
    until: Condition | None = None
    at_most: int | None = None
    overlap_skips: bool = True
    """While the occurrence before is running: skip the next one (True), or start a new one beside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class After:
    """A dependency. Without outcome: met by done, skipped or not applicable. With: by exactly that."""

    step: str
    outcome: str | None = None
    last: bool = False
    """For a repeating step: wait for the last occurrence instead of the first."""


class QuietRule(Enum):
    """What happens to messages that would go out in the quiet hours."""

    DEFER = "defer"
    ASK = "ask"
    IGNORE = "ignore"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """Quiet hours in local minutes since midnight; `end` may lie on the next day."""

    start: int = 22 * 60
    end: int = 7 * 60 + 30
    rule: QuietRule = QuietRule.IGNORE


@dataclass(frozen=True, slots=True, kw_only=True)
class Chase:
    """What silence leads to, each counted from the moment that the assignment opened; None: not at all."""

    repeat: Millis | None
    second_channel: Millis | None
    deputy: Millis | None
    officer: Millis | None


PACES: Mapping[str, Chase] = {
    # The first wave of a crisis: acknowledged within 5 minutes or the deputy, 8 the officer (time marks).
    "fast": Chase(repeat=2 * MINUTE, second_channel=3 * MINUTE, deputy=5 * MINUTE, officer=8 * MINUTE),
    "steady": Chase(repeat=10 * MINUTE, second_channel=15 * MINUTE, deputy=20 * MINUTE, officer=30 * MINUTE),
    "calm": Chase(
        repeat=24 * 60 * MINUTE,
        second_channel=None,
        deputy=2 * 24 * 60 * MINUTE,
        officer=3 * 24 * 60 * MINUTE,
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Takes:
    """How long the work usually takes and at most; assumptions of the planner."""

    usual: Millis
    at_most: Millis


@dataclass(frozen=True, slots=True, kw_only=True)
class IfNothing:
    """What a decision becomes when nobody decides in time: an option that is logged as decided by nobody."""

    after: Millis
    option: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One answer that a person can choose; `id` is what conditions and events hold."""

    id: str
    title: Words


DEEPEST = 3
"""Playbooks, and their runs, one inside the other, the first included (3-model, objects)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A linked run: the playbook that it follows and the parameters handed on (child name to parent name)."""

    playbook: str
    hand_on: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the plan with everything that the run needs to know."""

    id: str
    kind: str
    title: Words
    text: Words
    """The instruction, a template over parameters and confirmed facts."""
    who: tuple[str, ...]
    answer: Answer = Answer.ALL
    quorum: int = 0
    completes_on: CompletesOn = CompletesOn.DONE
    opening: Opening = Opening.ASK
    leader: str | None = None
    """The role whose completion ends the occurrence (the chair of a meeting); None: by `answer`."""
    options: tuple[Option, ...] = ()
    """The results to choose from; empty: done is done."""
    agenda: tuple[Words, ...] = ()
    minutes_required: bool = False
    """Whether a meeting can be closed without minutes."""
    template: str | None = None
    """The name of a text that is rendered and goes with the task."""
    asks: str | None = None
    """The partner or authority to which an `ask` step turns."""
    if_nothing: IfNothing | None = None
    link: Link | None = None
    at: At | None = None
    after: tuple[After, ...] = ()
    when: Condition | None = None
    otherwise: str | None = None
    """A standby step that starts when the condition is false; None: not applicable."""
    repeat: Repeat | None = None
    within: Millis | None = None
    """To be done so long after it opens."""
    by: At | None = None
    """To be done at this moment."""
    takes: Takes | None = None
    chase: Chase = PACES["steady"]
    quiet: Quiet = Quiet()
    mark: str | None = None
    audience: Audience = Audience.OWNER
    standby: bool = False
    """Never starts by itself: a guard, an `otherwise` or a person starts it."""
    duty: str = "must"
    """must, should or may."""
    decides: str | None = None
    """The role or authority that decides about this step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """A watch over the run: a condition or a person's press, and its effect."""

    id: str
    title: Words
    when: Condition | None = None
    halts: tuple[str, ...] = ()
    """Steps whose open assignments are cancelled and which do not start again."""
    starts: tuple[str, ...] = ()
    """Standby steps that start at once."""
    tells: tuple[str, ...] = ()
    """Roles that are told at once, over every channel."""


class ParameterType(Enum):
    """What a parameter holds. Events keep codes, numbers and instants; a text is kept encrypted."""

    TEXT = "text"
    CHOICE = "choice"
    NUMBER = "number"
    TIME = "time"
    DATE = "date"
    NEIGHBOURHOODS = "neighbourhoods"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """What the officer fills in at the start."""

    id: str
    type: ParameterType
    title: Words
    required: bool = True
    options: tuple[Option, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    default: str | int | tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamRole:
    """A role that this playbook needs."""

    id: str
    title: Words
    domain: str
    """`safety` or `social`."""
    minimum: int = 1
    critical: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """A mark to be reached within so long after the trigger, with the probability that the town aims at."""

    mark: str
    within: Millis
    probability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A compiled playbook. Two plans with the same content have the same hash."""

    id: str
    title: Words
    scenario: Words
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    team: Mapping[str, TeamRole] = field(default_factory=dict)
    officer: str = "chair"
    """The role that is told of what goes wrong: the first critical role unless the playbook names one."""
    does: tuple[Words, ...] = ()
    does_not: tuple[Words, ...] = ()
    if_nothing_is_done: Words = field(default_factory=dict)
    scale_down: tuple[Words, ...] = ()
    goals: tuple[Goal, ...] = ()
    steps: Mapping[str, Step] = field(default_factory=dict)
    guards: Mapping[str, Guard] = field(default_factory=dict)
    retention: str = ""

    def __iter__(self) -> Iterator[Step]:
        return iter(self.steps.values())
