"""Events through JSON and back: every kind, every field, and logs of later releases."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calamiteit.core.chain import Entry, canonical
from calamiteit.core.run.actors import Actor
from calamiteit.core.run.codec import from_body, to_body
from calamiteit.core.run.decide import RULES
from calamiteit.core.run.events import KINDS, TextRef
from calamiteit.core.run.evolve import FOLDS
from calamiteit.core.run.recorded import Recorded

WORDS = st.text(max_size=8)
MOMENTS = st.integers(min_value=0, max_value=2**53)
REFS = st.builds(TextRef, id=WORDS, digest=WORDS, language=WORDS)
ACTORS = st.builds(Actor, alias=WORDS, door=WORDS, on_behalf_of=WORDS, heard_by=WORDS, origin=WORDS)
OF_HINT: dict[str, st.SearchStrategy[Any]] = {
    "str": WORDS,
    "int": MOMENTS,
    "bool": st.booleans(),
    "Millis": MOMENTS,
    "int | None": st.none() | MOMENTS,
    "Millis | None": st.none() | MOMENTS,
    "TextRef": REFS,
    "TextRef | None": st.none() | REFS,
    "tuple[str, ...]": st.lists(WORDS, max_size=3).map(tuple),
    "tuple[int, ...]": st.lists(MOMENTS, max_size=3).map(tuple),
    "Mapping[str, TextRef]": st.dictionaries(WORDS, REFS, max_size=3),
    "Mapping[str, str | int | tuple[str, ...]]": st.dictionaries(
        WORDS, WORDS | MOMENTS | st.lists(WORDS, max_size=3).map(tuple), max_size=3
    ),
}


def _events() -> st.SearchStrategy[Any]:
    made = []
    for cls in KINDS.values():
        assert get_type_hints(cls)
        made.append(st.builds(cls, **{field.name: OF_HINT[str(field.type)] for field in fields(cls)}))
    return st.one_of(made)


@given(event=_events(), by=ACTORS, seq=st.integers(1, 10**6), at=MOMENTS)
def test_each_event_comes_back_from_json_as_it_was(event: Any, by: Actor, seq: int, at: int) -> None:
    recorded = Recorded(seq=seq, at=at, by=by, event=event)
    entry = recorded.to_entry()
    line = canonical({"seq": seq, "at": at, "kind": entry.kind, "body": dict(entry.body)})

    assert Recorded.from_entry(Entry(**json.loads(line))) == recorded


def test_every_kind_has_a_fold_and_every_command_a_rule() -> None:
    from typing import get_args

    from calamiteit.core.run.commands import Command

    assert set(FOLDS) == set(KINDS.values())
    assert set(RULES) == set(get_args(Command))


def test_what_has_its_default_value_is_not_stored() -> None:
    assert to_body(KINDS["acknowledged"](number=1)) == {"number": 1}  # type: ignore[call-arg]


def test_a_kind_of_a_later_release_is_refused_with_what_to_do() -> None:
    with pytest.raises(ValueError, match="'rumour-heard' comes from a later release; use that one"):
        from_body("rumour-heard", {})


def test_a_field_of_a_later_release_is_refused_with_what_to_do() -> None:
    with pytest.raises(ValueError, match=r"mood of 'acknowledged' come from a later release"):
        from_body("acknowledged", {"number": 1, "mood": "good"})
