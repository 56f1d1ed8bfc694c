"""Every kind of step brings everything that a kind has to bring."""

from __future__ import annotations

from dataclasses import MISSING, fields
from typing import get_args

import pytest

from calamiteit.core.playbook.authoring import Playbook
from calamiteit.core.playbook.compile import compile as compile_playbook
from calamiteit.core.playbook.kinds import KINDS, LATER_KINDS, StepModel
from calamiteit.core.playbook.kinds.kind import Quantiles, StepKind
from calamiteit.core.playbook.plan import PACES
from tests.support.playbooks import written


def test_the_kinds_are_those_of_format_1() -> None:
    assert sorted(KINDS) == ["ask", "decide", "meeting", "notify", "playbook", "task"]


def test_a_kind_that_lacks_a_part_cannot_be_made() -> None:
    assert [field.name for field in fields(StepKind) if field.default is not MISSING] == []
    with pytest.raises(TypeError, match="paper"):
        StepKind(**{field.name: None for field in fields(StepKind) if field.name != "paper"})  # type: ignore[arg-type]


@pytest.mark.parametrize("name", sorted(KINDS))
def test_a_kind_is_registered_under_the_name_in_its_model(name: str) -> None:
    kind = KINDS[name]
    assert kind.name == name
    assert get_args(kind.model.model_fields["kind"].annotation) == (name,)


def test_every_model_of_a_step_belongs_to_a_registered_kind() -> None:
    union, *_ = get_args(StepModel)
    assert set(get_args(union)) == {kind.model for kind in KINDS.values()}


def test_no_kind_is_both_known_and_for_later() -> None:
    assert set(KINDS) & LATER_KINDS == set()


@pytest.mark.parametrize("name", sorted(KINDS))
def test_a_kind_has_one_of_the_known_paces(name: str) -> None:
    assert KINDS[name].pace in PACES


@pytest.mark.parametrize("name", sorted(KINDS))
def test_simulated_behaviour_rises_from_nought_to_one_and_names_its_source(name: str) -> None:
    behaviour = KINDS[name].behaviour
    for table in (behaviour.answering, behaviour.working):
        _assert_is_a_table(table)


def _assert_is_a_table(table: Quantiles) -> None:
    parts = [part for part, _ in table.rows]
    durations = [duration for _, duration in table.rows]
    assert parts[0] == 0.0
    assert parts[-1] == 1.0
    assert parts == sorted(set(parts))
    assert durations == sorted(durations)
    assert table.source == "assumption"


def test_tables_with_the_same_name_have_the_same_rows() -> None:
    tables = [t for kind in KINDS.values() for t in (kind.behaviour.answering, kind.behaviour.working)]
    assert len({table.table for table in tables}) == len({(table.table, table.rows) for table in tables})


def test_every_kind_of_step_has_lines_to_fill_in_on_paper() -> None:
    plan = compile_playbook(Playbook.model_validate(written()))
    printed = {step.kind: KINDS[step.kind].paper(step, "en", lambda code: code) for step in plan}
    assert set(printed) == set(KINDS)
    assert all(line for lines in printed.values() for line in lines)
    assert printed["decide"][:2] == ("[ ] We do", "[ ] The region")
    assert "aftercare" in printed["playbook"][0]
