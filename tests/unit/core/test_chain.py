"""The chain: what is the same gives the same hash, and each break is found where it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from calamiteit.core.chain import Break, Entry, Json, Linked, canonical, digest, genesis, link, verify

HEADER: Mapping[str, Json] = {"run": "X-1", "mode": "exercise"}


def _chain(count: int) -> list[Linked]:
    before, found = genesis(HEADER), []
    for seq in range(1, count + 1):
        entry = Entry(seq=seq, at=1_000 * seq, kind="note-written", body={"text": f"X{seq}"})
        before = link(before, entry)
        found.append(Linked(entry=entry, hash=before))
    return found


def test_json_has_one_form_only() -> None:
    assert canonical({"b": 1, "a": ["é", None, True]}) == '{"a":["é",null,true],"b":1}'
    no_number: Any = float("nan")
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical({"a": no_number})


def test_the_hashes_are_those_that_were_printed_before() -> None:
    assert digest("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert genesis({}) == digest("{}")
    entry = Entry(seq=1, at=2, kind="k", body={"b": 1})
    assert link("before", entry) == digest('before\n1\n2\nk\n{"b":1}')


@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_whole_chain_holds_with_each_head_that_it_ever_had(count: int) -> None:
    chain = _chain(count)
    assert verify(HEADER, chain, version=count) is None
    for head in (genesis(HEADER), *(linked.hash for linked in chain)):
        assert verify(HEADER, chain, version=count, head=head) is None
        assert verify(HEADER, chain, version=count, head=head[:12]) is None


def test_another_head_is_said_at_the_end() -> None:
    assert verify(HEADER, _chain(3), version=3, head="0000") == Break(seq=3, why="head")


@pytest.mark.parametrize("change", [{"at": 5}, {"kind": "other"}, {"body": {"text": "Y"}}])
def test_a_changed_entry_is_found_at_its_place(change: dict[str, Any]) -> None:
    chain = _chain(3)
    chain[1] = replace(chain[1], entry=replace(chain[1].entry, **change))
    assert verify(HEADER, chain, version=3) == Break(seq=2, why="changed")


def test_another_header_is_found_at_the_first_entry() -> None:
    assert verify({**HEADER, "mode": "live"}, _chain(2), version=2) == Break(seq=1, why="changed")


def test_an_entry_that_was_taken_out_is_missing_and_a_tail_that_was_cut_is_cut() -> None:
    chain = _chain(3)
    assert verify(HEADER, [chain[0], chain[2]], version=3) == Break(seq=2, why="missing")
    assert verify(HEADER, chain[:2], version=3) == Break(seq=2, why="cut")
    assert verify(HEADER, chain, version=2) == Break(seq=3, why="cut")


def test_a_chain_that_was_made_anew_is_found_by_a_head_from_elsewhere() -> None:
    before = _chain(3)[-1].hash
    shorter = _chain(2)
    assert verify(HEADER, shorter, version=2) is None
    assert verify(HEADER, shorter, version=2, head=before) == Break(seq=2, why="head")
