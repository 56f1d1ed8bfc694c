"""Which edits take one person out of the files."""

from __future__ import annotations

from typing import Any

from calamiteit.core.contacts.removal import Cut, Put, edited, edits_without


def _after(data: dict[str, Any], alias: str) -> object:
    value: object = data
    for edit in edits_without(data, alias):
        value = edited(value, edit)
    return value


def test_a_person_goes_with_everything_that_belongs_to_the_entry() -> None:
    data = {"people": {"heron": {"name": "A", "admitted_by": "heron"}, "wren": {"admitted_by": "heron"}}}
    assert _after(data, "heron") == {"people": {"wren": {}}}


def test_a_holder_is_followed_up_by_the_first_deputy() -> None:
    data = {"roles": {"chair": {"holder": "heron", "deputies": ["wren", "avocet"]}}}
    assert _after(data, "heron") == {"roles": {"chair": {"holder": "wren", "deputies": ["avocet"]}}}


def test_a_holder_without_deputies_leaves_the_role_vacant() -> None:
    data = {"roles": {"chair": {"title": "Chair", "holder": "heron", "deputies": ["heron"]}}}
    assert _after(data, "heron") == {"roles": {"chair": {"title": "Chair", "deputies": []}}}


def test_a_duty_goes_as_a_whole_and_the_last_of_a_list_goes_first() -> None:
    duties = [{"who": "heron", "from": "x"}, {"who": "wren"}, {"who": "heron"}]
    data = {"rota": {"chair": {"weekly": duties, "exceptions": [{"who": "heron"}]}}}
    assert _after(data, "heron") == {"rota": {"chair": {"weekly": [{"who": "wren"}], "exceptions": []}}}
    assert [edit.path[-1] for edit in edits_without(data, "heron") if edit.path[2] == "weekly"] == [2, 0]


def test_more_than_ten_items_are_cut_in_the_right_order() -> None:
    data = {"authority": {"trigger": [*["wren"] * 10, "heron", "heron"]}}
    assert _after(data, "heron") == {"authority": {"trigger": ["wren"] * 10}}


def test_a_title_or_name_that_happens_to_be_the_word_stays() -> None:
    data = {"neighbourhoods": {"heron": {"name": "heron", "area_manager": "heron"}}}
    assert _after(data, "heron") == {"neighbourhoods": {"heron": {"name": "heron"}}}


def test_somebody_who_is_not_there_needs_no_edits() -> None:
    data = {"people": {"wren": {"name": "A"}}, "roles": {"chair": {"holder": "wren"}}}
    assert edits_without(data, "heron") == []


def test_odd_data_is_left_alone() -> None:
    assert edits_without({"roles": ["heron"], "people": "heron", "rota": None}, "heron") == []
    assert edited("text", Cut(path=("a",))) == "text"
    assert edited({"a": [1, 2]}, Put(path=("a", 1), text="x")) == {"a": [1, "x"]}
