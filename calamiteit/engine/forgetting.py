"""Forgetting: destroys data keys and texts of a run or a person, with events that say so; the chain holds."""

from __future__ import annotations

import contextlib
import re
import threading
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from calamiteit.core.chain import Json
from calamiteit.core.contacts.directory import Person
from calamiteit.core.errors import Mistake, NotAllowed, VersionConflict
from calamiteit.core.run import commands as c
from calamiteit.core.run import events as e
from calamiteit.core.run.actors import Actor
from calamiteit.core.run.recorded import Recorded
from calamiteit.core.run.state import EXPORTED
from calamiteit.core.time import Millis
from calamiteit.engine.batches import Erasing
from calamiteit.engine.runs import Runs
from calamiteit.engine.workspace_log import WORKSPACE, workspace_batch
from calamiteit.ports.store import Batch

_NOISE = re.compile(r"[\s().\-/_\u2010-\u2015]")
_FEWEST_DIGITS = 9
"""Of a number that counts as found in a text: without the trunk zero or country code."""
_SHORTEST_NAME = 3
_PARTICLES = frozenset(
    [
        "van",
        "von",
        "de",
        "der",
        "den",
        "het",
        "ter",
        "ten",
        "tot",
        "aan",
        "bij",
        "del",
        "dos",
        "des",
        "las",
        "los",
        "bin",
        "ben",
        "el",
        "al",
    ]
)
"""Parts of surnames that name nobody by themselves."""
_TRIES = 20
PAUSE_SECONDS = 0.1


class Traces:
    """Finds a person in a text: by full name, part of the surname, address, or number however written.

    With or without accents, in any case. A first name alone, a nickname or an initial is not found.
    """

    def __init__(self, name: str = "", addresses: Iterable[str] = ()) -> None:
        addresses = tuple(_plain(address) for address in addresses)
        first, *rest = _plain(name).replace("'", "-").split() or [""]
        parts = (part for word in (rest or [first]) for part in word.split("-"))
        surnames = {part for part in parts if len(part) >= _SHORTEST_NAME and part not in _PARTICLES}
        words = {_plain(name), *addresses, *surnames} - {""}
        found = "|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in sorted(words))
        self._words = re.compile(found) if found else None
        digits = (re.sub(r"\D", "", address) for address in addresses if "@" not in address)
        self._numbers = tuple(found[-_FEWEST_DIGITS:] for found in digits if len(found) >= _FEWEST_DIGITS)

    @staticmethod
    def of(person: Person | None) -> Traces:
        """The traces of a person; nothing is found for somebody who is in no file."""
        if person is None:
            return Traces()
        return Traces(person.name, (route.address for route in person.routes))

    def are_in(self, text: str) -> bool:
        """Whether the text mentions the person."""
        text = _plain(text)
        if self._words is not None and self._words.search(text):
            return True
        joined = _NOISE.sub("", text) if self._numbers else ""
        return any(number in joined for number in self._numbers)


def _plain(text: str) -> str:
    """Without accents, ligatures and case, with plain digits and apostrophes: Müller is found as MULLER."""
    apart = unicodedata.normalize("NFKD", text.replace("\u2019", "'"))
    return " ".join("".join(c for c in apart if not unicodedata.combining(c)).casefold().split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """What would be, or was, destroyed."""

    what: str
    """The run or the alias."""
    texts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Stream to the ids of its texts."""
    open_tasks: tuple[str, ...] = ()
    """`L-1 T3`: what goes on to the next person."""
    folded: bool = True
    """False: another process was in the way, the last bytes go at the next checkpoint."""

    @property
    def count(self) -> int:
        """How many texts."""
        return sum(len(ids) for ids in self.texts.values())


class Forgetting:
    """Forgets in one database; files are forgotten by the caller, before `forget_person`."""

    def __init__(self, runs: Runs) -> None:
        self._runs = runs
        self._store = runs.place.store

    def allowed(self, alias: str) -> None:
        """Raises NotAllowed when the authority table does not let this person forget."""
        place = self._runs.place
        if not place.directory.current().may(alias, "forget", place.clock.now()):
            raise NotAllowed(alias)

    # --- a run

    def look_at_run(self, run: str) -> Forgotten:
        """What forgetting this run destroys. Raises UnknownName; Mistake while it is open."""
        _, state = self._runs.look(run)
        if not state.over:
            raise Mistake(run)
        return Forgotten(what=run, texts={run: tuple(self._store.texts_of(stream=run))})

    def forget_run(self, run: str, rule: str, actor: Actor) -> Forgotten:
        """Destroy every text and message of a run that is over; the timeline stays, by alias."""
        found = self.look_at_run(run)
        key = f"run:{run}"
        erased = c.RecordErased(rule=rule, key=key)
        erasing = Erasing(keys=(key,), texts=found.texts[run])
        self._runs.act(run, lambda seals: erased, actor=actor, erasing=erasing)
        self._in_workspace({"what": "run", "run": run, "rule": rule, "texts": found.count}, actor, Erasing())
        return replace(found, folded=self._fold())

    def due(self, terms: Mapping[str, Millis]) -> list[tuple[str, str]]:
        """Runs that are over for longer than the term of their retention label, with that label."""
        now = self._runs.place.clock.now()
        found: list[tuple[str, str]] = []
        for info in self._store.streams("run"):
            if info.status not in ("closed", "stopped") or self._is_forgotten(info.id):
                continue
            pinned, run = self._runs.look(info.id)
            term = terms.get(pinned.plan.retention)
            if term is not None and run.ended_at is not None and run.ended_at + term <= now:
                found.append((info.id, pinned.plan.retention))
        return found

    def _is_forgotten(self, run: str) -> bool:
        """Whether its texts were erased; what was noted since counts anew."""
        key = f"run:{run}"
        events = (one.event for one in self._runs.log(run))
        erased = any(isinstance(event, e.TextErased) and event.key == key for event in events)
        return erased and not self._store.texts_of(key_id=key)

    # --- a person

    def look_at_person(self, alias: str, traces: Traces) -> Forgotten:
        """Which texts are about this person: messages to them, what they said of themselves, mentions."""
        key = f"alias:{alias}"
        sealed = set(self._store.texts_of(key_id=key))
        texts: dict[str, tuple[str, ...]] = {}
        for stream in (*(info.id for info in self._store.streams("run")), WORKSPACE):
            own = self._said_by(stream, alias) if stream != WORKSPACE else set()
            ids = [
                id
                for id in self._store.texts_of(stream=stream)
                if id in sealed or id in own or traces.are_in(self._store.open_text(id) or "")
            ]
            if ids:
                texts[stream] = tuple(ids)
        return Forgotten(what=alias, texts=texts, open_tasks=tuple(self._open_tasks(alias)))

    def _said_by(self, stream: str, alias: str) -> set[str]:
        """Why somebody could not: that is about the person, not about the crisis."""
        recorded = (Recorded.from_entry(linked.entry) for linked in self._store.read(stream))
        return {
            one.event.reason.id
            for one in recorded
            if isinstance(one.event, e.AssignmentDeclined) and one.by.speaker == alias and one.event.reason
        }

    def _open_tasks(self, alias: str) -> Iterable[str]:
        for run_id in self._runs.open_runs():
            _, run = self._runs.look(run_id)
            yield from (f"{run_id} T{a.number}" for a in run.open_assignments() if a.alias == alias)

    def forget_mentions(self, alias: str, traces: Traces, rule: str, actor: Actor) -> None:
        """Destroy what others wrote about a person, while the files still tell their name and numbers."""
        sealed = set(self._store.texts_of(key_id=f"alias:{alias}"))
        for stream, ids in self.look_at_person(alias, traces).texts.items():
            mentions = tuple(id for id in ids if id not in sealed)
            if mentions and stream != WORKSPACE:
                erased = c.RecordErased(rule=rule, texts=mentions, key=f"alias:{alias}")
                self._erase_in(stream, erased, actor)

    def forget_person(self, alias: str, traces: Traces, rule: str, actor: Actor) -> Forgotten:
        """Destroy what is about a person who stands in no contact file any more.

        Open tasks go on first; then each run loses its texts in one commit with the event that says so, and
        the person's data key goes last, with an event of the workspace. A repeat finishes what was cut short.
        """
        open_tasks = tuple(self._open_tasks(alias))
        for run_id in self._runs.open_runs():
            self._runs.act(run_id, lambda seals: c.LookAround())
        found = self.look_at_person(alias, traces)
        key = f"alias:{alias}"
        still = (WORKSPACE, *(info.id for info in self._store.streams("run", status=EXPORTED)))
        for stream, ids in found.texts.items():
            if stream not in still:
                self._erase_in(stream, c.RecordErased(rule=rule, texts=ids, key=key), actor)
        body: dict[str, Json] = {"what": "person", "who": alias, "rule": rule, "texts": found.count}
        # A run that is led elsewhere takes no event here; its copy of the texts goes all the same.
        left = tuple(id for stream in still for id in found.texts.get(stream, ()))
        rest = Erasing(keys=(key,), texts=left, refs_to=(alias,))
        self._in_workspace(body, actor, rest)
        return replace(found, open_tasks=open_tasks, folded=self._fold())

    def _erase_in(self, run: str, erased: c.RecordErased, actor: Actor) -> None:
        self._runs.act(run, lambda seals: erased, actor=actor, erasing=Erasing(texts=erased.texts))

    # --- both

    def _in_workspace(self, body: Mapping[str, Json], actor: Actor, erasing: Erasing) -> None:
        for _ in range(_TRIES):
            now = self._runs.place.wall.now()
            batch = workspace_batch(self._store, now, "forgotten", body, actor)
            with contextlib.suppress(VersionConflict):
                self._store.commit([_with(batch, erasing)])
                return
        raise VersionConflict("the workspace's log is changing too fast; try again")

    def _fold(self) -> bool:
        """Write every page of the file anew, so that no old byte stays; False when others are in the way."""
        pause = threading.Event()
        for _ in range(_TRIES):
            if self._store.checkpoint():
                return True
            pause.wait(PAUSE_SECONDS)
        return False


def _with(batch: Batch, erasing: Erasing) -> Batch:
    return replace(batch, erase_keys=erasing.keys, erase_texts=erasing.texts, erase_refs_to=erasing.refs_to)
