"""Where runs are kept: streams of events, messages, timers, texts and the lease, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

from calamiteit.core.chain import Entry, Json, Linked
from calamiteit.core.errors import VersionConflict
from calamiteit.core.time import Millis

WORKSPACE = "workspace"
"""The stream of what belongs to no single run."""


class RowState(Enum):
    """Where a message stands. `sending` with an old epoch means: the answer is unknown, reconcile."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    GAVE_UP = "gave_up"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxRow:
    """One message to one place. `id` is `stream:seq:n` (or `stream:refresh:what`): deterministic.

    The address is not here: it is looked up by `to` and `channel` at the moment of sending.
    """

    id: str
    stream: str
    channel: str
    """slack, mail, sms, ... or `engine` for a linked run."""
    lane: str
    """Messages of one lane go out one after another (a Slack channel, a mailbox)."""
    to: str
    """A person's alias, or `#run` for the run's own channel."""
    purpose: str
    assignment: int | None = None
    text_id: str | None = None
    """None: rendered from the state of the run at the moment of sending (a refresh)."""
    refresh_of: str | None = None
    """The outbox id of the message that this one edits in place."""
    priority: int = 5
    """Lower goes first: alarms 1, tasks 3, information 5, refreshes 8."""
    state: RowState = RowState.WAITING
    attempt: int = 0
    created_at: Millis = 0
    next_at: Millis = 0
    epoch: int = 0
    ref: str | None = None
    """The place where the channel keeps the message (for example channel and ts), once known."""
    possible_repeat: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What became of a claimed row. Only the epoch that claimed it may settle it.

    Another epoch's row raises Superseded, an unknown one ValueError; settling a row twice changes nothing.
    Without `ref` the row keeps the one it had.
    """

    id: str
    epoch: int
    state: RowState
    attempt: int
    next_at: Millis = 0
    ref: str | None = None
    possible_repeat: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerRow:
    """One moment at which a run wants to be woken. One row per (stream, id); setting it again replaces it."""

    stream: str
    id: str
    generation: int
    fire_at: Millis


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedText:
    """An encrypted text with the salted digest that the event holds."""

    id: str
    key_id: str
    stream: str
    salt: bytes
    ciphertext: bytes
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKey:
    """A data key, wrapped by the workspace key. Committed together with the first text that it seals."""

    id: str
    wrapped: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Everything that one command changes in one stream. All or nothing."""

    stream: str
    expected: int
    """The version that the decision was based on; 0 creates the stream."""
    kind: str = "run"
    header: Mapping[str, Json] | None = None
    """Given when the stream is created: what stands outside the chain, and its genesis."""
    status: str | None = None
    """The new status of the stream, when it changes."""
    inbox: tuple[str, ...] = ()
    """Keys of the commands handled here; a key that is known already makes the commit a duplicate."""
    entries: tuple[Entry, ...] = ()
    outbox: tuple[OutboxRow, ...] = ()
    """New rows. A refresh row (no text) whose id is waiting already is left as it is; one that is settled is
    made waiting again; one that is being sent is made waiting again when it is settled."""
    settled: tuple[Settled, ...] = ()
    cancelled: tuple[str, ...] = ()
    """Outbox ids that must not go out any more; only waiting rows are cancelled."""
    carried: tuple[OutboxRow, ...] = ()
    """Rows of a run that came from another database, put as they are in place of those with the same id."""
    timers: tuple[TimerRow, ...] = ()
    timers_cleared: tuple[str, ...] = ()
    texts: tuple[SealedText, ...] = ()
    keys: tuple[NewKey, ...] = ()
    contents: Mapping[str, str] = field(default_factory=dict)
    erase_keys: tuple[str, ...] = ()
    """Data keys to destroy, with the salts and ciphertexts sealed by them (forgetting)."""
    erase_texts: tuple[str, ...] = ()
    """Texts of which salt and ciphertext are destroyed, whatever key sealed them."""
    erase_refs_to: tuple[str, ...] = ()
    """Aliases whose outbox rows lose their `ref` (an id at the channel can point at a person)."""
    epoch: int | None = None
    """When given, the lease must still have this epoch."""


class Outcome(Enum):
    """What a commit did."""

    COMMITTED = "committed"
    DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamInfo:
    """What is known of a stream without reading its events."""

    id: str
    kind: str
    version: int
    status: str
    head: str
    header: Mapping[str, Json]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """Who may send and fire timers. `until` is UTC; a lease past it may be taken with a higher epoch."""

    holder: str
    epoch: int
    until: Millis


class Streams(Protocol):
    """Reading and committing. Raises StoreTrouble for a full disk, a read-only or locked file."""

    def read(self, stream: str, after: int = 0) -> Sequence[Linked]:
        """The events of a stream in order, with their stored hashes; empty for an unknown stream."""
        ...

    def info(self, stream: str) -> StreamInfo | None:
        """What is known of one stream."""
        ...

    def streams(self, kind: str, *, status: str | None = None) -> Sequence[StreamInfo]:
        """The streams of a kind, oldest first; with `status`, only those."""
        ...

    def content(self, hash: str) -> str | None:
        """A pinned plan or text."""
        ...

    def handled(self, stream: str) -> Sequence[str]:
        """The inbox keys of the commands that were handled in this stream."""
        ...

    def commit(self, batches: Sequence[Batch]) -> Outcome:
        """Write everything or nothing, durably when this returns.

        DUPLICATE when an inbox key of any batch was known before this commit (nothing is written). Raises
        VersionConflict when a stream is not at `expected`, the id of a new key has another key already or the
        key of a text was destroyed; Superseded when the epoch is not the lease's; ValueError for a batch that
        is wrong (a new stream without header, an event out of order, a message with a known id).
        """
        ...

    def commit_each(self, commands: Sequence[Sequence[Batch]]) -> Sequence[Outcome | VersionConflict]:
        """Commit the batches of several commands together: each all or nothing, all of them durable at once.

        What became of each, in order; a VersionConflict of one is given back and harms no other. Whatever
        else `commit` raises is raised here: look again at what was written.
        """
        ...

    def changed(self) -> bool:
        """Whether another process committed since the last call (cheap enough for every 100 ms)."""
        ...


class Texts(Protocol):
    """Free texts, encrypted; forgetting destroys the key."""

    def seal(
        self, text: str, *, id: str, key_id: str, stream: str, salt: bytes | None = None
    ) -> tuple[SealedText, NewKey | None]:
        """Encrypt a text; the second part is a key to commit with it when the key is new.

        `salt` is given for a text of another database, so that the digest in its event still holds.
        """
        ...

    def sealed(self, stream: str) -> Sequence[SealedText]:
        """The texts of a stream that are not erased, as they are stored."""
        ...

    def open_text(self, id: str) -> str | None:
        """The text, or None when it was erased or never existed."""
        ...

    def digest_of(self, id: str) -> str | None:
        """The salted digest of a text that is not erased, to compare with the one in its event."""
        ...

    def texts_of(self, *, stream: str | None = None, key_id: str | None = None) -> Sequence[str]:
        """The ids of the texts that are not erased, of a stream or sealed by a key."""
        ...


class Outbox(Protocol):
    """Messages that wait to be sent. Only the holder of the lease uses this."""

    def claim(
        self, *, epoch: int, now: Millis, channels: Sequence[str], busy_lanes: Sequence[str], limit: int
    ) -> Sequence[OutboxRow]:
        """Take due waiting rows, one per lane and none of a busy lane, best priority first, oldest first.

        Never a row of a run that was exported: it is led on another machine.

        They become `sending` under this epoch, durably. Raises Superseded when the lease has another epoch.
        """
        ...

    def stuck(self, *, epoch: int) -> Sequence[OutboxRow]:
        """Rows that another epoch left in `sending`: the answer is unknown. This epoch adopts them."""
        ...

    def settle(self, changes: Sequence[Settled]) -> None:
        """Write what became of rows when no event belongs to it (a retry, a wait)."""
        ...

    def hasten(self, *, epoch: int, now: Millis) -> None:
        """Let every waiting row that waits for a moment after `now` go at `now` (the clock was set back)."""
        ...

    def row(self, id: str) -> OutboxRow | None:
        """One row."""
        ...

    def rows(self, *, stream: str | None = None, state: RowState | None = None) -> Sequence[OutboxRow]:
        """Rows for status views and tests, oldest first."""
        ...

    def next_send(self) -> Millis | None:
        """The earliest moment at which a waiting row of a run that is led here may go out."""
        ...


class Timers(Protocol):
    """The truth about time."""

    def due(self, now: Millis, limit: int) -> Sequence[TimerRow]:
        """The timers that should have fired, earliest first."""
        ...

    def next_fire(self) -> Millis | None:
        """The earliest timer."""
        ...

    def timers(self, stream: str) -> Sequence[TimerRow]:
        """All timers of a stream."""
        ...


class Leases(Protocol):
    """One engine at a time."""

    def take(self, holder: str, *, now: Millis, ttl: Millis) -> Lease | None:
        """Become the holder when there is none, the lease has expired, or it is already ours; else None.

        A fresh take raises the epoch by one; taking one's own again only extends it.
        """
        ...

    def beat(self, lease: Lease, *, now: Millis, ttl: Millis) -> Lease:
        """Extend. Raises Superseded when another holder has taken it."""
        ...

    def release(self, lease: Lease) -> None:
        """Give it back so that another can take it at once."""
        ...

    def look(self) -> Lease | None:
        """Who holds it, expired or not."""
        ...

    def ask_to_release(self, lease: Lease) -> None:
        """Leave a polite request for the holder (`serve` takes over from a `trigger` that stayed)."""
        ...

    def release_asked(self, lease: Lease) -> bool:
        """Whether somebody asked this holder to hand over."""
        ...


class Store(Streams, Texts, Outbox, Timers, Leases, Protocol):
    """All of it: one database of one mode. Close it when done; safe to use from several threads."""

    def checkpoint(self) -> bool:
        """Fold the write-ahead log into the file; the holder calls this now and then, `forget` at its end.

        False when another process was in the way: what was erased may still stand in the files; try again.
        """
        ...

    def close(self) -> None:
        """Free connections; may be called twice."""
        ...
