"""The memory of the practice Slack: who exists, which channels, what was said; guarded by one lock."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from calamiteit.loopback.slack.block_kit import elements_of
from calamiteit.loopback.slack.ids import Ids
from calamiteit.loopback.slack.records import (
    Call,
    Channel,
    ChannelKind,
    Edit,
    Json,
    Message,
    Person,
    ScheduledMessage,
    View,
)
from calamiteit.loopback.slack.tickets import Tickets

APP_ID = "A0PRACTICE"
TEAM_ID = "T0PRACTICE"


class Workspace:
    """All state. Readers get frozen records; changes happen inside `lock` and end with `touch`."""

    def __init__(
        self,
        *,
        people: Sequence[Person],
        channels: Iterable[str | Channel],
        bot: Person,
        clock: Callable[[], float],
    ) -> None:
        self.lock = threading.RLock()
        self._changed = threading.Condition()
        self.version = 0
        self.clock = clock
        self.ids = Ids()
        self.bot = bot
        self.bot_id = "B0PRACTICE"
        self.tickets = Tickets(clock)
        self.people: dict[str, Person] = {person.id: person for person in (*people, bot)}
        self.channels: dict[str, Channel] = {}
        self.views: dict[str, View] = {}
        self.opened_by: dict[str, str] = {}
        """The modal opened with the trigger of an envelope, by envelope id."""
        self.scheduled: dict[str, ScheduledMessage] = {}
        self.calls: list[Call] = []
        self._messages: dict[str, dict[str, Message]] = {}
        self._ephemerals: list[Message] = []
        everyone = tuple(self.people)
        for given in channels:
            if isinstance(given, str):
                self.add_channel(given.removeprefix("#"), "channel", everyone)
            else:
                self.channels[given.id] = given

    # --- waiting for a change

    def touch(self) -> None:
        """Tell those who wait that something changed."""
        with self._changed:
            self.version += 1
            self._changed.notify_all()

    def wait_for_change(self, since: int, seconds: float) -> None:
        """Return when `version` is past `since`, or after so many seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self.version > since, seconds)

    # --- people and channels

    def person(self, id_or_name: str) -> Person | None:
        by_name = (person for person in self.people.values() if person.name == id_or_name.removeprefix("@"))
        return self.people.get(id_or_name) or next(by_name, None)

    def channel(self, id_or_name: str) -> Channel | None:
        name = id_or_name.removeprefix("#")
        named = (
            one for one in self.channels.values() if one.kind in ("channel", "group") and one.name == name
        )
        return self.channels.get(id_or_name) or next(named, None)

    def add_channel(
        self, name: str, kind: ChannelKind, members: tuple[str, ...], creator: str = ""
    ) -> Channel:
        prefix = {"channel": "C", "group": "C", "im": "D", "mpim": "G"}[kind]
        made = Channel(
            id=self.ids.new(prefix),
            name=name,
            kind=kind,
            members=members,
            creator=creator or self.bot.id,
            created=int(self.clock()),
        )
        with self.lock:
            self.channels[made.id] = made
        self.touch()
        return made

    def change_channel(self, channel: Channel) -> None:
        with self.lock:
            self.channels[channel.id] = channel
        self.touch()

    def direct(self, *people: str) -> Channel | None:
        """The conversation of exactly these people with the app, when it was opened before."""
        wanted = {*people, self.bot.id}
        kind = "im" if len(wanted) <= 2 else "mpim"
        with self.lock:
            found = (one for one in self.channels.values() if one.kind == kind and set(one.members) == wanted)
            return next(found, None)

    def open_direct(self, *people: str) -> Channel:
        with self.lock:
            kind: ChannelKind = "im" if len({*people, self.bot.id}) <= 2 else "mpim"
            name = "" if kind == "im" else "mpdm-" + "--".join(sorted(people))
            return self.direct(*people) or self.add_channel(name, kind, (*people, self.bot.id))

    # --- messages

    def messages(self, channel: str) -> list[Message]:
        """What stands in a channel, threads included, oldest first."""
        with self.lock:
            return sorted(self._messages.get(channel, {}).values(), key=lambda message: float(message.ts))

    def message(self, channel: str, ts: str) -> Message | None:
        with self.lock:
            return self._messages.get(channel, {}).get(ts)

    def ephemerals(self, person: str) -> list[Message]:
        with self.lock:
            return [message for message in self._ephemerals if message.ephemeral_for == person]

    def post(self, message: Message) -> Message:
        """Keep a message under a fresh ts (the one given is not used)."""
        with self.lock:
            posted = replace(message, ts=self.ids.ts(self.clock()), blocks=self._named(message.blocks))
            if posted.ephemeral_for:
                self._ephemerals.append(posted)
            else:
                self._messages.setdefault(posted.channel, {})[posted.ts] = posted
        self.touch()
        return posted

    def edit(self, before: Message, *, text: str, blocks: Sequence[Json], metadata: Json | None) -> Message:
        with self.lock:
            past = Edit(at=self.clock(), text=before.text, blocks=before.blocks)
            after = replace(
                before,
                text=text,
                blocks=self._named(blocks),
                metadata=metadata,
                edits=(*before.edits, past),
            )
            if after.ephemeral_for:
                self._ephemerals = [after if one.ts == after.ts else one for one in self._ephemerals]
            else:
                self._messages[after.channel][after.ts] = after
        self.touch()
        return after

    def remove(self, message: Message) -> None:
        with self.lock:
            self._messages.get(message.channel, {}).pop(message.ts, None)
            self._ephemerals = [one for one in self._ephemerals if one.ts != message.ts]
        self.touch()

    def _named(self, blocks: Sequence[Json]) -> tuple[Json, ...]:
        """Slack names what the app left unnamed: blocks and the elements in them."""
        return tuple(self._with_names(block) for block in blocks)

    def _with_names(self, block: Json) -> Json:
        named = {**block, "block_id": block.get("block_id") or self.ids.new("b")}
        for element in elements_of(block):
            if element.get("type") != "image":
                element.setdefault("action_id", self.ids.new("a"))
        return named

    # --- modals

    def keep_view(self, view: View) -> View:
        with self.lock:
            kept = replace(view, body={**view.body, "blocks": list(self._named(view.body["blocks"]))})
            self.views[kept.id] = kept
        self.touch()
        return kept

    def close_view(self, view: View, *, whole_stack: bool = False) -> None:
        with self.lock:
            gone = [
                one
                for one in self.views.values()
                if one.id == view.id or (whole_stack and one.root_id == view.root_id)
            ]
            for one in gone:
                self.views.pop(one.id, None)
        self.touch()
