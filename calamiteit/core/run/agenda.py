"""The moments at which a run wants to be woken, each with a generation so that a stale alarm shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from calamiteit.core.time import Millis


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One wish to be woken. The generation is the number of the event that set it."""

    generation: int
    at: Millis


class Agenda:
    """All moments of one run, and which of them changed since the last look."""

    __slots__ = ("_changed", "_moments")

    def __init__(self) -> None:
        self._moments: dict[str, Moment] = {}
        self._changed: dict[str, None] = {}

    def set(self, id: str, at: Millis | None, generation: int) -> None:
        """Wake at this moment; None clears it."""
        if at is None:
            self.clear(id)
            return
        self._moments[id] = Moment(generation=generation, at=at)
        self._changed[id] = None

    def clear(self, id: str) -> None:
        """Do not wake for this any more."""
        if self._moments.pop(id, None) is not None:
            self._changed[id] = None

    def clear_all(self) -> None:
        """The run is over."""
        for id in tuple(self._moments):
            self.clear(id)

    def is_current(self, id: str, generation: int) -> bool:
        """Whether an alarm that fired is the one that is wanted now."""
        moment = self._moments.get(id)
        return moment is not None and moment.generation == generation

    def at(self, id: str) -> Millis | None:
        """When, if at all."""
        moment = self._moments.get(id)
        return moment.at if moment else None

    def moments(self) -> Mapping[str, Moment]:
        """A copy of everything that is armed."""
        return dict(self._moments)

    def take_changes(self) -> Mapping[str, Moment | None]:
        """What changed since the last call, in the order of change; None means cleared."""
        changes = {id: self._moments.get(id) for id in self._changed}
        self._changed.clear()
        return changes
