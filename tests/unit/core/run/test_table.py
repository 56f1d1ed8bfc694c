"""Every cell of the table of states and verbs, walked on a real assignment."""

from __future__ import annotations

from pathlib import Path

import pytest

from calamiteit.core.playbook.plan import Quiet, QuietRule
from calamiteit.core.run import commands as c
from calamiteit.core.run.decide import Refusal
from calamiteit.core.run.state import AssignmentState as S
from calamiteit.core.run.table import TABLE, Act, Verb, table_as_markdown
from tests.support.crisis import Stage, plan, step, text, town
from tests.support.snapshots import snapshot

_NIGHT = Quiet(start=0, end=23 * 60, rule=QuietRule.DEFER)
CELLS = [(state, verb) for state in S for verb in Verb]
EVENTS = {
    Act.ACKNOWLEDGE: {"acknowledged"},
    Act.WORK: {"work-started"},
    Act.FINISH: {"assignment-done", "occurrence-ended"},
    Act.DECLINE: {"assignment-declined", "assignment-opened", "escalated"},
    Act.SKIP: {"assignment-skipped", "occurrence-ended"},
    Act.REASSIGN: {"assignment-cancelled", "assignment-opened"},
    Act.REDATE: {"assignment-redated"},
    Act.ASK_AGAIN: {"assignment-opened"},
}


def _stage_in(state: S) -> Stage:
    """A run whose T1 is in this state; nobody else has it."""
    deputies = {"ann bob"} if state is not S.DECLINED else {"ann"}
    quiet = {"quiet": _NIGHT} if state is S.WAITING else {}
    stage = Stage(
        plan(step("inform", "comms", **quiet)), town(chair="p1", comms=" ".join(deputies), spare="cy")
    )
    stage.start()
    if state is S.ACKNOWLEDGED:
        stage.accept("ann")
    elif state is S.IN_PROGRESS:
        stage.answer("ann", Verb.START)
    elif state is S.DONE:
        stage.done("ann")
    elif state is S.DECLINED:
        stage.decline("ann")
    elif state is S.SKIPPED:
        stage.as_person("p1", c.Skip(number=1, reason=text()))
    elif state is S.CANCELLED:
        stage.as_person("p1", c.Reassign(number=1, alias="cy"))
    assert stage.run.assignments[1].state is state
    return stage


def _act(stage: Stage, verb: Verb) -> object:
    later = stage.now + 1000
    match verb:
        case Verb.SKIP:
            return stage.as_person("p1", c.Skip(number=1, reason=text()))
        case Verb.REASSIGN:
            return stage.as_person("p1", c.Reassign(number=1, alias="cy"))
        case Verb.REDATE:
            return stage.as_person("p1", c.Redate(number=1, at=later))
        case _:
            return stage.as_person("ann", c.Answer(number=1, verb=verb, text=text()))


@pytest.mark.parametrize(("state", "verb"), CELLS, ids=[f"{s.value}-{v.value}" for s, v in CELLS])
def test_each_cell_gives_its_events_or_its_refusal(state: S, verb: Verb) -> None:
    stage = _stage_in(state)
    before = snapshot(stage.run)

    result = _act(stage, verb)

    act = TABLE[state][verb]
    if act in EVENTS:
        assert isinstance(result, list)
        assert {event.kind for event in result} == EVENTS[act]
    else:
        assert isinstance(result, Refusal)
        assert result.ok == (act in (Act.ALREADY, Act.STILL))
        assert snapshot(stage.run) == before


def test_the_architecture_document_holds_the_table() -> None:
    document = Path(__file__).parents[4] / "docs" / "architecture.md"
    _, _, rest = document.read_text(encoding="utf-8").partition("<!-- table -->\n")
    shown, _, _ = rest.partition("<!-- /table -->")
    assert shown.strip() == table_as_markdown().strip()


def test_a_second_tap_on_start_counts_only_when_the_person_was_asked() -> None:
    stage = _stage_in(S.IN_PROGRESS)

    again = stage.answer("ann", Verb.START)
    assert isinstance(again, Refusal)
    assert again.code == "already-in-progress"

    stage.at("10:00")
    assert "progress/slack" in stage.got("ann")
    assert isinstance(stage.answer("ann", Verb.START), list)
