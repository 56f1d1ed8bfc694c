"""A run that moves: exported it stands still, and only an adoption or the way back lets it go on."""

from __future__ import annotations

import pytest

from calamiteit.core.run import commands as c
from calamiteit.core.run.decide import Refusal
from calamiteit.core.run.state import EXPORTED
from tests.support.crisis import Stage, plan, step, text, town


def _stage() -> Stage:
    return Stage(plan(step("visit", "comms")), town(chair="p1", comms="ann bob")).start("p1")


def _code(answer: object) -> str:
    assert isinstance(answer, Refusal)
    return answer.code


def test_an_exported_run_accepts_nothing_and_no_timer_moves_it() -> None:
    stage = _stage()
    stage.as_person("p1", c.Export(export="E1", place=text()))
    assert stage.run.standing == EXPORTED
    before = stage.run.version

    assert _code(stage.as_person("p1", c.WriteNote(text=text()))) == "exported"
    assert _code(stage.as_person("p1", c.Stop(false_alarm=True, reason=text()))) == "exported"
    assert _code(stage.as_person("p1", c.Export(export="E2"))) == "exported"
    assert stage.run.version == before


@pytest.mark.parametrize("back", [c.Adopt(export="E1"), c.TakeBack(export="E1")])
def test_it_goes_on_after_an_adoption_or_the_way_back(back: c.Command) -> None:
    stage = _stage()
    wanted = stage.run.agenda.moments()
    stage.as_person("p1", c.Export(export="E1"))
    assert stage.run.agenda.moments() == wanted, "what it waits for goes along"

    stage.as_person("p1", back)

    assert stage.run.standing == "open"
    stage.accept("ann")


@pytest.mark.parametrize("back", [c.Adopt(export="E2"), c.TakeBack(export="E2")])
def test_another_export_brings_it_back_as_little_as_none(back: c.Command) -> None:
    stage = _stage()
    assert _code(stage.as_person("p1", back)) == "not-exported"
    stage.as_person("p1", c.Export(export="E1"))
    assert _code(stage.as_person("p1", back)) == "not-exported"


def test_who_may_not_export_moves_nothing() -> None:
    stage = _stage()
    for command in (c.Export(export="E1"), c.Adopt(export="E1"), c.TakeBack(export="E1")):
        assert _code(stage.as_person("ann", command)) == "not-allowed"
