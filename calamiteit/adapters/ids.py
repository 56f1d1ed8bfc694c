"""Fresh names by chance."""

from __future__ import annotations

import secrets
from datetime import tzinfo

from calamiteit.core.time import to_local
from calamiteit.ports.clock import Clock

ALPHABET = "bcdfghjkmnpqrstvwxz23456789"
"""No look-alikes (0 o, 1 i l), and no vowels, so that chance spells no words."""

LETTERS = 4


class RandomIds:
    """Run ids such as `L-261124-k7qd`, dated in the workspace's zone. A clash is refused by the store."""

    def __init__(self, clock: Clock, zone: tzinfo) -> None:
        self._clock = clock
        self._zone = zone

    def run(self, prefix: str) -> str:
        """Prefix, local date and four letters: half a million names a day."""
        day = to_local(self._clock.now(), self._zone)
        return f"{prefix}-{day:%y%m%d}-{''.join(secrets.choice(ALPHABET) for _ in range(LETTERS))}"

    def fresh(self) -> str:
        """24 hexadecimal digits (96 bits of chance)."""
        return secrets.token_hex(12)
