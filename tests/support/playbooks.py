"""A small playbook without a mistake, people who fill it, and ways to put one mistake in."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from enum import Enum
from typing import Any

from calamiteit.core.contacts.directory import Directory, Partner, Person, RoleHolders, Route
from calamiteit.core.playbook.authoring import Playbook
from calamiteit.core.playbook.checks import check
from calamiteit.core.playbook.checks.finding import Surroundings
from calamiteit.core.problems import Problem

Written = dict[str, Any]


class Gone(Enum):
    """As a value: the key is taken out. An enum, so that a test which is named after it has one name."""

    GONE = "gone"


GONE = Gone.GONE


def text(words: str) -> dict[str, str]:
    """A text in the two languages of the test workspace."""
    return {"nl": f"{words} (nl)", "en": words}


def written() -> Written:
    """A playbook as it stands in a file, with a step of each kind; a fresh copy each time."""
    return copy.deepcopy(_WRITTEN)


def other(name: str, *linked: str) -> Written:
    """Another playbook, with a step for each playbook that it starts."""
    playbook = written()
    playbook["id"] = name
    playbook["steps"] = [step for step in playbook["steps"] if step["kind"] != "playbook"]
    for child in linked:
        playbook["steps"].append(
            {"id": f"start-{child}", "kind": "playbook", "title": text("Go on"), "playbook": child}
            | {"parameters": {"place": "place"}}
        )
    return playbook


def change(playbook: Written, *path_and_value: Any) -> Written:
    """The playbook with one value changed: keys, list positions or step ids, then the value."""
    *path, value = path_and_value
    here: Any = playbook
    for part in path[:-1]:
        here = _inside(here, part)
    last = path[-1]
    if value is GONE:
        del here[last]
    elif isinstance(here, list) and last == "+":
        here.append(value)
    else:
        here[last] = value
    return playbook


def _inside(here: Any, part: Any) -> Any:
    if isinstance(here, list) and isinstance(part, str):
        return next(item for item in here if item["id"] == part)
    return here[part]


def findings(playbook: Written, around: Surroundings | None = None) -> list[Problem]:
    """What the checks say about a playbook in its workspace."""
    return list(check(Playbook.model_validate(playbook), around or workspace()))


def codes(playbook: Written, around: Surroundings | None = None) -> set[str]:
    """The codes of the findings."""
    return {finding.code for finding in findings(playbook, around)}


def workspace(
    people: Directory | None = None, others: Sequence[Written] = (), *, shipped: bool = False
) -> Surroundings:
    """A workspace in two languages with people for every role and the linked playbook."""
    children = [other("aftercare"), *others]
    return Surroundings(
        directory=people if people is not None else directory(),
        playbooks={child["id"]: Playbook.model_validate(child) for child in children},
        languages=("nl", "en"),
        shipped=shipped,
    )


def directory(**holders: Sequence[str]) -> Directory:
    """Two people for each role, unless `holders` says who; nothing wakes a person called `...-asleep`."""
    roles = {"chair": ("p1", "p2"), "communication": ("p3", "p4"), **holders}
    aliases = {alias for people in roles.values() for alias in people}
    return Directory(
        hash="test",
        people={alias: _person(alias) for alias in sorted(aliases)},
        roles={
            role: RoleHolders(role=role, title={"": role}, people=tuple(people))
            for role, people in roles.items()
        },
        partners={"triangle": Partner(id="triangle", title={"": "Driehoek"})},
        neighbourhoods={"noord": {"": "Noord"}, "zuid": {"": "Zuid"}},
    )


def _person(alias: str) -> Person:
    route = Route(channel="sms", address="+31 6 0000 0001", wakes="asleep" not in alias)
    return Person(alias=alias, name="Example", function="officer", routes=(route,))


_WRITTEN: Written = {
    "format": 1,
    "id": "flood",
    "title": text("Flood"),
    "scenario": text("Water in the streets."),
    "trigger_when": [text("The water board warns.")],
    "origin": {"source": text("An exercise."), "evidence": "practice", "last_drilled": "2026-09-14"},
    "parameters": {
        "place": {"type": "text", "title": text("Place")},
        "severity": {
            "type": "choice",
            "title": text("Severity"),
            "options": {"small": text("Small"), "large": text("Large")},
            "default": "large",
        },
        "wounded": {
            "type": "number",
            "title": text("Wounded"),
            "minimum": 0,
            "maximum": 500,
            "required": False,
        },
        "announced": {"type": "time", "title": text("Announced"), "required": False},
        "memorial": {"type": "date", "title": text("Memorial"), "required": False},
        "area": {"type": "neighbourhoods", "title": text("Area"), "default": ["noord"]},
    },
    "role": {"does": [text("Inform.")], "does_not": [text("Rescue.")]},
    "if_nothing_is_done": text("Rumours."),
    "team": {
        "chair": {"title": text("Chair"), "domain": "safety", "critical": True},
        "communication": {"title": text("Communication"), "domain": "social"},
    },
    "goals": [{"mark": "informed", "within": "60m", "probability": 0.9}],
    "steps": [
        {"id": "notify-team", "kind": "notify", "title": text("Alert"), "who": "team", "within": "5m"}
        | {"text": text("{{ place }}: acknowledge.")},
        {"id": "meet", "kind": "meeting", "title": text("Meet"), "who": "team", "chair": "chair"}
        | {"after": "notify-team", "within": "20m", "takes": {"usual": "10m", "at_most": "20m"}},
        {"id": "request", "kind": "ask", "title": text("Ask"), "who": "chair", "authority": "triangle"}
        | {"after": "meet", "within": "20m", "takes": {"usual": "5m", "at_most": "15m"}}
        | {"if_nothing": {"after": "20m", "option": "granted"}},
        {"id": "voice", "kind": "decide", "title": text("Who speaks?"), "who": "chair", "after": "request"}
        | {"options": {"own": text("We do"), "region": text("The region")}}
        | {"if_nothing": {"after": "10m", "option": "own"}},
        {"id": "inform", "kind": "task", "title": text("Inform"), "who": "communication", "after": "voice"}
        | {"when": {"decision": "voice", "is": "own"}, "otherwise": "hand-over", "by": "+60m"}
        | {"takes": {"usual": "10m", "at_most": "20m"}, "mark": "informed"},
        {"id": "hand-over", "kind": "task", "title": text("Hand over"), "who": "communication"}
        | {"standby": True, "within": "15m"},
        {"id": "update", "kind": "task", "title": text("Update"), "who": "communication", "at": "+1h"}
        | {"every": "2h", "until": "3d", "within": "1h"},
        {"id": "aftercare", "kind": "playbook", "title": text("Aftercare"), "playbook": "aftercare"}
        | {"parameters": {"place": "place"}, "at": {"local": "09:00", "day": 7}},
    ],
    "guards": {"threat": {"title": text("Threat"), "halts": ["inform"], "tells": ["chair"]}},
    "scale_down": [text("The water is gone.")],
    "retention": {"label": "crisis-log"},
}
