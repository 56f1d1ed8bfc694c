"""Conditions have three values: what is not known yet is waited for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from calamiteit.core.playbook.conditions import (
    All,
    Any,
    Condition,
    DecisionIs,
    Not,
    ParameterIs,
    StepOutcome,
    Truth,
    Value,
    judge,
    steps_in,
    walk,
)


@dataclass(frozen=True)
class Known:
    """What a run knows, by name."""

    parameters: Mapping[str, Value] = field(default_factory=dict)
    decisions: Mapping[str, str] = field(default_factory=dict)
    outcomes: Mapping[tuple[str, bool], str] = field(default_factory=dict)

    def parameter(self, name: str) -> Value | None:
        """None while unknown."""
        return self.parameters.get(name)

    def decision(self, step: str) -> str | None:
        """None while undecided."""
        return self.decisions.get(step)

    def outcome(self, step: str, *, last: bool) -> str | None:
        """None while it is not over."""
        return self.outcomes.get((step, last))


def _is(truth: Truth) -> Condition:
    return ParameterIs(parameter=str(truth), values=("yes",))


KNOWN = Known(parameters={"True": "yes", "False": "no"})
ALL: Mapping[tuple[Truth, Truth], Truth] = {
    (True, True): True, (True, False): False, (True, None): None,
    (False, True): False, (False, False): False, (False, None): False,
    (None, True): None, (None, False): False, (None, None): None,
}  # fmt: skip
ANY: Mapping[tuple[Truth, Truth], Truth] = {
    (True, True): True, (True, False): True, (True, None): True,
    (False, True): True, (False, False): False, (False, None): None,
    (None, True): True, (None, False): None, (None, None): None,
}  # fmt: skip


@pytest.mark.parametrize("parts", ALL)
def test_all_is_as_true_as_its_least_part(parts: tuple[Truth, Truth]) -> None:
    assert judge(All(parts=tuple(map(_is, parts))), KNOWN) is ALL[parts]


@pytest.mark.parametrize("parts", ANY)
def test_any_is_as_true_as_its_best_part(parts: tuple[Truth, Truth]) -> None:
    assert judge(Any(parts=tuple(map(_is, parts))), KNOWN) is ANY[parts]


def test_of_no_parts_all_are_true_and_none_is() -> None:
    assert judge(All(parts=()), KNOWN) is True
    assert judge(Any(parts=()), KNOWN) is False


@pytest.mark.parametrize(("truth", "opposite"), [(True, False), (False, True), (None, None)])
def test_the_opposite_of_unknown_is_unknown(truth: Truth, opposite: Truth) -> None:
    assert judge(Not(part=_is(truth)), KNOWN) is opposite


@pytest.mark.parametrize(
    ("value", "truth"),
    [("a", True), ("b", True), ("c", False), (("c", "b"), True), (("c", "d"), False), ((), False)],
)
def test_of_a_parameter_with_several_values_one_is_enough(value: Value, truth: Truth) -> None:
    wanted = ParameterIs(parameter="place", values=("a", "b"))
    assert judge(wanted, Known(parameters={"place": value})) is truth
    assert judge(wanted, Known()) is None


def test_a_decision_is_one_of_its_options_another_or_not_taken_yet() -> None:
    wanted = DecisionIs(decision="voice", options=("own", "region"))
    assert judge(wanted, Known(decisions={"voice": "region"})) is True
    assert judge(wanted, Known(decisions={"voice": ""})) is False
    assert judge(wanted, Known(decisions={"other": "own"})) is None


@pytest.mark.parametrize("last", [True, False])
def test_an_outcome_is_that_of_the_first_or_of_the_last_occurrence(last: bool) -> None:
    wanted = StepOutcome(step="meet", outcome="done", last=last)
    known = Known(outcomes={("meet", last): "done", ("meet", not last): "missed"})
    assert judge(wanted, known) is True
    assert judge(wanted, Known(outcomes={("meet", not last): "done"})) is None


def test_every_condition_inside_is_walked_in_the_order_of_writing() -> None:
    decided, over, given = (
        DecisionIs(decision="voice", options=("own",)),
        StepOutcome(step="meet", outcome="done"),
        ParameterIs(parameter="place", values=("a",)),
    )
    negated, either = Not(part=over), Any(parts=(given, decided))
    whole = All(parts=(negated, either))
    assert list(walk(whole)) == [whole, negated, over, either, given, decided]
    assert list(steps_in(whole)) == ["meet", "voice"]
    assert list(steps_in(given)) == []
