"""Messages and parcels for tests of channels."""

from __future__ import annotations

import dataclasses

from calamiteit.core.messages.message import Button, Message
from calamiteit.core.modes import Mode
from calamiteit.core.time import Millis
from calamiteit.ports.channel import Parcel

RUN = "L-2026-001"
FORMS = {"reason": ("Waarom niet?", "Waarom kun je dit niet doen?", "Versturen", "Terug")}
ACCEPT = Button(transition="accept", label="Ik doe dit", style="primary")
CANNOT = Button(transition="cannot", label="Ik kan niet", asks="reason", style="danger")
DONE = Button(transition="done", label="Klaar", confirm="Is het echt klaar?")

TASK = Message(
    purpose="task",
    mode=Mode.LIVE,
    language="nl",
    municipality="Lindeveen",
    first="LIVE · Lindeveen",
    title="Bel de burgemeester",
    lines=("Bel de burgemeester en zeg wat er is gebeurd.", "Blijf bereikbaar."),
    facts=(("Rol", "Crisisfunctionaris"), ("Uiterlijk", "03:12")),
    attachment="Beste inwoners,\n\ner is iets gebeurd.",
    buttons=(ACCEPT, DONE, CANNOT),
    repeat_notice="Dit bericht komt misschien voor de tweede keer.",
    run=RUN,
    assignment=7,
    generation=2,
    forms=FORMS,
)


def task(**changes: object) -> Message:
    """The task with some fields changed."""
    return dataclasses.replace(TASK, **changes)  # type: ignore[arg-type]


def exercise(**changes: object) -> Message:
    """The same task in an exercise."""
    words = {"mode": Mode.EXERCISE, "first": "OEFENING · Lindeveen", "last": "OEFENING OEFENING OEFENING"}
    return task(**{**words, **changes})


def parcel(
    address: str,
    *,
    key: str = f"{RUN}:3:0",
    message: Message = TASK,
    first_tried: Millis = 0,
    possible_repeat: bool = False,
) -> Parcel:
    """A parcel with the task in it, unless another message is given."""
    return Parcel(
        key=key,
        address=address,
        message=message,
        first_tried=first_tried,
        possible_repeat=possible_repeat,
    )
