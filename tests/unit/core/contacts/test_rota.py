"""Who has the duty: weeks, exceptions, both nights on which the clock changes, and who comes next."""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calamiteit.core.contacts.build import build_directory
from calamiteit.core.contacts.directory import Directory
from calamiteit.core.contacts.moments import (
    MINUTES_A_DAY,
    MINUTES_A_WEEK,
    parse_week_moment,
    show_week_moment,
)
from calamiteit.core.contacts.rota import WeekDuty, WeeklyRota, build_rota
from calamiteit.core.contacts.rota_checks import check_rota, gaps_of
from calamiteit.core.problems import Severity
from calamiteit.core.time import HOUR, MINUTE, Millis, from_local, to_local
from tests.support.contact_files import ZONE, contacts

OFFICE_HOURS = {"who": "heron", "from": "monday 08:00", "to": "friday 17:00"}
WEEKEND = {"who": "lapwing", "from": "friday 17:00", "to": "monday 08:00"}


def _local(text: str, fold: int = 0, zone: tzinfo = ZONE) -> Millis:
    return from_local(datetime.fromisoformat(text).replace(tzinfo=zone, fold=fold).astimezone(UTC))


def _rota(*weekly: dict[str, str], exceptions: tuple[dict[str, str], ...] = ()) -> WeeklyRota:
    sections = {"rota": {"chair": {"weekly": weekly, "exceptions": exceptions}}}
    return build_rota(contacts(**sections).rota, ZONE)


@pytest.mark.parametrize(
    ("moment", "alias"),
    [
        ("2026-11-23T08:00", "heron"),
        ("2026-11-23T07:59", "lapwing"),
        ("2026-11-25T03:00", "heron"),
        ("2026-11-27T16:59", "heron"),
        ("2026-11-27T17:00", "lapwing"),
        ("2026-11-29T23:59", "lapwing"),
        ("2026-11-30T00:00", "lapwing"),
        ("2026-11-30T08:00", "heron"),
    ],
)
def test_the_week_goes_from_office_hours_to_weekend_and_back(moment: str, alias: str) -> None:
    assert _rota(OFFICE_HOURS, WEEKEND).on_duty("chair", _local(moment)) == alias


def test_a_role_without_a_rota_and_a_gap_have_nobody() -> None:
    rota = _rota(OFFICE_HOURS)
    assert rota.on_duty("chair", _local("2026-11-28T12:00")) is None
    assert rota.on_duty("logger", _local("2026-11-25T12:00")) is None


def test_a_duty_from_a_moment_to_the_same_moment_lasts_the_whole_week() -> None:
    rota = _rota({"who": "heron", "from": "wednesday 12:00", "to": "wednesday 12:00"})
    start = _local("2026-11-23T00:00")
    assert all(rota.on_duty("chair", start + hour * HOUR) == "heron" for hour in range(7 * 24))


def test_an_exception_goes_before_the_week_and_its_last_day_counts_whole() -> None:
    christmas = {"who": "curlew", "from": "2026-12-25", "to": "2026-12-26"}
    rota = _rota(OFFICE_HOURS, WEEKEND, exceptions=(christmas,))
    assert rota.on_duty("chair", _local("2026-12-24T23:59")) == "heron"
    assert rota.on_duty("chair", _local("2026-12-25T00:00")) == "curlew"
    assert rota.on_duty("chair", _local("2026-12-26T23:59")) == "curlew"
    assert rota.on_duty("chair", _local("2026-12-27T00:00")) == "lapwing"


def test_an_exception_with_clock_times_ends_at_its_time() -> None:
    evening = {"who": "curlew", "from": "2026-12-24 17:00", "to": "2026-12-24 23:00"}
    rota = _rota(OFFICE_HOURS, WEEKEND, exceptions=(evening,))
    assert rota.on_duty("chair", _local("2026-12-24T16:59")) == "heron"
    assert rota.on_duty("chair", _local("2026-12-24T22:59")) == "curlew"
    assert rota.on_duty("chair", _local("2026-12-24T23:00")) == "heron"


NIGHT = (
    {"who": "heron", "from": "saturday 20:00", "to": "sunday 02:30"},
    {"who": "lapwing", "from": "sunday 02:30", "to": "sunday 08:00"},
)


def test_on_the_night_with_a_double_hour_the_duty_changes_at_the_first_half_past_two() -> None:
    rota = _rota(*NIGHT)
    first, second = _local("2026-10-25T02:30"), _local("2026-10-25T02:30", fold=1)
    assert second - first == HOUR
    assert rota.on_duty("chair", first - MINUTE) == "heron"
    assert rota.on_duty("chair", first) == "lapwing"
    assert rota.on_duty("chair", second - MINUTE) == "lapwing"
    assert rota.on_duty("chair", _local("2026-10-25T07:59")) == "lapwing"
    assert rota.on_duty("chair", _local("2026-10-25T08:00")) is None


def test_on_the_night_with_a_missing_hour_the_duty_changes_at_the_first_moment_after_it() -> None:
    rota = _rota(*NIGHT)
    after = _local("2027-03-28T03:00")
    assert rota.on_duty("chair", after - MINUTE) == "heron"
    assert rota.on_duty("chair", after) == "lapwing"
    assert rota.on_duty("chair", _local("2027-03-28T08:00")) is None


@pytest.mark.parametrize("night", ["2026-10-24T12:00", "2027-03-27T12:00"])
def test_the_clock_leaves_no_minute_of_a_full_week_without_duty(night: str) -> None:
    rota = _rota(*NIGHT, {"who": "curlew", "from": "sunday 08:00", "to": "saturday 20:00"})
    start = _local(night)
    found = [rota.on_duty("chair", start + minute * MINUTE) for minute in range(0, 26 * 60, 5)]
    assert None not in found
    assert [alias for n, alias in enumerate(found) if n == 0 or found[n - 1] != alias] == [
        "curlew", "heron", "lapwing", "curlew",
    ]  # fmt: skip


def test_the_next_change_of_duty_is_foreseen_exceptions_included() -> None:
    rota = _rota(
        OFFICE_HOURS, WEEKEND, exceptions=({"who": "curlew", "from": "2026-11-25", "to": "2026-11-25"},)
    )
    monday = _local("2026-11-23T09:00")
    changes = [monday]
    while len(changes) < 5:
        following = rota.next_change("chair", changes[-1])
        assert following is not None
        changes.append(following)
    assert [f"{to_local(change, ZONE):%a %d %H:%M}" for change in changes[1:]] == [
        "Wed 25 00:00", "Thu 26 00:00", "Fri 27 17:00", "Mon 30 08:00",
    ]  # fmt: skip


def test_a_duty_of_one_person_in_two_pieces_is_no_change() -> None:
    pieces = [
        {"who": "heron", "from": "monday 08:00", "to": "thursday 08:00"},
        {"who": "heron", "from": "thursday 08:00", "to": "monday 08:00"},
    ]
    assert _rota(*pieces).next_change("chair", _local("2026-11-23T09:00")) is None


def _directory(**sections: Any) -> Directory:
    return build_directory(contacts(**sections), ZONE, "hash-of-the-files")


def test_a_role_is_asked_of_the_rota_then_the_holder_then_the_deputies_each_person_once() -> None:
    roles = {"chair": {"title": "C", "holder": "heron", "deputies": ["lapwing", "curlew"]}}
    directory = _directory(roles=roles, rota={"chair": {"weekly": [WEEKEND]}})
    friday, saturday = _local("2026-11-27T12:00"), _local("2026-11-28T12:00")
    assert [(c.alias, c.rule) for c in directory.candidates("chair", friday)] == [
        ("heron", "holder"), ("lapwing", "deputy 1"), ("curlew", "deputy 2"),
    ]  # fmt: skip
    assert [(c.alias, c.rule) for c in directory.candidates("chair", saturday)] == [
        ("lapwing", "rota"), ("heron", "holder"), ("curlew", "deputy 2"),
    ]  # fmt: skip


def test_somebody_on_duty_who_is_neither_holder_nor_deputy_comes_first() -> None:
    roles = {"chair": {"title": "C", "holder": "heron", "deputies": []}}
    rota = {"chair": {"weekly": [{"who": "curlew", "from": "monday 08:00", "to": "monday 08:00"}]}}
    found = _directory(roles=roles, rota=rota).candidates("chair", _local("2026-11-27T12:00"))
    assert [(c.alias, c.rule) for c in found] == [("curlew", "rota"), ("heron", "holder")]


def test_the_authority_table_lets_whoever_may_be_asked_for_a_role_act() -> None:
    directory = _directory(authority={"trigger": ["chair"], "other": ["logger"]})
    now = _local("2026-11-27T12:00")
    assert directory.may("lapwing", "trigger", now)
    assert not directory.may("curlew", "trigger", now)
    assert directory.may("curlew", "an-unlisted-act", now)


def test_the_directory_holds_what_the_files_say() -> None:
    directory = _directory(
        partners={"region": {"title": {"nl": "Regio"}, "mail": "region@example.org", "contact": "chair"}},
        help_routes={"emergency": {"title": "112", "number": 112, "hours": "24/7"}},
        neighbourhoods={"centrum": {"name": "Centrum", "area_manager": "curlew"}},
        teams={"rapid": {"title": "Rapid", "roles": ["chair", "logger"]}},
    )
    assert directory.hash == "hash-of-the-files"
    assert directory.partners["region"].contact == "chair"
    assert directory.help_routes["emergency"].number == "112"
    assert directory.neighbourhoods["centrum"] == {"": "Centrum"}
    assert directory.area_managers["centrum"] == "curlew"
    assert directory.teams["rapid"] == ("chair", "logger")
    assert [route.channel for route in directory.people["heron"].waking_routes()] == ["phone"]


def _problems(*weekly: dict[str, str], exceptions: tuple[dict[str, str], ...] = ()) -> list[tuple[str, str]]:
    town = contacts(rota={"chair": {"weekly": weekly, "exceptions": exceptions}})
    return [(problem.code, problem.what) for problem in check_rota(town, ZONE)]


def test_a_full_week_without_overlap_has_no_problems() -> None:
    assert _problems(OFFICE_HOURS, WEEKEND) == []
    assert _problems() == []


def test_hours_that_nobody_has_are_a_warning() -> None:
    [(code, what)] = _problems(OFFICE_HOURS)
    assert code == "rota-gap"
    assert "from friday 17:00 to monday 08:00; the holder of the role counts" in what
    gap = check_rota(contacts(rota={"chair": {"weekly": [OFFICE_HOURS]}}), ZONE)[0]
    assert gap.severity is Severity.WARNING


def test_hours_that_two_people_have_are_an_error_also_over_sunday_night() -> None:
    early = {"who": "curlew", "from": "monday 07:00", "to": "monday 08:00"}
    [(code, what)] = _problems(OFFICE_HOURS, WEEKEND, early)
    assert code == "rota-overlap"
    assert "'lapwing' has the duty already on monday 07:00" in what


def test_an_exception_that_ends_before_it_starts_is_an_error() -> None:
    backwards = {"who": "curlew", "from": "2026-12-26", "to": "2026-12-24"}
    in_the_missing_hour = {"who": "curlew", "from": "2027-03-28 02:10", "to": "2027-03-28 02:50"}
    assert [code for code, _ in _problems(exceptions=(backwards,))] == ["rota-empty"]
    assert [code for code, _ in _problems(exceptions=(in_the_missing_hour,))] == ["rota-empty"]


def test_two_exceptions_at_once_are_an_error_and_the_first_counts() -> None:
    one = {"who": "curlew", "from": "2026-12-24", "to": "2026-12-26"}
    other = {"who": "lapwing", "from": "2026-12-26", "to": "2026-12-27"}
    assert [code for code, _ in _problems(exceptions=(one, other))] == ["rota-overlap"]
    assert _problems(exceptions=(one, {**other, "from": "2026-12-27"})) == []
    assert _rota(exceptions=(one, other)).on_duty("chair", _local("2026-12-26T12:00")) == "curlew"


@given(st.integers(min_value=0, max_value=MINUTES_A_WEEK - 1))
def test_a_moment_of_the_week_is_shown_as_it_is_written(minutes: int) -> None:
    assert parse_week_moment(show_week_moment(minutes)) == minutes


STRETCHES = st.lists(
    st.tuples(st.integers(0, MINUTES_A_WEEK - 1), st.integers(1, MINUTES_A_WEEK)), min_size=1, max_size=4
)


@given(STRETCHES)
def test_a_gap_is_exactly_what_no_duty_covers(stretches: list[tuple[int, int]]) -> None:
    duties = [WeekDuty(alias="heron", start=start, end=start + length) for start, length in stretches]
    covered = [False] * MINUTES_A_WEEK
    for start, length in stretches:
        for minute in range(start, start + length):
            covered[minute % MINUTES_A_WEEK] = True
    in_gaps = [minute % MINUTES_A_WEEK for start, end in gaps_of(duties) for minute in range(start, end)]
    assert len(in_gaps) == len(set(in_gaps))
    assert sorted(in_gaps) == [minute for minute, is_covered in enumerate(covered) if not is_covered]


@given(st.integers(0, 8 * MINUTES_A_DAY), st.sampled_from([date(2026, 10, 19), date(2027, 3, 22)]))
def test_the_duty_is_the_one_that_a_clock_on_the_wall_tells(minute: int, monday: date) -> None:
    rota = _rota(OFFICE_HOURS, WEEKEND)
    instant = from_local(datetime(monday.year, monday.month, monday.day, tzinfo=ZONE)) + minute * MINUTE
    wall = to_local(instant, ZONE)
    since = (wall.weekday() * 24 + wall.hour) * 60 + wall.minute
    inside = 8 * 60 <= since < (4 * 24 + 17) * 60
    assert rota.on_duty("chair", instant) == ("heron" if inside else "lapwing")
