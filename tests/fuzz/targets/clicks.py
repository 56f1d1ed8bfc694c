"""Taps, forms and typed commands at the desk of a real run: every one gets an answer, none is a surprise."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from calamiteit.adapters.files.contacts import ContactFolder
from calamiteit.adapters.files.playbooks import PlaybookFolder
from calamiteit.adapters.files.templates import Templates
from calamiteit.adapters.files.words import Words
from calamiteit.adapters.memory.clock import HandClock
from calamiteit.adapters.memory.ids import CountedIds
from calamiteit.adapters.memory.keys import PlainKeys
from calamiteit.adapters.memory.shelf import Shelf
from calamiteit.adapters.memory.store import MemoryStore
from calamiteit.core.errors import CalamiteitError
from calamiteit.core.modes import Mode
from calamiteit.core.run.actors import Actor
from calamiteit.core.time import from_local
from calamiteit.engine.desk import FrontDesk
from calamiteit.engine.runs import Runs
from calamiteit.engine.triggering import Triggering
from calamiteit.engine.voice import Voice
from calamiteit.engine.workplace import Workplace
from calamiteit.ports.desk import Click, Reply, SlashCommand
from tests.fuzz.choices import Choices
from tests.fuzz.target import Target
from tests.support.source import ROOT

ZONE = ZoneInfo("Europe/Amsterdam")
OFFICER = "heron"
TRANSITIONS = (
    "accept", "start", "done", "cannot", "heard-accept", "heard-cannot", "guard", "handover", "wake",
    "hold", "show-number", "other", "",
)  # fmt: skip
OPTIONS = (
    "", "own", "region", "wait", "stop-deployment", "|", "|heron|lapwing", "chair|heron|lapwing",
    "chair|heron|heron", "x|y|z",
    "notify-team#1", "notify-team#", "#", "#1", "a#-1", "a#²", "a#1e3",
    "first-meeting#999999999999999999999",
)  # fmt: skip
COMMANDS = ("", "status", "note", "note x", "help", "note \u2028", "other x")


def fuzz(data: bytes) -> None:
    """Up to six things that people do, one after the other, in a run that has just begun."""
    choices = Choices(data)
    reported: list[Exception] = []
    desk = FrontDesk(Runs(_place()), lambda where, error: reported.append(error))
    for number in range(6):
        reply = _command(desk, choices, number) if choices.below(5) == 4 else _click(desk, choices, number)
        reply.text.encode()
        for error in reported:
            if not isinstance(error, CalamiteitError):
                raise error
        if not choices.left:
            break


def _click(desk: FrontDesk, choices: Choices, number: int) -> Reply:
    run, addresses = _begun().run, _begun().addresses
    return desk.click(
        Click(
            key=f"key-{choices.below(3) or number}",
            channel="slack" if choices.below(6) else choices.text(),
            address=choices.one_of(addresses) if choices.below(8) else choices.text(),
            run=run if choices.below(8) else choices.text(),
            assignment=choices.one_of((None, 0, -1, 2**70))
            if choices.below(6) == 5
            else 1 + choices.below(12),
            transition=choices.one_of(TRANSITIONS) if choices.below(8) else choices.text(),
            generation=choices.below(4),
            option=choices.one_of(OPTIONS) if choices.below(5) else choices.text(),
            text=choices.text(),
        )
    )


def _command(desk: FrontDesk, choices: Choices, number: int) -> Reply:
    words = choices.one_of(COMMANDS) if choices.below(3) else choices.text()
    address = choices.one_of(_begun().addresses)
    return desk.command(SlashCommand(key=f"command-{number}", channel="slack", address=address, words=words))


def tapped(transition: str, *, assignment: int = 1, option: str = "") -> Reply:
    """The answer to one tap of the officer; what the desk reports comes out as it is."""

    def refuse(where: str, error: Exception) -> None:
        raise error

    directory = _begun().directory.current()
    route = directory.people[OFFICER].route("slack")
    assert route is not None
    desk = FrontDesk(Runs(_place()), refuse)
    return desk.click(
        Click(
            key="one",
            channel="slack",
            address=route.address,
            run=_begun().run,
            assignment=assignment,
            transition=transition,
            option=option,
        )
    )


class _Begun:
    """A run of attack-own-town after its first wave, and whose Slack addresses there are."""

    def __init__(self) -> None:
        self.shelf = Shelf()
        self.directory = ContactFolder(ROOT / "contacts" / "lindeveen", ZONE, True)
        self.voice = Voice(
            municipality="Lindeveen",
            languages=("nl", "en"),
            words=cache(Words),
            renderer=Templates(ROOT / "templates", ZONE),
        )
        self.clock = HandClock(from_local(datetime(2026, 11, 24, 3, 0, tzinfo=ZONE)))
        place = self.place(self.shelf)
        triggering = Triggering(Runs(place))
        given = {"place": "Markt", "area": "centrum"}
        prepared = triggering.prepare("attack-own-town", given, ["Er is geschoten."], language="nl")
        result = triggering.start(prepared, actor=Actor(alias=OFFICER, door="cli"), key="start")
        self.run: str = getattr(result, "run")  # noqa: B009 - a refusal has none, and that ends the fuzzing
        people = self.directory.current().people.values()
        self.addresses = tuple(route.address for person in people if (route := person.route("slack")))

    def place(self, shelf: Shelf) -> Workplace:
        return Workplace(
            mode=Mode.LIVE, store=MemoryStore(keys=PlainKeys(), shelf=shelf), directory=self.directory,
            clock=self.clock,
            wall=self.clock, playbooks=PlaybookFolder(folder=ROOT / "playbooks"), ids=_fresh_ids(shelf),
            zone=ZONE, voice=self.voice,
            channels=frozenset({"slack", "mail", "sms"}),
        )  # fmt: skip


@cache
def _begun() -> _Begun:
    return _Begun()


def _fresh_ids(shelf: Shelf) -> CountedIds:
    """Names that go on where those of the begun run ended."""
    ids = CountedIds()
    for _ in range(len(shelf.texts) + len(shelf.outbox) + 50):
        ids.fresh()
    return ids


def _place() -> Workplace:
    """A place of its own for each input, at the point where the run had just begun."""
    begun = _begun()
    tables = {
        name: copy.copy(getattr(begun.shelf, name))
        for name in (
            "commits",
            "inbox",
            "streams",
            "contents",
            "keys",
            "texts",
            "outbox",
            "again_at",
            "timers",
            "epoch",
        )
    }
    events = {stream: list(linked) for stream, linked in begun.shelf.events.items()}
    return begun.place(Shelf(**tables, events=events))


def seeds() -> Sequence[bytes]:
    """Rows of choices: each transition with each kind of option."""
    return [
        bytes((0, 0, 1, 1, who, 1, 1, 0, who, 1, what, 0, 1, option, 3, 65, 66, 67))
        for what in range(13)
        for option in (0, 1, 7, 10)
        for who in (0, 1, 2)
    ]


TARGET = Target(name="clicks", fuzz=fuzz, seeds=seeds, longest=400)
