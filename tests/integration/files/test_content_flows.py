"""The playbooks that come with the program, played by people who do their work: they flow to the end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from calamiteit.core.run import commands as c
from calamiteit.core.time import parse_duration
from tests.support.play import MONDAY, Play, people_of_brinkmeer, plan_of

DAYS = {"monday": MONDAY, "night": date(2026, 11, 28), "clock-back": date(2026, 10, 25)}

WAYS: Mapping[str, Mapping[str, str]] = {
    "all goes well": {},
    "others speak, nobody goes in": {
        "line-to-triangle": "region",
        "voice": "region",
        "may-we-go-in": "refused",
        "measures": "nothing",
        "rumour-choice": "nothing",
        "commemoration-choice": "nothing",
        "scale-down": "go-on",
    },
    "the triangle says no": {
        "ask-visible-police": "refused",
        "rumour-choice": "tell",
        "measures-reviewed": "end",
    },
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("day", "clock"), [("monday", "10:00"), ("night", "23:50"), ("clock-back", "00:30")])
def test_the_attack_playbook_flows_to_its_end_when_people_do_their_work(
    way: str, day: str, clock: str
) -> None:
    stage = Play(plan_of("attack-own-town"), day=DAYS[day], clock=clock, chosen=WAYS[way]).begin()
    stage.play("+1 12:00").redate("commemoration", "+6 10:00").play("+60 12:00")
    assert stage.unfinished() == {"aftercare"}, "the linked run goes on, nothing else"
    assert stage.waiting() == set()


def test_goals_can_be_met_when_everybody_takes_the_usual_time() -> None:
    plan = plan_of("attack-own-town")
    stage = Play(plan).begin()
    stage.play("+1 12:00").play("+45 12:00")
    late = [goal.mark for goal in plan.goals if not stage.reached(goal.mark, goal.within)]
    assert late == []


def test_a_message_that_others_bring_is_handed_over_as_a_draft() -> None:
    stage = Play(plan_of("attack-own-town"), chosen=WAYS["others speak, nobody goes in"]).begin()
    stage.play("+1 10:00")
    assert stage.outcomes("publish-message") == ["not-applicable"]
    assert stage.outcomes("hand-over-draft") == ["done"]
    assert stage.outcomes("into-neighbourhood") == ["not-applicable"]
    assert stage.outcomes("neighbourhood-by-phone") == ["done"]
    assert "not-into-neighbourhood" in stage.run.guards
    assert stage.outcomes("measures") == ["done"], "doing nothing is a decision with a name under it"


def test_silence_about_going_in_means_that_nobody_goes_in() -> None:
    stage = Play(plan_of("attack-own-town")).begin()
    stage.play("12:30", silent=("may-we-go-in", "measures"))
    assert stage.run.decision("may-we-go-in") == "refused"
    assert stage.starts("into-neighbourhood") == []
    stage.play("14:30", silent=("measures",))
    assert stage.run.decision("measures") == "nothing"


def test_a_threat_stops_the_work_in_the_neighbourhood_and_the_rest_goes_on() -> None:
    stage = Play(plan_of("attack-own-town")).begin()
    stage.play("10:40", slow=("into-neighbourhood",))
    assert stage.outcomes("into-neighbourhood") == ["running"]

    stage.as_person(stage.who("may-we-go-in"), c.PressGuard(guard="threat"))

    assert stage.outcomes("into-neighbourhood") == ["cancelled"]
    assert stage.outcomes("safety-first") == ["running"]
    stage.play("+1 12:00").redate("commemoration", "+6 10:00").play("+60 12:00")
    assert stage.outcomes("safety-first") == ["done"]
    halted = set(stage.plan.guards["threat"].halts)
    assert stage.unfinished() == {"aftercare"}
    assert stage.waiting() <= halted


def test_false_information_starts_a_correction_within_five_minutes() -> None:
    stage = Play(plan_of("attack-own-town")).begin()
    stage.play("10:40")
    stage.as_person(stage.who("publish-message"), c.PressGuard(guard="false-information"))
    occurrence = stage.of("correction")[0]
    assert occurrence.due is not None
    assert occurrence.due - stage.now == parse_duration("5m")


def test_a_commemoration_without_a_date_is_asked_for_and_prepared_once_the_date_is_known() -> None:
    stage = Play(plan_of("attack-own-town")).begin()
    stage.play("+2 12:00")
    assert stage.outcomes("commemoration") == ["planned"]
    assert stage.of("commemoration")[0].planned_at is None
    stage.redate("commemoration", "+3 09:00").play("+4 09:00")
    assert stage.outcomes("commemoration") == ["done"]


@pytest.mark.parametrize(
    "chosen", [{}, {"anniversary-choice": "message"}, {"anniversary-choice": "nothing"}], ids=str
)
def test_the_aftercare_flows_to_its_end_and_waits_for_the_dates_that_nobody_knows(
    chosen: Mapping[str, str],
) -> None:
    stage = Play(plan_of("aftercare"), chosen=chosen, values={"anniversary": "2027-11-23"}).begin()
    stage.play("+380 12:00", every_minutes=720)
    assert stage.unfinished() == {"trial-relatives", "trial-message", "trial-aftercare"}
    assert stage.waiting() == set()
    assert stage.outcomes("close") == ["done"]


SLOW_WAYS: Mapping[str, tuple[Mapping[str, str], str]] = {
    "all goes well": ({}, "first-message"),
    "nothing is told yet": ({"may-we-tell": "refused", "go-public": "hold"}, "text-ready"),
    "nothing is done": ({"go-public": "nothing"}, "text-ready"),
}


@pytest.mark.parametrize("way", SLOW_WAYS)
@pytest.mark.parametrize("small", [False, True], ids=["town", "small-town"])
def test_unrest_about_a_centre_flows_from_the_first_doorbell_to_the_aftercare(way: str, small: bool) -> None:
    chosen, written = SLOW_WAYS[way]
    people = people_of_brinkmeer() if small else None
    opening = {"opening": "2027-01-11"}
    stage = Play(plan_of("asylum-unrest"), chosen=chosen, values=opening, people=people).begin()
    stage.play("+80 12:00", every_minutes=120)
    assert stage.unfinished() == {"start-aftercare"}, "the linked run goes on, nothing else"
    assert stage.waiting() == set()
    assert stage.outcomes("tell-neighbours") == ["done"]
    assert stage.outcomes(written) == ["done"]
    assert stage.starts("small-talks")[0] > stage.starts("tell-neighbours")[0]


def test_what_is_in_the_media_already_is_answered_before_the_last_door() -> None:
    stage = Play(plan_of("asylum-unrest"), values={"known": "public"}).begin()
    stage.play("18:00")
    assert stage.outcomes("known-already") == ["done"]
    assert stage.starts("known-already")[0] < stage.starts("tell-neighbours")[0], "not after the last door"


def test_a_town_that_cannot_scale_down_yet_is_asked_again_every_two_weeks() -> None:
    stage = Play(plan_of("asylum-unrest"), chosen={"scale-down": "go-on"}).begin()
    stage.play("+60 12:00", every_minutes=120)
    assert stage.outcomes("scale-down")[:3] == ["done", "done", "done"]
    assert stage.outcomes("evaluate") == []


def test_the_first_message_is_never_due_later_than_an_hour_and_a_second_person_reads_it() -> None:
    stage = Play(plan_of("attack-own-town")).begin()
    stage.play("10:30", slow=("second-reader",))
    assert stage.starts("publish-message") == []
    stage.play("10:40")
    writer, reader = stage.of("process-message")[0], stage.of("second-reader")[0]
    assert stage.who(writer.step) != stage.who(reader.step)
    assert plan_of("attack-own-town").steps["publish-message"].by is not None
