"""Mails the heads of the logs to the archivist, daily and when a run has ended: a copy out of our reach."""

from __future__ import annotations

import contextlib
from dataclasses import replace

from calamiteit.core.chain import Json, canonical
from calamiteit.core.errors import VersionConflict
from calamiteit.core.messages.message import Message, to_json
from calamiteit.core.run.actors import ENGINE
from calamiteit.core.time import to_local
from calamiteit.engine.sealing import Seals
from calamiteit.engine.workplace import Workplace
from calamiteit.engine.workspace_log import WORKSPACE, workspace_batch
from calamiteit.ports.store import OutboxRow, RowState, StreamInfo

ARCHIVIST = "#archivist"
"""The receiver of these mails: an address of the settings, not a person of the directory."""
CHANNEL = "mail"


class Archiving:
    """Puts a mail into the outbox for each day, and for each run that ended; a repeat changes nothing."""

    def __init__(self, place: Workplace) -> None:
        self._place = place
        self._read_to = 0
        self._last_end = 0
        self._done: set[str] = set()

    def sweep(self, epoch: int | None = None) -> None:
        """Mail what is due now. Cheap when nothing is."""
        place = self._place
        if not place.archivist or CHANNEL not in place.channels or not place.store.streams("run"):
            return
        today = to_local(place.clock.now(), place.zone).date().isoformat()
        self._mail(f"archive:day:{today}", epoch)
        self._look_for_ends()
        if self._last_end:
            self._mail(f"archive:end:{self._last_end}", epoch)

    def _look_for_ends(self) -> None:
        for linked in self._place.store.read(WORKSPACE, self._read_to):
            self._read_to = linked.entry.seq
            if linked.entry.kind == "run-ended":
                self._last_end = linked.entry.seq

    def _mail(self, key: str, epoch: int | None) -> None:
        """Commit the mail with its key; a key that is known already was mailed by an engine before."""
        if key in self._done:
            return
        store = self._place.store
        with contextlib.suppress(VersionConflict):  # another process wrote meanwhile: the next sweep
            seals = Seals(store, WORKSPACE, self._place.ids.fresh)
            seals.seal(canonical(to_json(self._message())), id=key)
            body: dict[str, Json] = {"key": key}
            batch = workspace_batch(store, self._place.wall.now(), "heads-mailed", body, ENGINE)
            batch = replace(batch, inbox=(key,), texts=tuple(seals.texts), keys=tuple(seals.keys))
            store.commit([replace(batch, outbox=(self._row(key),), epoch=epoch)])
            self._done.add(key)

    def _row(self, key: str) -> OutboxRow:
        now = self._place.clock.now()
        return OutboxRow(
            id=key,
            stream=WORKSPACE,
            channel=CHANNEL,
            lane=f"{CHANNEL}:{ARCHIVIST}",
            to=ARCHIVIST,
            purpose="archive",
            text_id=key,
            state=RowState.WAITING,
            created_at=now,
            next_at=now,
        )

    def _message(self) -> Message:
        """Every run with its head, and the head of the workspace's log. No person is named."""
        place = self._place
        voice, language = place.voice, place.voice.languages[0]
        first = voice.say(language, f"message.first.{place.mode.value}", municipality=voice.municipality)
        return Message(
            purpose="archive",
            mode=place.mode,
            language=language,
            municipality=voice.municipality,
            first=first,
            title=voice.say(language, "archive.title"),
            lines=(
                voice.say(language, "archive.why"),
                *(self._line(language, info) for info in place.store.streams("run")),
                self._workspace_line(language),
                voice.say(language, "archive.check"),
            ),
            repeat_notice=voice.say(language, "message.possible-repeat"),
        )

    def _line(self, language: str, info: StreamInfo) -> str:
        voice = self._place.voice
        status = voice.say(language, f"run.status.{info.status}")
        return voice.say(
            language, "archive.run", run=info.id, status=status, version=info.version, head=info.head
        )

    def _workspace_line(self, language: str) -> str:
        info = self._place.store.info(WORKSPACE)
        if info is None:
            return ""
        return self._place.voice.say(language, "archive.workspace", version=info.version, head=info.head)
