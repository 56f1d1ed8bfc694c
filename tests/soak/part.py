"""What a part of the soak is: numbered trials, done in chunks by several processes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """One trial that went wrong."""

    number: int
    what: str
    """Some lines: what does not hold."""
    replay: str = ""
    """The command that does exactly this trial again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the trials of one chunk gave."""

    failures: tuple[Failure, ...] = ()
    tally: Mapping[str, int] = field(default_factory=dict)
    """Figures that are added up over all chunks and shown at the end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One line of the table of parts.

    `work` does the trials of one chunk in a process of its own: it must be a function of a module, and the
    same numbers must give the same trials, whichever process does them.
    """

    name: str
    count: int
    """How many trials by default."""
    unit: str
    """What one trial is called: seeds, kills, inputs."""
    chunk: int
    """How many trials one process does at a time."""
    work: Callable[[range], Outcome]


def chunks(first: int, count: int, size: int) -> list[range]:
    """The trials in stretches of at most `size`."""
    end = first + count
    return [range(start, min(start + size, end)) for start in range(first, end, size)]
