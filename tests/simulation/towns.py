"""Where plays take place: a small plan with every kind of step, and the shipped attack in the own town."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, tzinfo
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from calamiteit.adapters.files.playbook_reading import loaded
from calamiteit.adapters.files.playbooks import PlaybookFolder
from calamiteit.adapters.files.shipped import shipped_content
from calamiteit.core.contacts.directory import Directory, Person, RoleHolders, Route
from calamiteit.core.errors import BadInput, UnknownName
from calamiteit.core.playbook.authoring import Playbook
from calamiteit.core.playbook.document import from_document
from calamiteit.core.playbook.values import sample_values
from calamiteit.core.problems import Problem
from calamiteit.core.time import Millis, local_instant
from calamiteit.engine.voice import Voice
from calamiteit.ports.playbooks import Loaded
from tests.support.play import people_of_lindeveen

ZONE = ZoneInfo("Europe/Amsterdam")
CHANNELS = ("slack", "mail", "sms")
LANGUAGE = "en"


class Codes:
    """Wording that says the code itself: a play does not read."""

    language = LANGUAGE

    def say(self, code: str, /, **values: object) -> str:
        """The code."""
        return code


class AsWritten:
    """A renderer that leaves texts as they are written."""

    def text(self, source: str, values: Mapping[str, object], /) -> str:
        """The source."""
        return source

    def template(self, name: str, language: str, values: Mapping[str, object], /) -> str:
        """The name."""
        return name

    def source(self, name: str, language: str, /) -> str:
        """The name."""
        return name


class Desktop:
    """The playbooks on disk, which the planner changes while runs go on."""

    def __init__(self, found: Mapping[str, Loaded]) -> None:
        self._found = dict(found)
        self._edits = 0
        self._damaged: set[str] = set()

    def ids(self) -> tuple[str, ...]:
        """The ids."""
        return tuple(sorted(self._found))

    def load(self, playbook: str, /) -> Loaded:
        """What stands on disk now."""
        if playbook not in self._found:
            raise UnknownName("playbook", playbook, self._found)
        if playbook in self._damaged:
            raise BadInput([Problem(what="this is no playbook", file=playbook, code="yaml")])
        return self._found[playbook]

    def damage(self, playbook: str) -> None:
        """A file that cannot be read, until the planner saves it again."""
        self._damaged.add(playbook)

    def edit(self, playbook: str) -> None:
        """Another title, and the last step taken out."""
        self._edits += 1
        self._damaged.discard(playbook)
        self._found[playbook] = edited(self._found[playbook], self._edits)


def edited(before: Loaded, number: int) -> Loaded:
    """A playbook after the planner's change."""
    document: dict[str, Any] = dict(before.document)
    document["title"] = f"Edited {number} times"
    if len(document["steps"]) > 3:
        document["steps"] = document["steps"][:-1]
    return loaded(from_document(document))


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """One place to play in."""

    name: str
    main: str
    """The playbook that is triggered."""
    playbooks: Mapping[str, Loaded]
    directory: Directory
    officer: str
    given: Mapping[str, str] = field(default_factory=dict)
    start: Millis
    zone: tzinfo = ZONE
    length: int
    """How many acts a script has."""
    calm: Millis
    """For how long everything works at the end."""

    @property
    def voice(self) -> Voice:
        """Says codes."""
        return Voice(
            municipality="Lindeveen",
            languages=(LANGUAGE,),
            words=lambda language: Codes(),
            renderer=AsWritten(),
        )


@cache
def small() -> Town:
    """Six people and ten steps, one of each kind."""
    return Town(
        name="small",
        main="flood",
        playbooks={found["id"]: loaded(Playbook.model_validate(found)) for found in (_FLOOD, _AFTERCARE)},
        directory=_six_people(),
        officer="p1",
        start=local_instant(date(2026, 6, 1), 21 * 60 + 50, ZONE),
        length=20,
        calm=_HOURS,
    )


@cache
def attack_own_town() -> Town:
    """The shipped plan with the shipped people, whose addresses say who they are."""
    folder = PlaybookFolder(folder=shipped_content() / "playbooks")
    books = {name: folder.load(name) for name in ("attack-own-town", "aftercare")}
    plan = books["attack-own-town"].plan
    people: Directory = people_of_lindeveen()
    start = local_instant(date(2026, 11, 23), 10 * 60, ZONE)
    values = sample_values(plan, complete=False)
    values = {
        name: ",".join(sorted(people.neighbourhoods)[:2]) if value == ("voorbeeld",) else value
        for name, value in values.items()
    }
    return Town(
        name="attack-own-town",
        main="attack-own-town",
        playbooks=books,
        directory=replace(
            people, people={alias: _readable(person) for alias, person in people.people.items()}
        ),
        officer=people.candidates(plan.officer, start)[0].alias,
        given={name: str(value) for name, value in values.items()},
        start=start,
        length=40,
        calm=_HOURS,
    )


_HOURS: Millis = 3_600_000


def _readable(person: Person) -> Person:
    routes = tuple(replace(route, address=address_of(person.alias, route.channel)) for route in person.routes)
    return replace(person, routes=routes)


def address_of(alias: str, channel: str) -> str:
    """An address from which its owner can be read."""
    return f"{alias}@{channel}"


def alias_of(address: str) -> str:
    """The owner of an address."""
    return address.partition("@")[0]


def _six_people() -> Directory:
    ways = {"p1": "slack sms", "p2": "slack mail", "p3": "slack mail", "p4": "slack sms", "p5": "phone"}
    ways["p6"] = "mail sms"
    roles = {"chair": "p1 p2", "comms": "p3 p4 p6", "field": "p5 p4", "logger": "p2 p3"}
    people = {
        alias: Person(
            alias=alias,
            name=f"Name of {alias}",
            function="officer",
            routes=tuple(
                Route(channel=name, address=address_of(alias, name), wakes=name in ("sms", "phone"))
                for name in channels.split()
            ),
        )
        for alias, channels in ways.items()
    }
    return Directory(
        hash="town",
        people=people,
        roles={
            role: RoleHolders(role=role, title={"": role}, people=tuple(found.split()))
            for role, found in roles.items()
        },
        authority={"*": ("chair",)},
    )


_QUICK = {"repeat": "1m", "second_channel": "2m", "deputy": "4m", "officer": "6m"}
_STEPS: list[dict[str, Any]] = [
    {"id": "notify-team", "kind": "notify", "title": "Alert", "who": "team", "text": "Wake up."}
    | {"acknowledge": _QUICK},
    {"id": "meet", "kind": "meeting", "title": "Meet", "who": ["chair", "comms", "logger"], "chair": "chair"}
    | {"after": "notify-team", "within": "20m", "every": "1h", "at_most": 3, "text": "Meet."},
    {"id": "voice", "kind": "decide", "title": "Who speaks?", "who": "chair", "within": "10m"}
    | {"options": {"own": "We do", "region": "The region"}, "text": "Decide."}
    | {"if_nothing": {"after": "20m", "option": "own"}},
    {"id": "inform", "kind": "task", "title": "Inform", "who": "comms", "after": "voice", "within": "30m"}
    | {"when": {"decision": "voice", "is": "own"}, "otherwise": "hand-over", "text": "Inform."},
    {"id": "hand-over", "kind": "task", "title": "Hand over", "who": "comms", "standby": True}
    | {"within": "15m", "text": "Hand over."},
    {"id": "request", "kind": "ask", "title": "Ask", "who": "chair", "authority": "triangle"}
    | {"text": "Ask.", "at": "+10m", "within": "20m", "if_nothing": {"after": "1h", "option": "granted"}},
    {"id": "walk", "kind": "task", "title": "Walk", "who": ["field", "comms"], "answer": "any"}
    | {"at": "+5m", "acknowledge": _QUICK, "within": "1h", "text": "Walk."},
    {"id": "night", "kind": "task", "title": "Night", "who": ["logger", "field"], "at": {"local": "22:30"}}
    | {"quiet": {"from": "22:00", "to": "07:30", "rule": "ask"}, "text": "Night."},
    {"id": "update", "kind": "task", "title": "Update", "who": "comms", "at": "+30m", "every": "45m"}
    | {"until": "6h", "within": "20m", "text": "Update."},
    {"id": "care", "kind": "playbook", "title": "Care", "playbook": "aftercare", "at": "+40m"},
]
_HEAD: dict[str, Any] = {
    "format": 1,
    "scenario": "Water in the streets.",
    "trigger_when": ["The water board warns."],
    "origin": {"source": "A test.", "evidence": "opinion", "last_drilled": "never"},
    "role": {"does": ["Inform."], "does_not": ["Rescue."]},
    "if_nothing_is_done": "Rumours.",
    "scale_down": ["The water is gone."],
    "retention": {"label": "crisis-log"},
    "team": {
        "chair": {"title": "Chair", "domain": "safety", "critical": True},
        "comms": {"title": "Communication", "domain": "social"},
        "field": {"title": "Field", "domain": "social"},
        "logger": {"title": "Logger", "domain": "safety"},
    },
}
_FLOOD: dict[str, Any] = {
    **_HEAD,
    "id": "flood",
    "title": "Flood",
    "steps": _STEPS,
    "guards": {"threat": {"title": "Threat", "halts": ["walk"], "tells": ["chair", "comms"]}},
}
_AFTERCARE: dict[str, Any] = {
    **_HEAD,
    "id": "aftercare",
    "title": "Aftercare",
    "steps": [
        {"id": "visit", "kind": "task", "title": "Visit", "who": "field", "within": "2h", "text": "Visit."},
        {"id": "close", "kind": "task", "title": "Close", "who": "chair", "after": "visit", "text": "Close."},
    ],
}


TOWNS = {"small": small, "attack-own-town": attack_own_town}


def town_of(name: str) -> Town:
    """The town of this name."""
    return TOWNS[name]()
