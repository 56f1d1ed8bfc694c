"""Several people for one task: who has it, who hears that, and who is asked when they cannot."""

from __future__ import annotations

from calamiteit.core.playbook.plan import PACES, Answer
from calamiteit.core.run import commands as c
from calamiteit.core.run import events as e
from calamiteit.core.run.decide import Refusal
from calamiteit.core.run.table import Verb
from tests.support.crisis import Stage, notify, plan, step, text, town

FAST = {"chase": PACES["fast"]}


def test_the_holder_and_the_deputy_race_and_the_loser_is_told_who_has_it() -> None:
    stage = Stage(plan(step("inform", "comms", **FAST)), town(chair="p1", comms="ann bob")).start()
    stage.at("09:05")

    stage.accept("bob")

    assert stage.states() == {"ann": "cancelled", "bob": "acknowledged"}
    assert stage.got("ann", "09:05")[-1] == "released/slack"
    lost = stage.accept("ann", 1)
    assert isinstance(lost, Refusal)
    assert (lost.code, lost.values["alias"]) == ("taken-by-other", "bob")


def test_the_holder_who_answers_late_still_wins_from_a_deputy_who_did_not_answer() -> None:
    stage = Stage(plan(step("inform", "comms", **FAST)), town(chair="p1", comms="ann bob")).start()
    stage.at("09:06").accept("ann")

    assert stage.states() == {"ann": "acknowledged", "bob": "cancelled"}


def test_the_deputy_who_was_sent_away_is_asked_again_when_the_holder_cannot_after_all() -> None:
    stage = Stage(plan(step("inform", "comms", **FAST)), town(chair="p1", comms="ann bob")).start()
    stage.at("09:06").accept("ann")

    stage.at("09:20").decline("ann")

    assert stage.states()["bob"] == "open"
    assert stage.got("bob", "09:20") == ["task/slack"]


def test_the_silent_holder_is_asked_again_when_the_deputy_cannot_after_all() -> None:
    stage = Stage(plan(step("inform", "comms", **FAST)), town(chair="p1", comms="ann bob")).start()
    stage.at("09:06").accept("bob")
    stage.at("09:07").decline("bob")

    assert stage.states() == {"ann": "open", "bob": "declined"}


def test_who_declined_is_not_asked_again() -> None:
    stage = Stage(plan(step("inform", "comms")), town(chair="p1", comms="ann bob")).start()
    stage.decline("ann")
    stage.decline("bob")

    assert stage.states() == {"ann": "declined", "bob": "declined"}
    assert stage.events(e.Escalated)[-1].why == "nobody-left"
    assert "told/slack" in stage.got("p1")


def test_a_person_with_two_roles_is_asked_once() -> None:
    stage = Stage(
        plan(step("inform", "comms", "logger")), town(chair="p1", comms="ann", logger="ann")
    ).start()

    assert stage.task("ann").roles == ("comms", "logger")
    assert stage.got("ann") == ["task/slack"]
    stage.done("ann")
    assert stage.outcomes("inform") == ["done"]


def test_a_merged_task_that_is_declined_goes_to_the_deputy_of_each_role() -> None:
    people = town(chair="p1", comms="ann bob", logger="ann cy")
    stage = Stage(plan(step("inform", "comms", "logger")), people).start()
    stage.decline("ann")

    assert stage.task("bob").roles == ("comms",)
    assert stage.task("cy").roles == ("logger",)
    stage.done("bob")
    assert stage.outcomes("inform") == ["running"]
    stage.done("cy")
    assert stage.outcomes("inform") == ["done"]


def test_when_a_deputy_takes_one_of_two_merged_roles_the_holder_keeps_the_other() -> None:
    people = town(chair="p1", comms="ann bob", logger="ann cy")
    stage = Stage(plan(step("inform", "comms", "logger", **FAST)), people).start()
    stage.at("09:06").accept("bob")

    assert stage.task("ann").roles == ("logger",)
    assert stage.states() == {"ann": "open", "bob": "acknowledged", "cy": "open"}
    stage.accept("ann")
    assert stage.states() == {"ann": "acknowledged", "bob": "acknowledged", "cy": "cancelled"}


def test_any_sends_the_others_away_when_one_has_it() -> None:
    stage = Stage(
        plan(step("inform", "comms", "logger", answer=Answer.ANY)),
        town(chair="p1", comms="ann", logger="bob"),
    ).start()

    stage.accept("bob")

    assert stage.states() == {"ann": "cancelled", "bob": "acknowledged"}


def test_any_asks_those_who_were_sent_away_when_the_one_cannot() -> None:
    stage = Stage(
        plan(step("inform", "comms", "logger", answer=Answer.ANY)),
        town(chair="p1", comms="ann", logger="bob"),
    ).start()
    stage.accept("bob")

    stage.decline("bob")

    assert stage.states() == {"ann": "open", "bob": "declined"}
    assert stage.outcomes("inform") == ["running"]


def test_all_waits_for_everybody() -> None:
    stage = Stage(
        plan(step("inform", "comms", "logger")), town(chair="p1", comms="ann", logger="bob")
    ).start()
    stage.done("ann")
    assert stage.outcomes("inform") == ["running"]
    stage.done("bob")
    assert stage.outcomes("inform") == ["done"]


def test_a_quorum_ends_the_step_and_sends_the_rest_away() -> None:
    people = town(chair="p1", a="ann", b="bob", c="cy")
    stage = Stage(plan(step("inform", "a", "b", "c", answer=Answer.QUORUM, quorum=2)), people).start()
    stage.done("ann")
    stage.done("cy")

    assert stage.outcomes("inform") == ["done"]
    assert stage.states()["bob"] == "cancelled"


def test_a_quorum_that_skips_make_impossible_is_met_by_who_is_left() -> None:
    people = town(chair="p1", a="ann", b="bob", c="cy")
    stage = Stage(plan(step("inform", "a", "b", "c", answer=Answer.QUORUM, quorum=2)), people).start()
    for number in (1, 2):
        stage.as_person("p1", c.Skip(number=number, reason=text()))
    stage.done("cy")

    assert stage.outcomes("inform") == ["done"]


def test_an_alarm_with_a_quorum_goes_on_asking_the_rest() -> None:
    people = town(chair="p1", a="ann", b="bob", c="cy")
    stage = Stage(plan(notify("alarm", "a", "b", "c", answer=Answer.QUORUM, quorum=2)), people).start()
    stage.accept("ann")
    stage.accept("bob")
    assert stage.outcomes("alarm") == ["done"]

    stage.at("09:02")

    assert stage.got("cy") == ["task/slack", "repeat/slack"]


def test_a_deputy_who_was_not_asked_can_take_the_task_and_is_not_woken_for_it() -> None:
    people = town(chair="p1", comms="ann bob")
    stage = Stage(plan(step("inform", "comms"), critical=["comms"]), people).start()

    stage.accept("bob", 1)

    assert stage.states() == {"ann": "cancelled", "bob": "acknowledged"}
    assert "wake/sms" not in stage.got("bob")
    assert "released/slack" in stage.got("ann")
    assert stage.task("bob").rule == "deputy 1"


def test_a_deputy_can_finish_what_the_holder_accepted() -> None:
    stage = Stage(plan(step("inform", "comms")), town(chair="p1", comms="ann bob")).start()
    stage.accept("ann")

    stage.done("bob", 1)

    assert stage.outcomes("inform") == ["done"]
    assert stage.states() == {"ann": "cancelled", "bob": "done"}


def test_a_deputy_who_chooses_nothing_changes_nothing() -> None:
    people = town(chair="p1", comms="ann bob")
    stage = Stage(plan(step("choose", "comms", options="left right")), people).start()

    refused = stage.done("bob", 1)

    assert isinstance(refused, Refusal)
    assert refused.code == "choose-an-option"
    assert stage.states() == {"ann": "open"}


def test_a_deputy_cannot_decline_for_the_holder() -> None:
    stage = Stage(plan(step("inform", "comms")), town(chair="p1", comms="ann bob")).start()

    refused = stage.decline("bob", 1)

    assert isinstance(refused, Refusal)
    assert refused.code == "not-yours"


def test_a_stranger_is_told_whose_task_it_is() -> None:
    stage = Stage(plan(step("inform", "comms")), town(chair="p1", comms="ann", other="cy")).start()

    refused = stage.accept("cy", 1)

    assert isinstance(refused, Refusal)
    assert (refused.code, refused.values["alias"]) == ("not-yours", "ann")


def test_the_officer_who_taps_answers_on_behalf_of_the_holder() -> None:
    stage = Stage(plan(step("inform", "comms")), town(chair="p1", comms="ann")).start()

    stage.accept("p1", 1)

    assert stage.task("ann").state.value == "acknowledged"
    assert stage.log[-1].by.alias == "p1" or stage.task("ann").answered_by == "p1"


def test_a_refused_deputy_with_a_second_question_answers_that_one() -> None:
    people = town(chair="p1", comms="ann bob cy")
    stage = Stage(plan(step("inform", "comms", **FAST)), people).start()
    stage.at("09:05").decline("bob")
    stage.answer("bob", Verb.ACCEPT, 1)

    live = [a for a in stage.run.assignments.values() if not a.state.over]
    assert [a.alias for a in live] == ["bob"]


def test_skipping_the_one_who_had_it_skips_what_anyone_could_have_done() -> None:
    people = town(chair="p1", comms="ann", logger="bob")
    stage = Stage(plan(step("inform", "comms", "logger", answer=Answer.ANY)), people).start()
    stage.accept("bob")
    stage.as_person("p1", c.Skip(number=stage.task("bob").number, reason=text()))

    assert stage.outcomes("inform") == ["skipped"]


def test_skipping_one_of_those_who_could_do_it_leaves_it_to_the_other() -> None:
    people = town(chair="p1", comms="ann", logger="bob")
    stage = Stage(plan(step("inform", "comms", "logger", answer=Answer.ANY)), people).start()
    stage.as_person("p1", c.Skip(number=stage.task("bob").number, reason=text()))
    stage.done("ann")

    assert stage.outcomes("inform") == ["done"]
