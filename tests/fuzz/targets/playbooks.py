"""Playbooks with wrong form, names, times and texts: every one is checked to the end, in plain words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import cast
from zoneinfo import ZoneInfo

from calamiteit.adapters.files.contacts import ContactFolder
from calamiteit.adapters.files.mending import mend
from calamiteit.adapters.files.places import Document, Places, place
from calamiteit.adapters.files.templates import Templates
from calamiteit.adapters.files.validate import validate
from calamiteit.core.playbook.authoring import Playbook
from calamiteit.core.playbook.checks import check
from calamiteit.core.playbook.checks.finding import Surroundings
from calamiteit.core.playbook.document import to_document
from calamiteit.core.time import from_local
from tests.fuzz.choices import Choices, damaged
from tests.fuzz.reading import expect_plain, shipped
from tests.fuzz.target import Target
from tests.support.source import ROOT

ZONE = ZoneInfo("Europe/Amsterdam")
FILES = ("aftercare", "attack-own-town")
SMALL = "tests/integration/files/small/attack-own-town.yaml"
MOST_STEPS = 4


def fuzz(data: bytes) -> None:
    """Damages a playbook and checks it as `playbook check` does after reading the file."""
    choices = Choices(data)
    tree = damaged(choices.one_of(_short()), choices)
    document = Document(name="plan.yaml", data=tree, places=Places(values={(): (1, 1)}))
    playbook, problems = validate(Playbook, document)
    expect_plain(problems, "plan.yaml")
    if playbook is None and (mended := mend(tree, problems)) is not None:
        playbook, _ = validate(Playbook, replace(document, data=mended))
    if playbook is None:
        assert problems, "refused without a reason"
        return
    expect_plain([place(problem, document) for problem in check(playbook, _around(playbook))])
    to_document(playbook)


@cache
def _short() -> Sequence[Mapping[str, object]]:
    """Shipped playbooks with a few of their steps: quick, and a mistake often hits what matters."""
    found: list[Mapping[str, object]] = []
    for path in (*(f"playbooks/{name}.yaml" for name in FILES), SMALL):
        whole = cast("dict[str, object]", shipped(path))
        steps = cast("list[object]", whole["steps"])
        found += [{**whole, "steps": steps[at : at + MOST_STEPS]} for at in range(0, len(steps), MOST_STEPS)]
    return found


@cache
def _others() -> Mapping[str, Playbook]:
    return {name: Playbook.model_validate(shipped(f"playbooks/{name}.yaml")) for name in FILES[:1]}


@cache
def _surroundings() -> Surroundings:
    directory = ContactFolder(ROOT / "contacts" / "lindeveen", ZONE, True).current()
    now = from_local(datetime(2026, 11, 24, 3, 0, tzinfo=ZONE))
    return Surroundings(
        directory=directory,
        now=now,
        fills=Templates(ROOT / "templates", ZONE),
        languages=("nl", "en"),
        shipped=True,
    )


def _around(playbook: Playbook) -> Surroundings:
    return replace(_surroundings(), playbooks={**_others(), playbook.id: playbook})


def seeds() -> Sequence[bytes]:
    """Rows of choices: there is one for each shape of tree."""
    return [
        bytes((first, 3, 5, 7, 11, second, 1, 2, 4, second, first, 9, 200, 4, 4, 3))
        for first in range(16)
        for second in range(8)
    ]


TARGET = Target(name="playbooks", fuzz=fuzz, seeds=seeds, longest=256)
