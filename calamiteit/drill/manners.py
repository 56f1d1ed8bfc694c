"""How people behave in a drill: assumptions, until drills with people have measured something better."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from calamiteit.core.playbook.kinds import KINDS
from calamiteit.core.playbook.kinds.kind import Quantiles, assumed
from calamiteit.core.playbook.plan import Step
from calamiteit.core.time import MINUTE, SECOND


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How one person, or everybody in one role, behaves."""

    silent: float = 0.06
    """The chance that a question stays without any answer, however often it is repeated."""
    declines: float = 0.04
    """The chance that the answer is that they cannot."""
    at_once: int = 3
    """How many pieces of work somebody does at the same time; what comes on top has to wait."""
    wakes_up: Quantiles = field(
        default_factory=lambda: assumed(
            "wake-up", (0.0, 20 * SECOND), (0.5, 2 * MINUTE), (0.9, 6 * MINUTE), (1.0, 20 * MINUTE)
        )
    )
    """What comes on top of an answer when a message wakes somebody up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """The manner of each person; who is not named behaves like the rest."""

    rest: Manner = field(default_factory=Manner)
    named: Mapping[str, Manner] = field(default_factory=dict)
    bed: int = 23 * 60
    """From this minute of the local day on people sleep."""
    up: int = 7 * 60
    """Until this one."""

    def of(self, alias: str) -> Manner:
        """How this person behaves."""
        return self.named.get(alias, self.rest)

    def asleep(self, minute: int) -> bool:
        """Whether people sleep at this minute of the local day."""
        return minute >= self.bed or minute < self.up


def answering(step: Step) -> Quantiles:
    """From the message to the answer."""
    return KINDS[step.kind].behaviour.answering


def working(step: Step) -> Quantiles:
    """From the answer to done: as the planner says in `takes`, else as is assumed for the kind."""
    if step.takes is None:
        return KINDS[step.kind].behaviour.working
    usual, most = step.takes.usual, step.takes.at_most
    rows = ((0.0, usual // 2), (0.5, usual), (0.9, most), (1.0, most + most // 2))
    return Quantiles(table=f"takes {step.id}", rows=rows, source="playbook")
