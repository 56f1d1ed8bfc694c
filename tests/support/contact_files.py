"""A small set of contact files for tests, as values and as a folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from calamiteit.core.contacts.authoring import Contacts

ZONE = ZoneInfo("Europe/Amsterdam")


def person(number: int, **other: Any) -> dict[str, Any]:
    """A person as in the file; `other` replaces or adds keys, None takes one away."""
    entry: dict[str, Any] = {
        "name": f"Anne Voorbeeld{number}",
        "function": "adviseur",
        "channels": [
            {"channel": "slack", "address": f"U0BIRD{number:04d}"},
            {"channel": "phone", "address": f"+31 6 0000 {number:04d}", "wakes": True},
        ],
        "verified": "2026-11-01",
        **other,
    }
    return {key: value for key, value in entry.items() if value is not None}


def small_town(**sections: Any) -> dict[str, Any]:
    """Three people and two roles in which nothing is wrong; a section given replaces the one here."""
    return {
        "people": {"heron": person(1), "lapwing": person(2), "curlew": person(3)},
        "roles": {
            "chair": {"title": "Chair", "holder": "heron", "deputies": ["lapwing"]},
            "logger": {"title": "Logger", "holder": "curlew", "deputies": ["heron"]},
        },
        "authority": {"trigger": ["chair", "logger"], "other": ["chair"]},
        **sections,
    }


def contacts(**sections: Any) -> Contacts:
    """The small town, checked against the models."""
    return Contacts.model_validate(small_town(**sections))


PEOPLE = """\
# the people
people:
  heron:
    name: Anne Voorbeeld
    function: adviseur
    channels:
      - {channel: slack, address: U0HERON0001}
      - {channel: phone, address: "+31 6 0000 0001", wakes: true}
    verified: 2026-11-01

  # on leave until March
  lapwing:
    name: Bo Verzonnen
    function: adviseur
    channels:
      - {channel: slack, address: U0LAPWING02}
      - {channel: phone, address: "+31 6 0000 0002", wakes: true}
    verified: 2026-11-01
  # the logger
  curlew:
    name: Chris Fictief
    function: secretaris
    channels:
      - channel: mail
        address: curlew@example.org
      - channel: phone
        address: "+31 6 0000 0003"
        wakes: true
    verified: 2026-11-01
"""
ROLES = """\
roles:
  chair:
    title: {nl: Voorzitter, en: Chair}  # the officer
    holder: heron
    deputies: [lapwing, curlew]
  logger:
    title: {nl: Logboek, en: Logger}
    holder: curlew
    deputies:
      - lapwing  # at night
      - heron
"""
ROTA = """\
rota:
  chair:
    weekly:
      - {who: heron, from: "monday 08:00", to: "friday 17:00"}
      - who: lapwing
        from: "friday 17:00"
        to: "monday 08:00"
    exceptions:
      - {who: lapwing, from: 2026-12-24, to: 2026-12-26}
"""
AUTHORITY = """\
authority:
  trigger: [chair, logger]
  other: [chair, logger]
"""
NEIGHBOURHOODS = """\
neighbourhoods:
  centrum: {name: Centrum, area_manager: lapwing}
"""
FILES: Mapping[str, str] = {
    "people.yaml": PEOPLE,
    "roles.yaml": ROLES,
    "rota.yaml": ROTA,
    "authority.yaml": AUTHORITY,
    "neighbourhoods.yaml": NEIGHBOURHOODS,
}


def write_contacts(folder: Path, **files: str) -> Path:
    """The folder with the files above; `people="..."` replaces the text of people.yaml."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = {**FILES, **{f"{name.replace('_', '-')}.yaml": text for name, text in files.items()}}
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder
