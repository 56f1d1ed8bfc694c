"""Whether people can be reached: each check with a case that fails and one that passes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from calamiteit.core.contacts.checks import check_directory
from calamiteit.core.problems import Problem, Severity
from tests.support.contact_files import ZONE, contacts, person

TODAY = date(2026, 11, 24)


def _found(
    code: str, *, today: date = TODAY, critical: tuple[str, ...] = (), **sections: Any
) -> list[Problem]:
    everything = check_directory(contacts(**sections), today=today, zone=ZONE, critical_roles=critical)
    return [problem for problem in everything if problem.code == code]


def test_the_small_town_is_ready_and_a_double_role_is_no_problem() -> None:
    town = contacts()
    assert check_directory(town, today=TODAY, zone=ZONE, critical_roles=("chair",)) == []
    roles = {
        name: {"title": name, "holder": "heron", "deputies": ["lapwing", "curlew"]}
        for name in ("chair", "logger")
    }
    assert check_directory(contacts(roles=roles), today=TODAY, zone=ZONE, critical_roles=("chair",)) == []


def test_two_people_who_stand_in_for_each_other_in_two_roles_are_a_warning() -> None:
    pair = {"title": "R", "holder": "heron", "deputies": ["lapwing"]}
    (found,) = _found("two-away", roles={"chair": pair, "logger": pair})
    assert (found.severity, found.path) == (Severity.WARNING, ("roles", "chair"))
    assert "when 'heron' and 'lapwing' are both away, nobody is left for chair, logger" in found.what
    third = {**pair, "deputies": ["lapwing", "curlew"]}
    assert not _found("two-away", roles={"chair": pair, "logger": third})


def test_a_role_with_nobody_is_an_error_and_a_vacant_one_a_warning() -> None:
    roles = {"chair": {"title": "C"}, "logger": {"title": "L", "deputies": ["heron"]}}
    assert [problem.path for problem in _found("nobody", roles=roles)] == [("roles", "chair")]
    assert [problem.severity for problem in _found("vacant", roles=roles)] == [Severity.WARNING]


def test_a_role_without_a_deputy_is_a_warning() -> None:
    roles = {"chair": {"title": "C", "holder": "heron"}, "logger": {"title": "L", "deputies": ["lapwing"]}}
    assert [problem.path for problem in _found("no-deputy", roles=roles)] == [("roles", "chair")]
    assert not _found("no-deputy")


def _silent(number: int) -> dict[str, Any]:
    return person(number, channels=[{"channel": "slack", "address": f"U0BIRD{number:04d}"}])


def test_a_critical_role_needs_somebody_who_can_be_woken() -> None:
    people = {"heron": _silent(1), "lapwing": _silent(2), "curlew": person(3)}
    found = _found("no-waking-channel", people=people, critical=("chair", "logger"))
    assert [(problem.path, problem.severity) for problem in found] == [(("roles", "chair"), Severity.ERROR)]


def test_one_deputy_who_can_be_woken_is_enough_for_a_critical_role() -> None:
    people = {"heron": _silent(1), "lapwing": person(2), "curlew": person(3)}
    assert not _found("no-waking-channel", people=people, critical=("chair",))


def test_somebody_who_only_has_the_duty_counts_for_a_critical_role_too() -> None:
    people = {"heron": _silent(1), "lapwing": _silent(2), "curlew": person(3)}
    rota = {"chair": {"weekly": [{"who": "curlew", "from": "monday 08:00", "to": "monday 08:00"}]}}
    assert not _found("no-waking-channel", people=people, rota=rota, critical=("chair",))


def test_a_role_that_is_not_critical_may_sleep_but_its_people_are_warned_about() -> None:
    people = {"heron": _silent(1), "lapwing": _silent(2), "curlew": person(3)}
    assert not _found("no-waking-channel", people=people)
    assert [problem.path[1] for problem in _found("not-waking", people=people)] == ["heron", "lapwing"]


def test_a_critical_role_that_nobody_listed_is_an_error() -> None:
    assert len(_found("critical-role", critical=("chair", "safety"))) == 1


def test_somebody_in_no_role_is_a_warning() -> None:
    people = {"heron": person(1), "lapwing": person(2), "curlew": person(3), "avocet": person(4)}
    assert [problem.path for problem in _found("no-role", people=people)] == [("people", "avocet")]
    managed = {"centrum": {"name": "Centrum", "area_manager": "avocet"}}
    assert not _found("no-role", people=people, neighbourhoods=managed)


@pytest.mark.parametrize(
    ("verified", "words"),
    [
        ("2026-08-26", None),
        ("2026-08-25", "verified 91 days ago"),
        ("2026-11-25", "lies in the future"),
        (None, "never verified"),
    ],
)
def test_somebody_not_verified_for_ninety_days_is_a_warning_with_the_days(
    verified: str | None, words: str | None
) -> None:
    people = {"heron": person(1, verified=verified), "lapwing": person(2), "curlew": person(3)}
    found = _found("unverified", people=people)
    assert [problem.severity for problem in found] == ([Severity.WARNING] if words else [])
    assert all(words in problem.what for problem in found if words)


def test_a_help_route_is_verified_every_ninety_days_too() -> None:
    routes = {"talk": {"title": "Talk", "url": "https://example.org/", "verified": "2026-01-01"}}
    assert [problem.path[:2] for problem in _found("unverified", help_routes=routes)] == [
        ("help_routes", "talk")
    ]


def test_an_act_that_nobody_may_do_is_an_error() -> None:
    assert "reassign" in _found("authority", authority={"trigger": ["chair"]})[0].what
    assert not _found("authority", authority={"trigger": ["chair"], "other": ["chair"]})
    assert "no role may stop" in _found("authority", authority={"stop": [], "other": ["chair"]})[0].what


def test_an_act_that_hangs_on_one_person_is_a_warning() -> None:
    roles = {"chair": {"title": "C", "holder": "heron"}, "logger": {"title": "L", "holder": "lapwing"}}
    alone = {"trigger": ["chair"], "other": ["chair", "logger"]}
    assert [problem.path for problem in _found("one-person", roles=roles, authority=alone)] == [
        ("authority", "trigger")
    ]
    assert not _found("one-person")


def test_a_partner_and_a_help_route_need_an_address() -> None:
    partner, route = {"title": "P", "contact": "chair"}, {"title": "T", "verified": "2026-11-01"}
    found = _found("no-address", partners={"police": partner}, help_routes={"talk": route})
    assert [problem.path for problem in found] == [("partners", "police"), ("help_routes", "talk")]
    assert not _found(
        "no-address",
        partners={"police": {**partner, "mail": "police@example.org"}},
        help_routes={"talk": {**route, "number": "112"}},
    )


def test_a_title_without_one_of_the_languages_is_a_warning() -> None:
    roles = {
        "chair": {"title": {"nl": "Voorzitter"}, "holder": "heron", "deputies": ["lapwing"]},
        "logger": {"title": {"nl": "Logboek", "en": "Logger"}, "holder": "curlew", "deputies": ["heron"]},
    }
    found = check_directory(contacts(roles=roles), today=TODAY, zone=ZONE, languages=("nl", "en"))
    assert [(problem.path, problem.what) for problem in found] == [
        (("roles", "chair", "title"), "the text in en is missing")
    ]


def test_a_workspace_without_people_is_an_error() -> None:
    assert [problem.path for problem in _found("nobody", people={}, roles={})] == [("people",)]
