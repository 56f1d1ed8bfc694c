"""The page about the playbook format: each piece of YAML on it is right, and nothing is left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pydantic import BaseModel

from calamiteit.adapters.files.checking import check_playbooks
from calamiteit.adapters.files.places import Document
from calamiteit.adapters.files.templates import Templates
from calamiteit.adapters.files.validate import validate
from calamiteit.adapters.files.yaml import read_yaml
from calamiteit.core.playbook.authoring import Playbook
from calamiteit.core.playbook.kinds import KINDS, LATER_KINDS
from tests.support.source import PACKAGE, ROOT

PAGE = (ROOT / "docs" / "playbook-format.md").read_text(encoding="utf-8")
PIECES = re.findall(r"^```yaml (\w+)\n(.*?)^```$", PAGE, re.M | re.S)
WHOLE = next(yaml for mark, yaml in PIECES if mark == "whole")


def test_the_whole_playbook_is_without_a_mistake(tmp_path: Path) -> None:
    path = tmp_path / "flood.yaml"
    path.write_text(WHOLE, encoding="utf-8")
    fills = Templates(None, ZoneInfo("Europe/Amsterdam"))
    found = check_playbooks([path], shipped=True, languages=("nl", "en"), fills=fills)
    assert [str(problem) for problem in found] == []


@pytest.mark.parametrize(("mark", "yaml"), [piece for piece in PIECES if piece[0] != "whole"])
def test_each_piece_fits_into_the_whole(mark: str, yaml: str) -> None:
    whole: Any = read_yaml(WHOLE, "page").data
    piece: Any = read_yaml(yaml, "page").data
    if mark == "top":
        whole |= piece
    elif mark == "steps":
        whole["steps"] += piece
    else:
        whole["steps"].append({"id": "piece", "kind": "task", "title": "Piece", "who": "chair"} | piece)
    playbook, problems = validate(
        Playbook, Document(name="page", data=whole, places=read_yaml("a: 1").places)
    )
    assert problems == []
    assert playbook is not None


def test_no_piece_of_yaml_is_left_unchecked() -> None:
    assert len(PIECES) == PAGE.count("```yaml")
    assert {mark for mark, _ in PIECES} == {"whole", "top", "steps", "fields"}


def test_every_field_is_on_the_page() -> None:
    missing = {name for name in _fields(Playbook) if f"`{name}`" not in PAGE and f"{name}:" not in PAGE}
    assert missing == set()


def test_every_kind_is_on_the_page() -> None:
    assert [kind for kind in KINDS if f"### {kind}: " not in PAGE] == []
    assert [kind for kind in sorted(LATER_KINDS) if f"`{kind}`" not in PAGE] == []


def test_every_code_on_the_page_is_in_the_source() -> None:
    source = "".join(
        path.read_text(encoding="utf-8") for path in (PACKAGE / "core" / "playbook").rglob("*.py")
    )
    codes = re.findall(r"`([a-z-]+)`", PAGE.split("## What is checked")[1])
    assert len(codes) > 50
    assert [code for code in codes if f'"{code}"' not in source and not code.startswith("unknown-")] == []


def _fields(model: type[BaseModel]) -> Iterator[str]:
    """The keys of every model inside a model, by the schema that editors read."""
    schema = model.model_json_schema(by_alias=True)
    for form in (schema, *schema["$defs"].values()):
        yield from form.get("properties", {})
