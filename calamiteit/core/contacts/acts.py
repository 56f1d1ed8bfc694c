"""The acts that the authority table can give to roles."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, WithJsonSchema

from calamiteit.core.errors import nearest

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
    "guard",
    "wake",
    "handover",
    "note",
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
    hint = f"; did you mean '{near}'?" if near else ""
    raise ValueError(f"'{value}' is not an act{hint} Known: {', '.join((*ACTS, OTHER))}")


Act = Annotated[str, BeforeValidator(_act), WithJsonSchema({"enum": [*ACTS, OTHER]})]
