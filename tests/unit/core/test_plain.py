"""Frozen records as plain values: what is read back equals what was written, also through JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType

import pytest

from calamiteit.core.plain import Plain


class Colour(Enum):
    RED = "red"


@dataclass(frozen=True, kw_only=True)
class Leaf:
    name: str
    size: int | None = None


@dataclass(frozen=True, kw_only=True)
class Tree:
    leaves: tuple[Leaf, ...] = ()
    by_name: dict[str, Leaf] = field(default_factory=dict)
    colour: Colour = Colour.RED
    height: float = 1.5


PLAIN = Plain(Colour, Leaf, Tree)


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        7,
        "tekst",
        0.1,
        (),
        (1, ("a", None)),
        {"b": 1, "a": (2,)},
        {"": "a name that is empty", "is": "another word of the form"},
        Leaf(name="", size=0),
        Tree(
            leaves=(Leaf(name="a"),), by_name={"z": Leaf(name="z"), "a": Leaf(name="a", size=3)}, height=0.3
        ),
        Colour.RED,
    ],
)
def test_it_is_read_back_as_it_was(value: object) -> None:
    written = json.loads(json.dumps(PLAIN.write(value), sort_keys=True))
    assert PLAIN.read(written) == value


def test_the_order_of_a_mapping_is_kept_though_the_file_sorts_its_keys() -> None:
    written = json.loads(json.dumps(PLAIN.write(MappingProxyType({"z": 1, "a": 2})), sort_keys=True))
    assert list(PLAIN.read(written)) == ["z", "a"]


def test_a_value_without_a_plain_form_is_refused() -> None:
    for value in (object(), {"a": b"bytes"}, (Plain(),)):
        with pytest.raises(TypeError, match="no plain form"):
            PLAIN.write(value)
    with pytest.raises(TypeError, match="no plain form"):
        Plain(Leaf).write(Tree())


@pytest.mark.parametrize(
    "value",
    [{}, {"": "Unknown"}, {"": "Leaf"}, {"": "Leaf", "name": "a", "more": 1}, {"": "Colour", "is": "x"}],
)
def test_what_was_not_written_here_is_refused(value: dict[str, object]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        PLAIN.read(value)  # type: ignore[arg-type]
