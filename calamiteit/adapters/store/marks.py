"""How a database file says for which mode it is, and how new its tables are."""

from __future__ import annotations

from calamiteit.core.modes import Mode

MARKS = {Mode.LIVE: 0x434C4D4C, Mode.EXERCISE: 0x434C4D58, Mode.SIMULATION: 0x434C4D53}
"""`CLML`, `CLMX`, `CLMS`: SQLite's application_id, in the head of the file. It says for which mode it is."""

NEWEST = "0004"
"""The last migration that changed the tables."""
