"""Contact files and the rota: all files of a folder are checked together and turned into a directory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from zoneinfo import ZoneInfo

from calamiteit.adapters.files.addresses import check_addresses
from calamiteit.adapters.files.contact_files import Reading, _validated
from calamiteit.adapters.files.places import Document, Places
from calamiteit.core.contacts.authoring import FILES, Contacts, RotaFile
from calamiteit.core.contacts.build import build_directory
from calamiteit.core.contacts.checks import check_directory
from calamiteit.core.contacts.rota import WeeklyRota, build_rota
from calamiteit.core.contacts.stored import from_stored, to_stored
from calamiteit.core.time import DAY, HOUR
from tests.fuzz.choices import Choices, damaged
from tests.fuzz.reading import expect_plain, shipped
from tests.fuzz.target import Target

ZONES = tuple(ZoneInfo(name) for name in ("Europe/Amsterdam", "UTC", "Pacific/Apia", "America/Caracas"))
TODAY = date(2026, 11, 24)
AROUND = (0, 1_790_000_000_000, 1_774_746_000_000, 1_792_890_000_000)
"""Instants: the first one, an ordinary one, and near both changes of the clock."""


def fuzz(data: bytes) -> None:
    """Damages one or more of the files, then does what `contacts check` and a start do."""
    choices = Choices(data)
    trees = {name: shipped(f"contacts/lindeveen/{name}") for name in FILES}
    for _ in range(1 + choices.below(2)):
        name = choices.one_of(tuple(FILES))
        trees[name] = damaged(trees[name], choices, 4)
    _check(trees, choices.one_of(ZONES), fictional=bool(choices.below(2)))


def fuzz_rota(data: bytes) -> None:
    """Damages the rota only, in a folder where the rest is right; then asks who is on duty."""
    choices = Choices(data)
    zone = choices.one_of(ZONES)
    document = _document("rota.yaml", damaged(shipped("contacts/lindeveen/rota.yaml"), choices, 6))
    part, problems = _validated(RotaFile, document)
    expect_plain(problems, "rota.yaml")
    if not isinstance(part, RotaFile):
        assert problems
        return
    contacts = _shipped_contacts().model_copy(update={"rota": part.rota})
    expect_plain(check_directory(contacts, today=TODAY, zone=zone))
    _ask(build_rota(part.rota, zone))


def _check(trees: Mapping[str, object], zone: ZoneInfo, *, fictional: bool) -> None:
    sections: dict[str, object] = {}
    documents: dict[str, Document] = {}
    for name, model in FILES.items():
        documents[name] = _document(name, trees[name])
        part, problems = _validated(model, documents[name])
        expect_plain(problems, name)
        if part is not None:
            sections.update((key, getattr(part, key)) for key in model.model_fields if key != "format")
    contacts = Contacts.model_validate(sections)
    reading = Reading(contacts=contacts, documents=documents, problems=())
    found = [
        *check_addresses(contacts, fictional=fictional),
        *check_directory(
            contacts,
            today=TODAY,
            zone=zone,
            critical_roles=("chair",),
            languages=("nl", "en"),
            channels=("mail", "sms"),
        ),
    ]
    expect_plain(reading.placed(found))
    directory = build_directory(contacts, zone, "hash")
    assert from_stored(to_stored(directory, zone), zone, "hash") == directory
    for at in AROUND:
        for role in directory.roles:
            directory.candidates(role, at)


def _ask(rota: WeeklyRota) -> None:
    for role in (*rota.weekly, "nobody"):
        for at in AROUND:
            change = rota.next_change(role, at)
            assert change is None or change > at
            if change is not None and change - at > HOUR:
                assert rota.on_duty(role, change - 1) == rota.on_duty(role, at), (role, at)
            rota.on_duty(role, at + 400 * DAY)


def _document(name: str, tree: object) -> Document:
    return Document(name=name, data=tree, places=Places(values={(): (1, 1)}))


@cache
def _shipped_contacts() -> Contacts:
    sections: dict[str, object] = {}
    for name, model in FILES.items():
        part = model.model_validate(shipped(f"contacts/lindeveen/{name}"))
        sections.update((key, getattr(part, key)) for key in model.model_fields if key != "format")
    return Contacts.model_validate(sections)


def seeds() -> Sequence[bytes]:
    """Rows of choices that reach each file."""
    return [
        bytes((0, first, 3, second, 7, 11, second, 1, 2, 4, second, first, 9, 3))
        for first in range(len(FILES))
        for second in range(8)
    ]


TARGET = Target(name="contacts", fuzz=fuzz, seeds=seeds, longest=128)
ROTA = Target(name="rota", fuzz=fuzz_rota, seeds=seeds, longest=128)
