"""The small town: one person holds several roles, and is asked, chased and relieved once for each step."""

from __future__ import annotations

from calamiteit.core.run.table import Verb
from calamiteit.core.time import MINUTE
from tests.support.crisis import Stage, notify, plan, step, text, town


def test_one_person_with_two_roles_of_a_step_is_asked_once() -> None:
    stage = Stage(plan(notify("alarm", "chair", "logger", "comms")), town(chair="a", logger="a", comms="b"))
    stage.start("a")
    assert stage.got("a") == ["task/slack"]
    assert stage.task("a").roles == ("chair", "logger")


def test_a_deputy_for_both_roles_of_a_silent_person_is_asked_once() -> None:
    people = town(chair="p1", social="ann bob", safety="ann bob")
    stage = Stage(plan(notify("alarm", "social", "safety")), people).start()

    stage.at("09:05")

    assert stage.got("bob") == ["task/slack"]
    assert stage.task("bob").roles == ("social", "safety")


def test_different_deputies_each_hear_of_their_own_role() -> None:
    people = town(chair="p1", social="ann bob", safety="ann cy")
    stage = Stage(plan(notify("alarm", "social", "safety")), people).start()

    stage.at("09:05")

    assert (stage.task("bob").roles, stage.task("cy").roles) == (("social",), ("safety",))


def test_who_cannot_do_a_task_of_two_roles_is_replaced_by_one_person() -> None:
    people = town(chair="p1", social="ann bob", safety="ann bob")
    stage = Stage(plan(step("visit", "social", "safety", within=30 * MINUTE)), people).start()

    stage.answer("ann", Verb.DECLINE, stage.task("ann").number, text=text())

    assert [a.alias for a in stage.run.open_assignments()] == ["bob"]
    stage.accept("bob")
    stage.answer("bob", Verb.DONE, stage.task("bob").number)
    assert stage.outcomes("visit") == ["done"]
