"""Four people and their neighbours: the attack playbook fits them, and nobody is flooded."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

from calamiteit.adapters.files.checking import check_playbooks
from calamiteit.adapters.files.templates import Templates
from calamiteit.core.contacts.cover import cover, heavy
from calamiteit.core.run import events as e
from calamiteit.core.time import MINUTE
from tests.support.play import CONTENT, ZONE, Play, people_of_brinkmeer, plan_of

OWN = {"ruff", "crane", "teal", "snipe"}
PLAN = plan_of("attack-own-town")


def _crisis(clock: str = "10:00") -> Play:
    return Play(PLAN, people=people_of_brinkmeer(), clock=clock).begin()


def test_the_playbooks_are_clean_for_four_people() -> None:
    templates = Templates(CONTENT / "templates", ZONE)
    found = check_playbooks(
        [CONTENT / "playbooks"], people_of_brinkmeer(), languages=("nl", "en"), fills=templates
    )
    assert [str(problem) for problem in found] == []


def test_four_people_of_the_town_hold_every_role_and_neighbours_stand_in() -> None:
    town = people_of_brinkmeer()
    assert {role.people[0] for role in town.roles.values()} == OWN
    assert {alias for alias, person in town.people.items() if person.municipality == "Lindeveen"} == (
        set(town.people) - OWN
    )


def test_whichever_two_people_are_ill_each_role_of_the_plan_has_somebody() -> None:
    town = people_of_brinkmeer()
    for away in combinations(town.people, 2):
        empty = [one.role for one in cover(town, away, 0) if one.role in PLAN.team and not one.first]
        assert empty == [], away


def test_who_holds_several_roles_is_known_the_fullest_hands_first() -> None:
    held = heavy(cover(people_of_brinkmeer(), (), 0))
    assert next(iter(held)) == "snipe"
    assert held["ruff"] == ("chair", "logger", "archivist")
    assert "crane" not in held


def test_nobody_is_asked_twice_for_one_step() -> None:
    stage = _crisis().play("+1 12:00")
    asked = Counter((a.step, a.n, a.alias) for a in stage.run.assignments.values())
    assert [key for key, times in asked.items() if times > 1] == []


def test_the_first_minute_asks_nobody_for_more_than_three_things() -> None:
    stage = _crisis("03:00")
    asked = Counter(a.alias for a in stage.run.assignments.values())
    assert set(asked) == OWN
    assert asked == {"ruff": 1, "crane": 1, "snipe": 2, "teal": 3}, "two alerts, and the planned posts"


def test_when_everybody_is_silent_the_neighbours_are_asked_once_for_each_silent_person() -> None:
    stage = _crisis("03:00")
    stage.until(stage.now + 6 * MINUTE)
    deputies = [a for a in stage.run.assignments.values() if a.because == "no-answer"]
    assert {"lapwing", "avocet", "wagtail", "plover"} <= {a.alias for a in deputies}
    asked = Counter((a.step, a.alias, a.follows) for a in deputies)
    assert max(asked.values()) == 1


def test_the_attack_playbook_flows_to_its_end_with_four_people() -> None:
    stage = _crisis().play("+1 12:00").redate("commemoration", "+6 10:00").play("+60 12:00")
    assert stage.unfinished() == {"aftercare"}
    assert stage.waiting() == set()
    assert not [r for r in stage.log if isinstance(r.event, e.RoleUnfilled)]
