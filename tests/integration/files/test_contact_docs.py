"""The reference of the contact files is true: its examples are checked, its lists are complete."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from calamiteit.adapters.files.validate import validate
from calamiteit.adapters.files.yaml import read_yaml
from calamiteit.core.contacts.acts import ACTS, OTHER
from calamiteit.core.contacts.authoring import FILES, PersonEntry

DOCUMENT = (Path(__file__).parents[3] / "docs" / "contacts.md").read_text(encoding="utf-8")
EXAMPLES = dict(re.findall(r"^## (\S+\.yaml)\n```yaml\n(.*?)```", DOCUMENT, re.MULTILINE | re.DOTALL))


def test_every_file_has_an_example_in_the_reference() -> None:
    assert set(EXAMPLES) == set(FILES)


@pytest.mark.parametrize("name", FILES)
def test_an_example_of_the_reference_passes_the_model(name: str) -> None:
    part, problems = validate(FILES[name], read_yaml(EXAMPLES[name], name))
    assert part is not None, problems


def test_every_act_and_every_key_of_a_person_is_in_the_reference() -> None:
    for word in (*ACTS, OTHER, *PersonEntry.model_fields):
        assert f"`{word}`" in DOCUMENT, word
