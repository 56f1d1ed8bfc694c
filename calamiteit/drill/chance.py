"""Chance that can be repeated: a number follows from the seed and its purpose, never from an order."""

from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass

from calamiteit.core.playbook.kinds.kind import Quantiles
from calamiteit.core.time import Millis


@dataclass(frozen=True, slots=True)
class Dice:
    """One seed. Two drills on the same seed differ only where their plans or people differ."""

    seed: int

    def uniform(self, *what: object) -> float:
        """A number in [0, 1) for one purpose, such as a person, a step and `answer`."""
        purpose = "\n".join(map(str, (self.seed, *what)))
        return random.Random(hashlib.sha256(purpose.encode()).digest()).random()

    def happens(self, chance: float, *what: object) -> bool:
        """Whether something with this chance happens."""
        return self.uniform(*what) < chance

    def draw(self, table: Quantiles, *what: object) -> Millis:
        """A duration from a table of quantiles."""
        return at_quantile(table, self.uniform(*what))


def at_quantile(table: Quantiles, share: float) -> Millis:
    """The duration below which this share (0 to 1) lies; on a straight line between two rows."""
    below, shortest = table.rows[0]
    for above, longest in table.rows[1:]:
        if share <= above:
            return round(shortest + (longest - shortest) * (share - below) / (above - below))
        below, shortest = above, longest
    return shortest
