"""People who leave, change duty, or are not there at all."""

from __future__ import annotations

from dataclasses import replace

from calamiteit.core.contacts.directory import Duty
from calamiteit.core.run import commands as c
from calamiteit.core.run import events as e
from calamiteit.core.run.actors import ENGINE
from calamiteit.core.time import HOUR
from tests.support.crisis import Roster, Stage, notify, person, plan, step, text, town, without


def _on_duty(stage: Stage, **duties: tuple[str, str, str]) -> None:
    """`comms=("bob", "12:00", "18:00")`: from then until then."""
    found = {
        role: [Duty(alias=alias, start=stage.moment(first), end=stage.moment(last))]
        for role, (alias, first, last) in duties.items()
    }
    stage.directory = replace(stage.directory, rota=Roster(**found))


def test_who_withdraws_is_replaced_at_once_also_in_an_open_task() -> None:
    stage = Stage(plan(step("inform", "comms")), town(chair="p1", comms="ann bob")).start()
    stage.accept("ann")

    stage.directory = without(stage.directory, "ann")
    stage.at("09:30").do(c.LookAround(), ENGINE)

    assert stage.states() == {"ann": "declined", "bob": "open"}
    (declined,) = stage.events(e.AssignmentDeclined)
    assert (declined.why, declined.reason) == ("withdrawn", None)
    assert stage.task("bob").because == "withdrawn"


def test_who_withdraws_after_having_seen_an_alarm_is_not_replaced() -> None:
    stage = Stage(plan(notify("alarm", "comms")), town(chair="p1", comms="ann bob")).start()
    stage.accept("ann")

    stage.directory = without(stage.directory, "ann")
    result = stage.at("+20 09:30").do(c.LookAround(), ENGINE)

    assert result == []


def test_when_everybody_of_a_step_withdraws_at_once_each_is_answered_once() -> None:
    people = town(chair="p1", a="ann", b="bob")
    stage = Stage(plan(step("inform", "a", "b")), people).start()
    stage.as_person("p1", c.Skip(number=1, reason=text()))

    stage.directory = without(stage.directory, "ann", "bob")
    stage.do(c.LookAround(), ENGINE)

    assert stage.states() == {"ann": "skipped", "bob": "declined"}


def test_a_duty_change_is_offered_to_the_officer_once_and_changes_nothing_by_itself() -> None:
    stage = Stage(plan(step("inform", "comms")), town(chair="p1", comms="ann bob"))
    _on_duty(stage, comms=("ann", "08:00", "12:00"))
    stage.start()
    stage.accept("ann")

    _on_duty(stage, comms=("bob", "12:00", "20:00"))
    for clock in ("12:00", "12:01", "15:00"):
        stage.at(clock).do(c.LookAround(), ENGINE)

    (offer,) = stage.events(e.HandoverOffered)
    assert (offer.role, offer.from_alias, offer.to_alias) == ("comms", "ann", "bob")
    assert [message for message in stage.got("p1") if message.startswith("handover")] == [
        "handover/slack",
        "handover/sms",
    ]
    assert stage.states() == {"ann": "acknowledged"}


def test_the_same_change_of_duty_a_week_later_is_offered_again() -> None:
    stage = Stage(plan(step("inform", "comms")), town(chair="p1", comms="ann bob"))
    _on_duty(stage, comms=("ann", "08:00", "12:00"))
    stage.start().accept("ann")
    for day, before, after in ((0, "ann", "bob"), (7, "bob", "ann"), (14, "ann", "bob")):
        _on_duty(stage, comms=(after, f"+{day} 12:00", f"+{day} 20:00"))
        stage.at(f"+{day} 12:00").do(c.LookAround(), ENGINE)
        stage.as_person("p1", c.HandOver(from_alias=before, to_alias=after))
        stage.accept(after)

    pairs = [(offer.from_alias, offer.to_alias) for offer in stage.events(e.HandoverOffered)]
    assert pairs == [("ann", "bob"), ("bob", "ann"), ("ann", "bob")]


def test_a_handover_asks_the_new_person_anew_and_tells_the_old_one() -> None:
    stage = Stage(
        plan(step("inform", "comms"), step("watch", "comms")), town(chair="p1", comms="ann bob")
    ).start()
    stage.accept("ann", 1)

    stage.as_person("p1", c.HandOver(from_alias="ann", to_alias="bob"))

    assert [a.state.value for a in stage.run.assignments.values() if a.alias == "ann"] == ["cancelled"] * 2
    assert stage.got("bob") == ["task/slack", "task/slack"]
    assert stage.got("ann")[-2:] == ["released/slack", "released/slack"]
    assert stage.states()["bob"] == "open"


def test_a_handover_to_who_was_asked_already_asks_only_once() -> None:
    stage = Stage(plan(notify("alarm", "comms")), town(chair="p1", comms="ann bob")).start()
    stage.at("09:05")
    assert stage.got("bob") == ["task/slack"]

    stage.as_person("p1", c.HandOver(from_alias="ann", to_alias="bob"))

    assert stage.got("bob") == ["task/slack"]
    assert stage.states() == {"ann": "cancelled", "bob": "open"}


def test_a_handover_to_the_same_person_is_refused() -> None:
    stage = Stage(plan(step("inform", "comms")), town(chair="p1", comms="ann")).start()

    refused = stage.as_person("p1", c.HandOver(from_alias="ann", to_alias="ann"))

    assert getattr(refused, "code", "") == "nothing-to-hand-over"


def test_a_role_that_nobody_fills_is_told_and_filled_as_soon_as_somebody_is_there() -> None:
    people = town(chair="p1", comms="ann", legal="")
    stage = Stage(plan(step("inform", "comms", "legal")), people).start()
    assert "unfilled/slack" in stage.got("p1")
    stage.done("ann")
    assert stage.outcomes("inform") == ["running"]

    roles = {**people.roles, "legal": replace(people.roles["legal"], people=("lea",))}
    found = {**people.people, "lea": person("lea", "slack")}
    stage.directory = replace(people, hash="later", roles=roles, people=found)
    stage.at("09:30").do(c.LookAround(), ENGINE)

    assert stage.got("lea") == ["task/slack"]
    stage.done("lea")
    assert stage.outcomes("inform") == ["done"]


def test_a_role_that_nobody_fills_is_given_by_hand() -> None:
    stage = Stage(plan(step("inform", "comms", "legal")), town(chair="p1", comms="ann", other="cy")).start()

    stage.as_person("p1", c.Reassign(step="inform", alias="cy"))

    assert stage.task("cy").roles == ("legal",)
    assert stage.task("cy").rule == "by hand"


def test_a_step_goes_by_hand_only_for_the_roles_that_nobody_has() -> None:
    people = town(chair="p1", comms="ann", legal="lea", other="cy")
    stage = Stage(plan(step("inform", "comms", "legal")), people).start()
    stage.accept("ann")
    stage.decline("lea")

    stage.as_person("p1", c.Reassign(step="inform", alias="cy"))

    assert stage.task("cy").roles == ("legal",)
    again = stage.as_person("p1", c.Reassign(step="inform", alias="cy"))
    assert getattr(again, "code", "") == "nothing-to-give"


def test_a_declined_task_of_which_nobody_is_left_is_given_to_another_by_its_number() -> None:
    stage = Stage(plan(step("inform", "comms")), town(chair="p1", comms="ann", other="cy")).start()
    stage.decline("ann")

    stage.as_person("p1", c.Reassign(number=1, alias="cy"))

    assert stage.states() == {"ann": "declined", "cy": "open"}
    again = stage.as_person("p1", c.Reassign(number=1, alias="p1"))
    assert getattr(again, "code", "") == "taken-by-other"


def test_people_are_resolved_when_a_task_opens_and_the_log_says_by_which_rule() -> None:
    stage = Stage(plan(step("inform", "comms", at=_at(60))), town(chair="p1", comms="ann bob"))
    _on_duty(stage, comms=("bob", "10:00", "20:00"))
    stage.start().at("10:00")

    (opened,) = stage.events(e.AssignmentOpened)
    assert (opened.alias, opened.rule, opened.directory) == ("bob", "rota", "town")


def _at(minutes: int) -> object:
    from calamiteit.core.playbook.plan import AtOffset

    return AtOffset(plus=minutes * HOUR // 60)
