"""`contacts check` over real files: every problem at once, each at its line and column."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from calamiteit.adapters.files.addresses import check_addresses
from calamiteit.adapters.files.contact_checking import check_contacts
from calamiteit.adapters.files.contacts import ContactFolder
from calamiteit.adapters.files.shipped import shipped_content
from calamiteit.core.problems import Problem, Severity
from tests.support.contact_files import AUTHORITY, PEOPLE, ROLES, ZONE, contacts, person, write_contacts

TODAY = date(2026, 11, 24)


def _check(folder: Path, *critical: str, fictional: bool = True) -> list[str]:
    found = check_contacts(folder, ZONE, fictional, TODAY, critical)
    return [str(problem).replace(f"{folder}/", "") for problem in found]


def test_a_good_folder_has_no_problems(tmp_path: Path) -> None:
    assert _check(write_contacts(tmp_path), "chair", "logger") == []


def test_every_problem_of_every_file_is_told_at_once_with_its_place(tmp_path: Path) -> None:
    write_contacts(
        tmp_path,
        roles=ROLES.replace("holder: heron", "holder: herron"),
        people=PEOPLE.replace('"+31 6 0000 0002"', '"+31 6 00"').replace("2026-11-01", "2026-08-01", 1),
        authority=AUTHORITY.replace("[chair, logger]", "[chair, loger]", 1),
    )
    assert _check(tmp_path) == [
        "authority.yaml:2:20: authority.trigger[1]: there is no role 'loger'; did you mean 'logger'?",
        "people.yaml:9:15: warning: people.heron.verified: verified 115 days ago; every 90 days is the rule",
        "people.yaml:17:35: people.lapwing.channels[1].address: this is not a possible phone number",
        "roles.yaml:4:13: roles.chair.holder: there is no person 'herron'; did you mean 'heron'?",
    ]


def test_a_refused_field_is_placed_at_its_key_and_says_why(tmp_path: Path) -> None:
    write_contacts(
        tmp_path, people=PEOPLE.replace("function: secretaris", "function: secretaris\n    geloof: x")
    )
    [found] = _check(tmp_path)
    assert found == (
        "people.yaml:23:5: people.curlew.geloof: belief is never stored: "
        "a person is asked for the function, never for a religion or conviction"
    )


def test_an_act_that_does_not_exist_is_told_in_whole_sentences(tmp_path: Path) -> None:
    write_contacts(tmp_path, authority=AUTHORITY.replace("trigger:", "zzz:", 1))
    [found] = _check(tmp_path)
    assert "'zzz' is not an act. Known: trigger, stop," in found


def test_a_misspelt_field_comes_with_the_nearest_right_one(tmp_path: Path) -> None:
    write_contacts(tmp_path, roles=ROLES.replace("deputies:", "deputys:", 1))
    assert _check(tmp_path) == [
        "roles.yaml:5:5: roles.chair.deputys: there is no key 'deputys' here; did you mean 'deputies'?"
    ]


def test_an_entry_of_wrong_form_does_not_hide_the_addresses_of_the_others(tmp_path: Path) -> None:
    people = PEOPLE.replace("    function: adviseur\n", "", 1).replace(
        "curlew@example.org", "curlew@lindeveen.test"
    )
    found = _check(write_contacts(tmp_path, people=people))
    assert [line.split(": ")[1] for line in found] == ["people.heron", "people.curlew.channels[0].address"]


def test_a_file_that_is_missing_is_told_and_an_optional_one_is_not(tmp_path: Path) -> None:
    write_contacts(tmp_path)
    (tmp_path / "authority.yaml").unlink()
    (tmp_path / "rota.yaml").unlink()
    assert _check(tmp_path) == ["authority.yaml: the file is missing"]
    assert len(_check(tmp_path / "nowhere")) == 3


def test_a_stray_file_is_a_warning_with_the_name_it_should_have(tmp_path: Path) -> None:
    write_contacts(tmp_path)
    (tmp_path / "peoples.yaml").write_text(PEOPLE)
    (tmp_path / "README.md").write_text("ours")
    [found] = _check(tmp_path)
    assert found == (
        "peoples.yaml: warning: this is not read; a stray copy of contacts is to be removed; "
        "did you mean 'people.yaml'?"
    )


def test_a_critical_role_without_a_waking_channel_is_placed_at_the_role(tmp_path: Path) -> None:
    write_contacts(tmp_path, people=PEOPLE.replace("wakes: true", "wakes: false"))
    [critical] = [line for line in _check(tmp_path, "logger") if "critical" in line]
    assert critical.startswith("roles.yaml:6:3: roles.logger: nobody in the critical role")


def _problems_of(channel: str, address: str, *, fictional: bool) -> list[Problem]:
    town = contacts(people={"heron": person(1, channels=[{"channel": channel, "address": address}])})
    return check_addresses(town, fictional=fictional)


@pytest.mark.parametrize(
    ("channel", "address", "words"),
    [
        ("slack", "heron", "not a Slack user id"),
        ("slack", "U123", "not a Slack user id"),
        ("slack", "heron@", "not a mail address"),
        ("mail", "heron", "not a mail address"),
        ("mail", "heron@lindeveen.test", "not a mail address"),
        ("mail", "he ron@example.org", "not a mail address"),
        ("phone", "nul zes", "not a phone number"),
        ("phone", "+31 6 00", "not a possible phone number"),
        ("sms", "+31 6 0000 00011111", "not a possible phone number"),
        ("ntfy", "heron@", "not a mail address"),
    ],
)
def test_an_impossible_address_is_an_error_that_does_not_repeat_it(
    channel: str, address: str, words: str
) -> None:
    [problem] = _problems_of(channel, address, fictional=True)
    assert words in problem.what
    assert problem.severity is Severity.ERROR
    assert address not in str(problem)


@pytest.mark.parametrize(
    ("channel", "address"),
    [
        ("slack", "U0HERON0001"),
        ("slack", "heron@example.org"),
        ("mail", "heron@example.org"),
        ("phone", "+31 6 0000 0001"),
        ("phone", "112"),
        ("sms", "+31600000001"),
        ("ntfy", "a-topic-of-ours"),
    ],
)
def test_a_possible_address_is_accepted_in_a_fictional_workspace(channel: str, address: str) -> None:
    assert _problems_of(channel, address, fictional=True) == []


@pytest.mark.parametrize(
    ("channel", "address"),
    [("phone", "+31 6 0000 0001"), ("sms", "0600000001"), ("mail", "heron@example.org")],
)
def test_an_invented_address_is_an_error_in_a_real_workspace(channel: str, address: str) -> None:
    [problem] = _problems_of(channel, address, fictional=False)
    assert "only a fictional workspace" in problem.what
    assert problem.severity is Severity.ERROR


def test_a_number_that_may_be_somebodys_is_a_warning_in_a_fictional_workspace_only() -> None:
    issued = "+1 201 555 0123"  # set apart for examples; inside a range that is issued
    assert _problems_of("phone", issued, fictional=False) == []
    [problem] = _problems_of("phone", issued, fictional=True)
    assert problem.severity is Severity.WARNING


def test_partners_and_help_routes_are_looked_at_too() -> None:
    town = contacts(
        partners={"region": {"title": "R", "number": "1", "mail": "region", "contact": "chair"}},
        help_routes={
            "page": {"title": "P", "url": "http://example.org"},
            "line": {"title": "L", "number": "12 34"},
            "emergency": {"title": "E", "number": 112, "url": "https://example.org/"},
        },
    )
    paths = [problem.path for problem in check_addresses(town, fictional=True)]
    assert paths == [
        ("partners", "region", "number"), ("partners", "region", "mail"),
        ("help_routes", "page", "url"), ("help_routes", "line", "number"),
    ]  # fmt: skip


CRITICAL = ("chair", "decider", "communication", "social", "safety", "logger")


TOWNS = ("brinkmeer", "lindeveen")


@pytest.mark.parametrize("town", TOWNS)
def test_the_contacts_that_we_ship_have_no_problem_at_all(town: str) -> None:
    folder = shipped_content() / "contacts" / town
    found = check_contacts(folder, ZONE, True, TODAY, CRITICAL, languages=("nl", "en"), channels=("sms",))
    assert found == []


@pytest.mark.parametrize("town", TOWNS)
def test_the_contacts_that_we_ship_hold_no_real_number_but_112(town: str) -> None:
    text = "\n".join(path.read_text() for path in (shipped_content() / "contacts" / town).glob("*.yaml"))
    numbers = re.findall(r"(?:number: |phone, address: |sms, address: )\"?([^\",}\n]+)", text)
    assert len(numbers) > 25
    assert all(re.fullmatch(r"112|\+31 6 0000 00\d\d", number) for number in numbers)
    assert set(re.findall(r"@([\w.-]+)", text)) == {"example.org"}
    assert all(host.endswith("example.org") for host in re.findall(r"https://([^/\s]+)", text))


def test_the_contacts_that_we_ship_are_a_town_of_eight_neighbourhoods() -> None:
    town = ContactFolder(shipped_content() / "contacts" / "lindeveen", ZONE, True).current()
    assert len(town.neighbourhoods) == 8
    assert 20 <= len(town.people) <= 30
    assert all(len(role.people) >= 2 for role in town.roles.values())
    assert all(person.waking_routes() for person in town.people.values())
    from_elsewhere = {alias for alias, person in town.people.items() if person.municipality}
    assert len(from_elsewhere) == 2
