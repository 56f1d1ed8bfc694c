"""When steps start: offsets, local times, dates, nights with a changing clock, a suspended laptop."""

from __future__ import annotations

from datetime import date

from calamiteit.core.playbook.conditions import DecisionIs
from calamiteit.core.playbook.plan import (
    After,
    AtAfter,
    AtDate,
    AtLocal,
    AtOffset,
    EveryDay,
    EveryInterval,
    EveryWeeks,
    Repeat,
)
from calamiteit.core.run import commands as c
from calamiteit.core.run import events as e
from calamiteit.core.time import DAY, HOUR, MINUTE
from tests.support.crisis import Stage, notify, plan, step, text, town

PEOPLE = town(chair="p1 p2", comms="ann bob")


def _run(*steps: object, day: date = date(2026, 6, 1), clock: str = "09:00", **values: object) -> Stage:
    return Stage(plan(*steps), PEOPLE, day=day, clock=clock).start(**values)  # type: ignore[arg-type]


def _hourly(**fields: object) -> Repeat:
    return Repeat(every=EveryInterval(interval=HOUR), **fields)  # type: ignore[arg-type]


# --- moments


def test_an_offset_counts_from_the_trigger() -> None:
    stage = _run(step("one", "comms", at=AtOffset(plus=30 * MINUTE))).at("12:00")
    assert stage.starts("one") == ["2026-06-01 09:30+02:00"]


def test_after_a_step_counts_from_its_end() -> None:
    stage = _run(step("one", "chair"), step("two", "comms", at=AtAfter(step="one", plus=30 * MINUTE)))
    stage.at("10:00").done("p1")
    assert stage.at("12:00").starts("two") == ["2026-06-01 10:30+02:00"]


def test_a_moment_that_has_passed_when_the_step_may_start_is_now() -> None:
    late = step("two", "comms", at=AtOffset(plus=30 * MINUTE), after=(After(step="one"),))
    stage = _run(step("one", "chair"), late).at("11:00")
    stage.done("p1")
    assert stage.starts("two") == ["2026-06-01 11:00+02:00"]


def test_a_local_time_with_a_day_counts_from_the_day_of_the_trigger() -> None:
    stage = _run(step("one", "comms", at=AtLocal(minutes=450, day=1)), clock="23:00").at("+3 09:00")
    assert stage.starts("one") == ["2026-06-02 07:30+02:00"]


def test_a_local_time_without_a_day_is_the_next_such_time() -> None:
    stage = _run(step("one", "comms", at=AtLocal(minutes=8 * 60))).at("+3 09:00")
    assert stage.starts("one") == ["2026-06-02 08:00+02:00"]


def test_an_unknown_date_is_asked_for_each_week_until_somebody_gives_it() -> None:
    stage = _run(step("funeral", "comms", at=AtDate(parameter="funeral", minutes=600)))
    assert "date/slack" not in stage.got("p1"), "nothing else comes while people are still being alerted"
    stage.at("+1 09:00")
    assert stage.got("p1").count("date/slack") == 1
    stage.at("+15 09:00")
    assert len(stage.events(e.DateAskedFor)) == 3

    stage.as_person("p1", c.Redate(step="funeral", at=stage.moment("+20 10:00")))
    stage.at("+40 09:00")

    assert stage.starts("funeral") == ["2026-06-21 10:00+02:00"]
    assert len(stage.events(e.DateAskedFor)) == 3


def test_a_known_date_starts_at_its_local_time_with_days_added() -> None:
    memorial = step("memorial", "comms", at=AtDate(parameter="day", minutes=600, plus_days=2))
    stage = Stage(plan(memorial), PEOPLE).start(day="2026-06-05").at("+10 09:00")
    assert stage.starts("memorial") == ["2026-06-07 10:00+02:00"]


def test_a_skipped_step_with_an_unknown_date_is_not_asked_for() -> None:
    waits = step("funeral", "comms", at=AtDate(parameter="funeral"), after=(After(step="one"),))
    stage = _run(step("one", "chair"), waits)

    stage.as_person("p1", c.Skip(step="funeral", reason=text()))

    assert stage.outcomes("funeral") == ["skipped"]
    assert not stage.events(e.DateAskedFor)


# --- repeating


def test_a_repeat_counts_from_the_planned_start_and_not_from_the_end() -> None:
    stage = _run(step("update", "comms", repeat=_hourly(at_most=3)))
    stage.at("09:50").done("ann")
    stage.at("10:20").done("ann")
    stage.at("+1 09:00")
    assert [s[11:16] for s in stage.starts("update")] == ["09:00", "10:00", "11:00"]


def test_while_the_one_before_runs_the_next_is_passed_over() -> None:
    stage = _run(step("update", "comms", repeat=_hourly(at_most=4))).at("11:30")
    assert stage.outcomes("update") == ["running", "missed", "missed", "planned"]
    stage.done("ann")
    assert stage.at("12:00").outcomes("update") == ["done", "missed", "missed", "running"]


def test_overlap_new_starts_one_beside_the_other() -> None:
    stage = _run(step("update", "comms", repeat=_hourly(overlap_skips=False, at_most=3))).at("11:30")
    assert stage.outcomes("update") == ["running", "running", "running"]


def test_a_repeat_ends_after_its_duration() -> None:
    stage = _run(step("update", "comms", repeat=_hourly(for_=2 * HOUR)))
    for clock in ("09:10", "10:10", "11:10"):
        stage.at(clock).done("ann")
    assert stage.at("+1 09:00").outcomes("update") == ["done"] * 3


def test_a_repeat_ends_when_its_step_is_over_also_when_the_next_was_planned() -> None:
    stage = _run(step("watch", "chair"), step("update", "comms", repeat=_hourly(until_step="watch")))
    stage.at("09:10").done("ann")
    stage.at("09:30").done("p1")

    assert stage.at("+1 09:00").outcomes("update") == ["done", "not-applicable"]
    assert stage.of("update")[1].why == "until"


def test_a_repeat_ends_when_its_condition_holds() -> None:
    over = DecisionIs(decision="over", options=("yes",))
    steps = (step("over", "chair", options="yes no"), step("update", "comms", repeat=_hourly(until=over)))
    stage = _run(*steps).at("09:10")
    stage.done("ann")
    stage.at("10:10").done("ann")
    stage.done("p1", option="yes")

    assert stage.at("+1 09:00").outcomes("update") == ["done", "done", "not-applicable"]


def test_the_last_occurrence_counts_for_who_waits_for_the_last() -> None:
    steps = (
        step("watch", "chair"),
        step("update", "comms", repeat=_hourly(until_step="watch")),
        step("report", "comms", after=(After(step="update", last=True, outcome="done"),)),
    )
    stage = _run(*steps)
    stage.at("09:10").done("ann")
    assert stage.at("09:20").of("report") == []
    stage.done("p1")
    assert stage.outcomes("report") == ["running"]


def test_a_passed_over_last_occurrence_does_not_keep_others_waiting() -> None:
    steps = (
        step("update", "comms", repeat=_hourly(at_most=2)),
        step("report", "chair", after=(After(step="update", last=True),)),
    )
    stage = _run(*steps).at("10:30")
    assert stage.outcomes("update") == ["running", "missed"]
    stage.done("ann")
    assert stage.outcomes("report") == ["running"]


def test_each_day_at_a_local_time() -> None:
    stage = _run(step("brief", "comms", repeat=Repeat(every=EveryDay(minutes=600), overlap_skips=False)))
    stage.at("+2 12:00")
    assert stage.starts("brief") == [
        "2026-06-01 09:00+02:00",
        "2026-06-01 10:00+02:00",
        "2026-06-02 10:00+02:00",
        "2026-06-03 10:00+02:00",
    ]


def test_each_six_weeks_on_a_tuesday_also_after_one_was_moved() -> None:
    every = EveryWeeks(weeks=6, weekday=1, minutes=19 * 60)
    repeat = Repeat(every=every, overlap_skips=False)
    stage = _run(step("meet", "comms", at=AtLocal(minutes=19 * 60, day=1), repeat=repeat))
    stage.at("+2 09:00").as_person("p1", c.Redate(step="meet", at=stage.moment("+44 19:00")))
    stage.at("+90 09:00")

    assert [s[:10] for s in stage.starts("meet")] == ["2026-06-02", "2026-07-15", "2026-08-25"]


# --- nights with a changing clock


def test_the_night_in_which_the_clock_goes_back() -> None:
    night = date(2026, 10, 25)
    stage = _run(
        step("plus", "comms", at=AtOffset(plus=3 * HOUR)),
        step("double", "comms", at=AtLocal(minutes=150)),
        step("morning", "comms", at=AtLocal(minutes=450, day=0)),
        step("hourly", "comms", repeat=_hourly(overlap_skips=False, at_most=4)),
        day=night,
        clock="00:30",
    ).at("12:00")

    assert stage.starts("plus") == ["2026-10-25 02:30+01:00"]
    assert stage.starts("double") == ["2026-10-25 02:30+02:00"]
    assert stage.starts("morning") == ["2026-10-25 07:30+01:00"]
    hours = [s[11:] for s in stage.starts("hourly")]
    assert hours == ["00:30+02:00", "01:30+02:00", "02:30+02:00", "02:30+01:00"]


def test_the_night_in_which_the_clock_goes_forward() -> None:
    night = date(2027, 3, 28)
    stage = _run(
        step("plus", "comms", at=AtOffset(plus=HOUR)),
        step("missing", "comms", at=AtLocal(minutes=150)),
        step("morning", "comms", at=AtLocal(minutes=450, day=0)),
        step("daily", "comms", repeat=Repeat(every=EveryDay(minutes=150), overlap_skips=False, at_most=3)),
        day=night,
        clock="01:30",
    ).at("+1 12:00")

    assert stage.starts("plus") == ["2027-03-28 03:30+02:00"]
    assert stage.starts("missing") == ["2027-03-28 03:00+02:00"]
    assert stage.starts("morning") == ["2027-03-28 07:30+02:00"]
    assert [s[5:16] for s in stage.starts("daily")] == ["03-28 01:30", "03-28 03:00", "03-29 02:30"]


# --- a suspended laptop


def test_after_nine_hours_of_sleep_everything_due_fires_once_and_in_order() -> None:
    stage = _run(
        notify("alarm", "comms"),
        step("update", "chair", repeat=_hourly(overlap_skips=False)),
        step("later", "chair", at=AtOffset(plus=2 * HOUR)),
    ).at("09:01")

    woken = stage.sleep_until("18:01")

    assert {recorded.at for recorded in woken} == {stage.moment("18:01")}
    assert len(stage.starts("update")) == 2
    assert stage.of("update")[-1].planned_at == stage.moment("19:00")
    assert stage.starts("later") == ["2026-06-01 18:01+02:00"]
    kinds = [
        r.event.kind for r in woken if getattr(r.event, "number", 0) == 1 and r.event.kind != "message-sent"
    ]
    assert kinds[:2] == ["repeated", "second-channel-tried"]
    assert stage.got("bob") == ["task/slack"]
    assert all(moment.at > stage.now for moment in stage.run.agenda.moments().values())


def test_after_a_long_sleep_a_daily_step_fires_once() -> None:
    stage = _run(step("brief", "comms", repeat=Repeat(every=EveryDay(minutes=600), overlap_skips=False)))
    stage.sleep_until("+5 12:00")
    assert len(stage.starts("brief")) == 2
    assert stage.of("brief")[-1].planned_at == stage.moment("+6 10:00")


def test_durations_of_days_do_not_shift_with_the_clock() -> None:
    stage = _run(step("one", "comms", at=AtOffset(plus=DAY)), day=date(2026, 10, 24), clock="12:00")
    assert stage.at("+3 09:00").starts("one") == ["2026-10-25 11:00+01:00"]
