"""The table of parts; `make soak` runs all of them in this order."""

from __future__ import annotations

from tests.soak import crash, fuzz, simulation
from tests.soak.part import Part

PARTS = (
    Part(name="small", count=100_000, unit="seeds", chunk=25, work=simulation.play_small),
    Part(name="attack", count=1_000, unit="seeds", chunk=5, work=simulation.play_attack),
    Part(name="crash", count=1_000, unit="kills", chunk=12, work=crash.kill_engines),
    Part(name="fuzz", count=1_000_000, unit="inputs", chunk=fuzz.STRETCH, work=fuzz.damage),
)
"""A new part is a new line here; its work is a function of its own module."""
