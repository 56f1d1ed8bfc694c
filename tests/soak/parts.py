"""The table of parts; `make soak` runs all of them in this order."""

from __future__ import annotations

from tests.soak import crash
from tests.soak.part import Part

PARTS = (Part(name="crash", count=1_000, unit="kills", chunk=12, work=crash.kill_engines),)
"""A new part is a new line here; its work is a function of its own module."""
