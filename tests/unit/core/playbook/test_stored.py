"""A compiled plan that is stored with its run is read back as the very same plan."""

from __future__ import annotations

import json

import pytest

from calamiteit.core.chain import canonical
from calamiteit.core.playbook.stored import from_stored, to_stored
from tests.support.play import CONTENT, plan_of

SHIPPED = sorted(path.stem for path in (CONTENT / "playbooks").glob("*.yaml"))


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_plan_is_the_same_after_it_was_stored(name: str) -> None:
    plan = plan_of(name)
    again = from_stored(json.loads(canonical(to_stored(plan))))
    assert again == plan
    assert again is not None
    assert list(again.steps) == list(plan.steps)
    assert [list(step.title) for step in again] == [list(step.title) for step in plan]


@pytest.mark.parametrize(
    "stored",
    [None, {}, {"form": 0}, {"form": 1}, {"form": 1, "plan": {"": "Plan"}}, {"form": 1, "plan": "text"}],
)
def test_what_is_not_a_stored_plan_is_none(stored: object) -> None:
    assert from_stored(stored) is None  # type: ignore[arg-type]
