"""What stands in the file of an exported run, as JSON: events with their hashes, texts, messages, plans."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from calamiteit.core.chain import Entry, Json, Linked, canonical, digest
from calamiteit.core.contacts.directory import Directory
from calamiteit.core.errors import Mistake
from calamiteit.core.time import Millis
from calamiteit.ports.store import OutboxRow, RowState

FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedText:
    """A text in the clear (the file is sealed as a whole), with what its event refers to."""

    id: str
    key_id: str
    salt: str
    text: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedRun:
    """One run: its log, and everything that a machine needs to go on with it."""

    id: str
    header: Mapping[str, Json]
    events: tuple[Linked, ...]
    texts: tuple[CarriedText, ...]
    rows: tuple[OutboxRow, ...]
    timers: Mapping[str, tuple[int, Millis]]
    """Generation and moment; the same follows from the events, which is checked when it is adopted."""
    handled: tuple[str, ...]

    @property
    def head(self) -> str:
        """The hash of the last event."""
        return self.events[-1].hash


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """The whole file."""

    export: str
    mode: str
    municipality: str
    program: str
    at: Millis
    by: str
    place: str
    """The file and the machine that wrote it."""
    people: Mapping[str, str]
    """Alias to a fingerprint of name and addresses: another person under the same alias is noticed."""
    runs: tuple[CarriedRun, ...]
    contents: Mapping[str, str]

    def to_text(self) -> str:
        """As stored."""
        body = {
            "format": FORMAT, "export": self.export, "mode": self.mode, "municipality": self.municipality,
            "program": self.program, "at": self.at, "by": self.by, "place": self.place,
            "people": dict(self.people), "contents": dict(self.contents),
            "runs": [_run_to_json(run) for run in self.runs],
        }  # fmt: skip
        return json.dumps(body, ensure_ascii=False)

    @staticmethod
    def from_text(text: str) -> Picture:
        """Read back. Raises Mistake for a form that this release does not know."""
        try:
            body: dict[str, Any] = json.loads(text)
            if body.pop("format") != FORMAT:
                raise Mistake("this file was written by a later release; use that one to adopt the run")
            runs = tuple(_run_from_json(run) for run in body.pop("runs"))
            return Picture(runs=runs, **body)
        except (KeyError, TypeError, ValueError, AttributeError) as exc:
            raise Mistake("this file was written by another release; use that one to adopt the run") from exc


def fingerprint(directory: Directory, alias: str, export: str) -> str:
    """Tells whether an alias is the same person here and there, without saying who that is."""
    person = directory.person(alias)
    if person is None:
        return ""
    routes = [[route.channel, route.address] for route in person.routes]
    return digest(canonical([export, alias, person.name, *map(canonical, routes)]))  # type: ignore[arg-type]


def settled_for_travel(row: OutboxRow, *, known: bool, room_open: bool) -> OutboxRow:
    """A row as another machine must find it.

    What is under way, or was settled after the run stood still, has an answer that the log does not know:
    the other machine looks the message up at the channel before it sends again.
    """
    unknown = row.state is RowState.SENDING
    if row.text_id is not None and row.state in (RowState.SENT, RowState.GAVE_UP) and not known:
        unknown = True
    if row.purpose == "room" and row.state is RowState.SENT and not room_open:
        unknown = True
    if not unknown:
        return replace(row, epoch=0)
    return replace(
        row, epoch=0, state=RowState.WAITING, possible_repeat=True, attempt=row.attempt or 1, next_at=0
    )


def _run_to_json(run: CarriedRun) -> dict[str, Any]:
    return {
        "id": run.id,
        "header": dict(run.header),
        "events": [
            [one.entry.seq, one.entry.at, one.entry.kind, dict(one.entry.body), one.hash]
            for one in run.events
        ],
        "texts": [asdict(text) for text in run.texts],
        "rows": [{**asdict(row), "state": row.state.value} for row in run.rows],
        "timers": {id: list(timer) for id, timer in run.timers.items()},
        "handled": list(run.handled),
    }


def _run_from_json(body: dict[str, Any]) -> CarriedRun:
    return CarriedRun(
        id=body["id"],
        header=body["header"],
        events=tuple(
            Linked(entry=Entry(seq=seq, at=at, kind=kind, body=event), hash=hash)
            for seq, at, kind, event, hash in body["events"]
        ),
        texts=tuple(CarriedText(**text) for text in body["texts"]),
        rows=tuple(OutboxRow(**{**row, "state": RowState(row["state"])}) for row in body["rows"]),
        timers={id: (generation, at) for id, (generation, at) in body["timers"].items()},
        handled=tuple(body["handled"]),
    )
