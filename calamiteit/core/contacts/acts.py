"""The acts that the authority table can give to roles."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, WithJsonSchema

from calamiteit.core.errors import nearest

# A note, an unconfirmed fact and a guard are not here: whoever sees danger must never be stopped by a table.
ACTS = (
    "trigger",
    "stop",
    "wind-down",
    "close",
    "reassign",
    "redate",
    "skip",
    "add",
    "start",
    "wake",
    "handover",
    "fact",
    "accept-for",
    "approve",
    "view-contacts",
    "forget",
    "export",
)
OTHER = "other"
"""Stands in the file for every act that is not listed; the Directory calls it `*`."""


def _act(value: object) -> str:
    if value in (*ACTS, OTHER):
        return str(value)
    near = nearest(str(value), (*ACTS, OTHER))
    hint = f"; did you mean '{near}'?" if near else "."
    raise ValueError(f"'{value}' is not an act{hint} Known: {', '.join((*ACTS, OTHER))}")


Act = Annotated[str, BeforeValidator(_act), WithJsonSchema({"enum": [*ACTS, OTHER]})]
