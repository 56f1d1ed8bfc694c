"""The JSON Schema accepts what the program accepts and refuses what it refuses, as far as form goes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from calamiteit.adapters.files.schema import playbook_schema
from calamiteit.adapters.files.shipped import shipped_content
from calamiteit.adapters.files.yaml import read_yaml
from calamiteit.core.playbook.kinds import KINDS
from tests.support.playbooks import GONE, change, written

SCHEMA = playbook_schema()
VALIDATOR = Draft202012Validator(SCHEMA)
FILES = sorted((shipped_content() / "playbooks").glob("*.yaml"))


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"].endswith("2020-12/schema")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_shipped_playbook_fits(path: Any) -> None:
    assert [error.message for error in VALIDATOR.iter_errors(read_yaml(path).data)] == []


def test_the_small_playbook_fits() -> None:
    assert [error.message for error in VALIDATOR.iter_errors(written())] == []


@pytest.mark.parametrize(
    "good",
    [
        ("steps", "update", "at", {"local": "07:30", "day": 1}),
        ("steps", "update", "at", {"date": "memorial", "plus_days": -7}),
        ("steps", "update", "every", {"weeks": 6, "on": "tuesday", "local": "19:00"}),
        ("steps", "update", "until", {"step": "meet"}),
        ("steps", "update", "until", {"step": "meet", "outcome": "done"}),
        ("steps", "update", "after", ["meet", {"step": "voice", "outcome": "own"}]),
        ("steps", "inform", "when", {"all": [{"not": {"parameter": "area", "in": ["noord"]}}]}),
        ("steps", "inform", "acknowledge", {"deputy": "7m", "officer": "never"}),
        ("steps", "inform", "answer", {"quorum": 2}),
        ("title", "Overstroming"),
    ],
    ids=str,
)
def test_each_form_fits(good: tuple[Any, ...]) -> None:
    assert [error.message for error in VALIDATOR.iter_errors(change(written(), *good))] == []


@pytest.mark.parametrize(
    "bad",
    [
        ("steps", "meet", "within", 10),
        ("steps", "meet", "within", "10 minutes"),
        ("steps", "meet", "within", None),
        ("steps", "meet", "chair", GONE),
        ("steps", "meet", "colour", "red"),
        ("steps", "inform", "kind", "publish"),
        ("steps", "inform", "kind", "decide"),
        ("steps", "inform", "pace", "slow"),
        ("steps", "inform", "when", {"mood": "fear"}),
        ("steps", "inform", "when", {"all": []}),
        ("steps", "update", "at", {"local": "25:00"}),
        ("steps", "update", "every", {"weeks": 6, "on": "dinsdag", "local": "19:00"}),
        ("team", "chair", "domain", "care"),
        ("role", "does_not", []),
        ("format", 2),
        ("title", ""),
    ],
    ids=str,
)
def test_what_is_no_playbook_does_not_fit(bad: tuple[Any, ...]) -> None:
    assert list(VALIDATOR.iter_errors(change(written(), *bad))) != []


def test_an_editor_can_offer_every_kind() -> None:
    offered = SCHEMA["properties"]["steps"]["items"]["discriminator"]["mapping"]
    assert set(offered) == set(KINDS)
    assert "null" not in str(SCHEMA)


def _fields() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every field of every form that a planner can write, by form and name."""
    for form, content in {"Playbook": SCHEMA, **SCHEMA["$defs"]}.items():
        for name, field in content.get("properties", {}).items():
            yield f"{form}.{name}", field


def test_every_field_tells_the_planner_what_it_is_for() -> None:
    """An editor shows it at the cursor; that a name has lower case letters says nothing about its meaning."""
    form_only = ("Lower case letters", "A text, or a text", "A number and a unit", "A local clock time")
    silent = [
        name
        for name, field in _fields()
        if "const" not in field
        and (not field.get("description") or str(field["description"]).startswith(form_only))
    ]
    assert silent == []


def test_every_form_says_what_it_is() -> None:
    assert [name for name, form in SCHEMA["$defs"].items() if not form.get("description")] == []
