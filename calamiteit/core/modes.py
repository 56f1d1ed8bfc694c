"""The three modes of a run; which transports exist is decided by mode, once, in bootstrap."""

from __future__ import annotations

from enum import Enum


class Mode(Enum):
    """Live reaches people; an exercise only its participants; a simulation nobody."""

    LIVE = "live"
    EXERCISE = "exercise"
    SIMULATION = "simulation"

    @property
    def prefix(self) -> str:
        """The first letter of run ids: L-, X-, S-."""
        return {"live": "L", "exercise": "X", "simulation": "S"}[self.value]
