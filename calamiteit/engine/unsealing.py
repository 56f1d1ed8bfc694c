"""The message of an outbox row: the sealed one, or drawn anew from the state of the run."""

from __future__ import annotations

import json

from calamiteit.core.messages.message import Message, from_json
from calamiteit.core.messages.outgoing import ROOM, Outgoing
from calamiteit.engine.composing import Scene, compose
from calamiteit.engine.runs import Runs
from calamiteit.ports.store import OutboxRow


class Erased:
    """The text was destroyed under a retention rule; there is nothing to send."""


class Unsealing:
    """Reads messages for the courier."""

    def __init__(self, runs: Runs) -> None:
        self._runs = runs
        self._place = runs.place

    def message(self, row: OutboxRow) -> Message | Erased:
        """The message that this row carries."""
        if row.text_id is None:
            return self._draw(row)
        body = self._place.store.open_text(row.text_id)
        return Erased() if body is None else from_json(json.loads(body))

    def _draw(self, row: OutboxRow) -> Message:
        """A refresh shows how things stand now, not how they stood when it was asked for."""
        pinned, run = self._runs.look(row.stream)
        voice, directory = self._place.voice, self._place.directory.current()
        is_room = row.to == ROOM
        scene = Scene(
            pinned=pinned,
            run=run,
            around=self._runs.around_now(),
            voice=voice,
            language=voice.languages[0] if is_room else voice.language_of(directory, row.to),
            open_text=self._place.store.open_text,
            out=Outgoing(purpose=row.purpose, to=row.to, channel=row.channel, number=row.assignment),
        )
        return compose(scene)
