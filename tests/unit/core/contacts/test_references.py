"""Contact files that contradict each other: each check with a case that fails and one that passes."""

from __future__ import annotations

from typing import Any

import pytest

from calamiteit.core.contacts.references import check_references, comparable, gives_away
from calamiteit.core.problems import Problem, Severity
from tests.support.contact_files import contacts, person


def _only(**sections: Any) -> Problem:
    problems = check_references(contacts(**sections))
    assert len(problems) == 1, problems
    return problems[0]


def test_nothing_is_wrong_with_the_small_town() -> None:
    assert check_references(contacts()) == []


@pytest.mark.parametrize(
    ("sections", "path"),
    [
        ({"roles": {"chair": {"title": "C", "holder": "heronn"}, "logger": {"title": "L"}}},
         ("roles", "chair", "holder")),
        ({"roles": {"chair": {"title": "C", "deputies": ["lapwing", "heronn"]}, "logger": {"title": "L"}}},
         ("roles", "chair", "deputies", 1)),
        ({"rota": {"chair": {"weekly": [{"who": "heronn", "from": "monday 08:00", "to": "monday 08:00"}]}}},
         ("rota", "chair", "weekly", 0, "who")),
        ({"rota": {"chair": {"exceptions": [{"who": "heronn", "from": "2026-12-24", "to": "2026-12-24"}]}}},
         ("rota", "chair", "exceptions", 0, "who")),
        ({"neighbourhoods": {"centrum": {"name": "Centrum", "area_manager": "heronn"}}},
         ("neighbourhoods", "centrum", "area_manager")),
    ],
)  # fmt: skip
def test_an_unknown_person_is_shown_with_the_nearest_right_alias(
    sections: Any, path: tuple[Any, ...]
) -> None:
    problem = _only(**sections)
    assert (problem.path, problem.hint, problem.code) == (path, "heron", "unknown-name")


@pytest.mark.parametrize(
    ("sections", "path"),
    [
        ({"teams": {"rapid": {"title": "R", "roles": ["chair", "loger"]}}}, ("teams", "rapid", "roles", 1)),
        ({"rota": {"loger": {}}}, ("rota", "loger")),
        ({"partners": {"region": {"title": "R", "number": "1", "contact": "loger"}}},
         ("partners", "region", "contact")),
        ({"authority": {"trigger": ["chair", "loger"], "other": ["chair"]}}, ("authority", "trigger", 1)),
        ({"people": {"heron": person(1, admitted_by="loger"), "lapwing": person(2), "curlew": person(3)}},
         ("people", "heron", "admitted_by")),
    ],
)  # fmt: skip
def test_an_unknown_role_is_shown_with_the_nearest_right_role(sections: Any, path: tuple[Any, ...]) -> None:
    problem = _only(**sections)
    assert (problem.path, problem.hint) == (path, "logger")


@pytest.mark.parametrize(
    ("alias", "name"),
    [
        ("reiger", "Anna Reiger"),
        ("anna", "Anna de Vries"),
        ("jdevries", "Jan de Vries"),
        ("jan-de-v", "Jan de Vries"),
        ("muller", "José Müller"),
        ("vries", "Jan Devries"),
    ],
)
def test_an_alias_that_gives_the_name_away_is_an_error(alias: str, name: str) -> None:
    assert gives_away(alias, name)


@pytest.mark.parametrize(
    ("alias", "name"),
    [
        ("heron", "Anna Reiger"),
        ("swan", "Jan de Vries"),
        ("van-gogh-tit", "Jan van den Berg"),
        ("kea", "Li Ke"),
    ],
)
def test_a_neutral_alias_gives_nothing_away(alias: str, name: str) -> None:
    assert not gives_away(alias, name)


def test_the_problem_of_a_telling_alias_does_not_repeat_the_name() -> None:
    roles = {"chair": {"title": "C", "holder": "bird", "deputies": []}, "logger": {"title": "L"}}
    problem = _only(people={"bird": person(1, name="Anna Bird")}, roles=roles)
    assert problem.code == "alias"
    assert "Anna" not in str(problem)


@pytest.mark.parametrize("alias", ["engine", "logger"])
def test_an_alias_is_no_word_of_the_program_and_no_role(alias: str) -> None:
    people = {"heron": person(1), "lapwing": person(2), "curlew": person(3), alias: person(4)}
    assert _only(people=people).path == ("people", alias)


def test_a_role_cannot_be_called_team() -> None:
    assert _only(roles={"chair": {"title": "C"}, "logger": {"title": "L"}, "team": {"title": "T"}}).code == (
        "role-name"
    )


def test_a_function_that_tells_a_belief_is_refused_with_the_reason() -> None:
    problem = _only(people={"heron": person(1, function="imam"), "lapwing": person(2), "curlew": person(3)})
    assert problem.path == ("people", "heron", "function")
    assert problem.what.startswith("belief is never stored: ")


def test_a_role_is_not_named_after_a_belief() -> None:
    roles = {"chair": {"title": {"nl": "Contact moslims"}}, "logger": {"title": "L"}}
    assert _only(roles=roles).path == ("roles", "chair", "title")


def test_an_organisation_may_be_named_after_a_belief() -> None:
    partner = {"title": "Moskeebestuur Oude Haven", "number": "+31 6 0000 0061", "contact": "chair"}
    assert check_references(contacts(partners={"mosque-board": partner})) == []


def test_the_holder_is_not_a_deputy_of_the_same_role() -> None:
    roles = {"chair": {"title": "C", "holder": "heron", "deputies": ["heron"]}, "logger": {"title": "L"}}
    assert "is the holder" in _only(roles=roles).what


def test_a_deputy_is_listed_once() -> None:
    roles = {"chair": {"title": "C", "deputies": ["heron", "heron"]}, "logger": {"title": "L"}}
    assert _only(roles=roles).path == ("roles", "chair", "deputies", 1)


def _with_addresses(channel: str, first: str, second: str) -> dict[str, Any]:
    return {
        "heron": person(1, channels=[{"channel": channel, "address": first}]),
        "lapwing": person(2, channels=[{"channel": channel, "address": second}]),
        "curlew": person(3),
    }


@pytest.mark.parametrize(
    ("channel", "first", "second", "severity"),
    [
        ("slack", "U0HERON0001", "U0HERON0001", Severity.ERROR),
        ("mail", "heron@example.org", "Heron@Example.org", Severity.ERROR),
        ("phone", "+31 6 0000 0001", "+31600000001", Severity.WARNING),
    ],
)
def test_two_people_with_one_address_are_found(
    channel: str, first: str, second: str, severity: Severity
) -> None:
    problem = _only(people=_with_addresses(channel, first, second))
    assert (problem.severity, problem.path[1]) == (severity, "lapwing")
    assert first not in problem.what


def test_one_person_may_have_one_number_on_two_channels_but_not_twice_on_one() -> None:
    sms, phone = ({"channel": name, "address": "+31 6 0000 0001"} for name in ("sms", "phone"))
    others = {"lapwing": person(2), "curlew": person(3)}
    assert check_references(contacts(people={"heron": person(1, channels=[sms, phone]), **others})) == []
    assert "given twice" in _only(people={"heron": person(1, channels=[phone, phone]), **others}).what


def test_an_organisation_has_one_contact_even_under_two_names() -> None:
    number = {"title": "P", "number": "+31 6 0000 0051"}
    one, other = {**number, "contact": "chair"}, {**number, "contact": "logger"}
    assert check_references(contacts(partners={"police": one, "police-desk": one})) == []
    assert "exactly one contact" in _only(partners={"police": one, "police-desk": other}).what


def test_a_channel_that_the_settings_do_not_have_is_an_error() -> None:
    people = {"heron": person(1, channels=[{"channel": "smss", "address": "x"}])}
    roles = {"chair": {"title": "C"}, "logger": {"title": "L"}}
    found = check_references(contacts(people=people, roles=roles), channels=("sms", "ntfy"))
    assert [(problem.hint, problem.path[-1]) for problem in found] == [("sms", "channel")]
    assert check_references(contacts(people=people, roles=roles)) == []
    assert check_references(contacts(people=people, roles=roles), channels=("smss",)) == []


def test_addresses_are_compared_without_blanks_and_case() -> None:
    assert comparable("+31 (6) 0000-0001") == comparable("+31600000001")
    assert comparable("A-B@Example.org") != comparable("ab@example.org")
