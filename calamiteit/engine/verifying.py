"""Checks the logs: each chain, one against the other, the sealed texts, and a head that was kept apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import cast

from calamiteit.core.chain import Json, Linked, verify
from calamiteit.core.run.events import Event, TextErased, TextRef
from calamiteit.core.run.recorded import Recorded
from calamiteit.core.run.state import EXPORTED
from calamiteit.engine.workspace_log import WORKSPACE
from calamiteit.ports.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that does not hold."""

    stream: str
    code: str
    """changed, missing, cut, head, head-differs, dropped, unannounced, other-head, text-changed or -gone."""
    seq: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the checks of one stream gave."""

    stream: str
    version: int
    head: str
    findings: tuple[Finding, ...]
    compared: bool
    """Whether a head from elsewhere was given; without one, a chain that was recomputed holds too."""

    @property
    def holds(self) -> bool:
        """Nothing was found."""
        return not self.findings


def verify_run(store: Store, run: str, head: str | None = None) -> Verdict:
    """A run by itself, against the workspace's log, and its texts against their digests."""
    found = [*_chain(store, run, head), *(f for f in against_workspace(store) if f.stream == run)]
    if store.info(run) is not None and not found:
        found += _texts(store, run)
    return _verdict(store, run, found, head)


def verify_workspace(store: Store, head: str | None = None) -> Verdict:
    """The workspace's log, and every run that it names: dropped ones and exchanged ones are found."""
    return _verdict(store, WORKSPACE, [*_chain(store, WORKSPACE, head), *against_workspace(store)], head)


def _verdict(store: Store, stream: str, found: list[Finding], head: str | None) -> Verdict:
    info = store.info(stream)
    return Verdict(
        stream=stream,
        version=info.version if info else 0,
        head=info.head if info else "",
        findings=tuple(found),
        compared=head is not None,
    )


def _chain(store: Store, stream: str, head: str | None) -> list[Finding]:
    info = store.info(stream)
    if info is None:
        return [Finding(stream=stream, code="head")] if head else []
    chain = store.read(stream)
    broken = verify(info.header, chain, version=info.version, head=head)
    if broken is not None:
        return [Finding(stream=stream, code=broken.why, seq=broken.seq)]
    if chain and chain[-1].hash != info.head:
        return [Finding(stream=stream, code="head-differs", seq=info.version)]
    return []


def against_workspace(store: Store) -> list[Finding]:
    """Runs whose beginning or end the workspace's log knows otherwise, or not at all."""
    told = list(_told(store.read(WORKSPACE)))
    opened = {run for kind, run, _, _ in told if kind in ("run-opened", "run-adopted")}
    found: list[Finding] = []
    chains: dict[str, Mapping[int, str]] = {}
    for _, run, version, head in told:
        if store.info(run) is None:
            found.append(Finding(stream=run, code="dropped"))
            continue
        if run not in chains:
            chains[run] = {linked.entry.seq: linked.hash for linked in store.read(run)}
        if chains[run].get(version) != head:
            found.append(Finding(stream=run, code="other-head", seq=version))
    strangers = [info.id for info in store.streams("run") if info.id not in opened]
    found += [Finding(stream=run, code="unannounced") for run in strangers]
    return list(dict.fromkeys(found))


_ABOUT_RUNS = ("run-opened", "run-ended", "run-exported", "run-adopted", "export-taken-back")
"""Kinds of the workspace's log that hold the number and hash of a run's event."""


def _told(entries: Iterable[Linked]) -> Iterator[tuple[str, str, int, str]]:
    for linked in entries:
        if linked.entry.kind in _ABOUT_RUNS:
            event = cast("dict[str, Json]", linked.entry.body.get("event", {}))
            version = event.get("version")
            yield (
                linked.entry.kind,
                str(event.get("run")),
                version if isinstance(version, int) else 0,
                str(event.get("head")),
            )


def _texts(store: Store, run: str) -> list[Finding]:
    """Texts that are not the ones of their events, or gone without an event that says so."""
    recorded = [Recorded.from_entry(linked.entry) for linked in store.read(run)]
    erased = erased_texts(recorded)
    info = store.info(run)
    # What is forgotten while a run is led elsewhere cannot stand in this copy of its log.
    stands_still = info is not None and info.status == EXPORTED
    whole = stands_still or any(
        isinstance(one.event, TextErased) and one.event.key == f"run:{run}" for one in recorded
    )
    found: list[Finding] = []
    for one in recorded:
        for ref in refs_of(one.event):
            digest = store.digest_of(ref.id)
            if digest is None and ref.id not in erased and not whole:
                found.append(Finding(stream=run, code="text-gone", seq=one.seq))
            elif digest is not None and digest != ref.digest:
                found.append(Finding(stream=run, code="text-changed", seq=one.seq))
    return found


def erased_texts(recorded: list[Recorded]) -> dict[str, Recorded]:
    """Text id to the event that says it was erased."""
    return {text: one for one in recorded if isinstance(one.event, TextErased) for text in one.event.texts}


def refs_of(event: Event) -> list[TextRef]:
    """The sealed texts that an event refers to."""
    found: list[TextRef] = []
    for field in fields(event):
        value = getattr(event, field.name)
        if isinstance(value, TextRef):
            found.append(value)
        elif isinstance(value, tuple):
            found += [item for item in value if isinstance(item, TextRef)]
        elif isinstance(value, Mapping):
            found += [item for item in value.values() if isinstance(item, TextRef)]
    return found
