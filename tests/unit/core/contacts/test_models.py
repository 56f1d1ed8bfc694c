"""What the contact files may say, field by field."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from calamiteit.core.contacts.authoring import FILES, REQUIRED, Contacts, file_of
from calamiteit.core.contacts.directory import FILE_NAMES
from tests.support.contact_files import contacts, person, small_town


def _refused(**sections: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        Contacts.model_validate(small_town(**sections))
    return str(caught.value)


def test_the_names_of_the_files_are_those_that_have_a_model() -> None:
    assert tuple(FILES) == FILE_NAMES


def test_the_small_town_is_accepted() -> None:
    assert list(contacts().people) == ["heron", "lapwing", "curlew"]


@pytest.mark.parametrize("field", ["religion", "nickname", "alias"])
def test_a_person_has_no_field_that_is_not_listed(field: str) -> None:
    assert "Extra inputs" in _refused(people={"heron": person(1, **{field: "x"})})


def test_a_person_needs_at_least_one_channel() -> None:
    assert "channels" in _refused(people={"heron": person(1, channels=[])})


@pytest.mark.parametrize("alias", ["Heron", "grey heron", "heron_1", "1heron", "-heron", "h" * 41])
def test_an_alias_is_a_plain_word_of_lower_case_letters(alias: str) -> None:
    assert "is not a name here" in _refused(people={alias: person(1)})


@pytest.mark.parametrize("verified", ["yesterday", "14-09-2026", 20260914, "2026-13-01"])
def test_a_date_is_written_as_year_month_day(verified: object) -> None:
    assert "is not a date; write it as 2026-09-14" in _refused(people={"heron": person(1, verified=verified)})


def test_a_role_with_two_holders_hears_that_there_is_one() -> None:
    refused = _refused(roles={"chair": {"title": "Voorzitter", "holder": ["heron", "wren"]}})
    assert "expected one name here, found a list" in refused


@pytest.mark.parametrize("domain", ["police", "religion"])
def test_a_domain_is_safety_or_social_and_nothing_else(domain: str) -> None:
    assert contacts(people={"heron": person(1, domain="social")}).people["heron"].domain == "social"
    assert "'safety' or 'social'" in _refused(people={"heron": person(1, domain=domain)})


@pytest.mark.parametrize("language", ["Dutch", "n", "NL"])
def test_a_language_is_a_code_of_two_or_three_letters(language: str) -> None:
    assert contacts(people={"heron": person(1, languages=["nl", "ary"])}).people["heron"].languages
    assert "language code" in _refused(people={"heron": person(1, languages=[language])})


def test_a_number_that_yaml_read_as_a_number_is_taken_as_written() -> None:
    routes = {"emergency": {"title": "Emergency", "number": 112}}
    assert contacts(help_routes=routes).help_routes["emergency"].number == "112"


@pytest.mark.parametrize("moment", ["09:00", "maandag 09:00", "monday", "monday 24:00", "monday 9:00"])
def test_a_moment_of_the_week_is_a_day_and_a_clock_time(moment: str) -> None:
    stretch = {"who": "heron", "from": moment, "to": "friday 17:00"}
    assert "rota" in _refused(rota={"chair": {"weekly": [stretch]}})


@pytest.mark.parametrize("edge", ["24-12-2026", "2026-12-24T17:00", "christmas", "2026-12-24 5pm"])
def test_an_exception_has_dates_with_or_without_clock_times(edge: str) -> None:
    good = {"who": "heron", "from": "2026-12-24 17:00", "to": "2026-12-26"}
    assert contacts(rota={"chair": {"exceptions": [good]}}).rota["chair"].exceptions
    assert "rota" in _refused(rota={"chair": {"exceptions": [{**good, "from": edge}]}})


def test_an_unknown_act_comes_with_the_nearest_right_one() -> None:
    assert "did you mean 'trigger'?" in _refused(authority={"triger": ["chair"]})


def test_a_partner_needs_exactly_one_contact_of_ours() -> None:
    partner = {"title": "Triangle", "number": "+31 6 0000 0051"}
    assert contacts(partners={"triangle": {**partner, "contact": "chair"}}).partners
    assert "contact" in _refused(partners={"triangle": partner})
    assert "contact" in _refused(partners={"triangle": {**partner, "contact": ["chair", "logger"]}})


def test_every_section_stands_in_one_file_and_every_file_is_known() -> None:
    assert {file_of(section) for section in Contacts.model_fields} == set(FILES)
    assert set(REQUIRED) < set(FILES)


def test_every_file_has_a_schema_for_editors() -> None:
    for name, model in FILES.items():
        assert model.model_json_schema()["additionalProperties"] is False, name
