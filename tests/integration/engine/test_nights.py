"""The two nights in which the clock changes, from the trigger on, on a real database file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from calamiteit.core.run import events as e
from calamiteit.core.time import MINUTE, Millis, local_instant, to_local
from tests.support import crash_workspace
from tests.support.engine_rig import EngineRig, TurnedClock

ZONE = ZoneInfo("Europe/Amsterdam")

STEPS = """
  - {id: in-an-hour, kind: task, title: A, text: A., who: chair, at: "+1h", within: 10m}
  - {id: in-three-hours, kind: task, title: B, text: B., who: chair, at: "+3h", within: 10m}
  - {id: half-past-two, kind: task, title: C, text: C., who: chair, at: {local: "02:30"}, within: 10m}
  - {id: next-morning, kind: task, title: D, text: D., who: chair, at: {local: "07:30", day: +1}, within: 10m}
  - {id: each-hour, kind: task, title: E, text: E., who: chair, at: "+1h", every: 1h, at_most: 3, within: 10m,
     overlap: new}
scale_down:"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    before, _, rest = crash_workspace.PLAYBOOK.partition("steps:")
    playbook = before + "steps:" + STEPS + rest.partition("scale_down:")[2]
    crash_workspace.write(tmp_path / "town", playbook=playbook)
    return tmp_path / "town"


@pytest.fixture
def night(folder: Path, request: pytest.FixtureRequest) -> Iterator[EngineRig]:
    """A run that was triggered in that night."""
    day, minutes = request.param
    rig = EngineRig(folder, TurnedClock(local_instant(day, minutes, ZONE)))
    yield rig
    rig.close()


OCTOBER = (date(2026, 10, 25), 30)
MARCH = (date(2027, 3, 28), 90)


def utc(text: str) -> Millis:
    return round(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


def armed(rig: EngineRig, run: str) -> dict[str, Millis]:
    """The stored instants (UTC) at which steps begin."""
    prefix = "start:"
    found = rig.store.timers(run)
    return {t.id.removeprefix(prefix): t.fire_at for t in found if t.id.startswith(prefix)}


def starts(rig: EngineRig, run: str, step: str) -> list[str]:
    found = [
        r for r in rig.runs.log(run) if isinstance(r.event, e.OccurrenceStarted) and r.event.step == step
    ]
    return [to_local(r.at, ZONE).isoformat(sep=" ", timespec="minutes") for r in found]


def live_through(rig: EngineRig, hours: int) -> None:
    """Every five minutes the engine fires what is due."""
    assert rig.service.take_lease()
    for _ in range(hours * 12):
        rig.clock.advance(5 * MINUTE)
        while rig.service.fire_due():
            pass


@pytest.mark.parametrize("night", [OCTOBER], indirect=True)
def test_in_october_the_double_hour_counts_once_and_durations_do_not_shift(night: EngineRig) -> None:
    run = night.trigger()
    assert armed(night, run) == {
        "in-an-hour#1": utc("2026-10-24 23:30"),
        "in-three-hours#1": utc("2026-10-25 01:30"),
        "half-past-two#1": utc("2026-10-25 00:30"),
        "next-morning#1": utc("2026-10-26 06:30"),
        "each-hour#1": utc("2026-10-24 23:30"),
    }
    live_through(night, 32)
    assert starts(night, run, "in-an-hour") == ["2026-10-25 01:30+02:00"]
    assert starts(night, run, "half-past-two") == ["2026-10-25 02:30+02:00"]
    assert starts(night, run, "in-three-hours") == ["2026-10-25 02:30+01:00"]
    assert starts(night, run, "next-morning") == ["2026-10-26 07:30+01:00"]
    assert starts(night, run, "each-hour") == [
        "2026-10-25 01:30+02:00",
        "2026-10-25 02:30+02:00",
        "2026-10-25 02:30+01:00",
    ]


@pytest.mark.parametrize("night", [MARCH], indirect=True)
def test_in_march_the_missing_hour_is_the_first_moment_after_it(night: EngineRig) -> None:
    run = night.trigger()
    assert armed(night, run) == {
        "in-an-hour#1": utc("2027-03-28 01:30"),
        "in-three-hours#1": utc("2027-03-28 03:30"),
        "half-past-two#1": utc("2027-03-28 01:00"),
        "next-morning#1": utc("2027-03-29 05:30"),
        "each-hour#1": utc("2027-03-28 01:30"),
    }
    live_through(night, 30)
    assert starts(night, run, "half-past-two") == ["2027-03-28 03:00+02:00"]
    assert starts(night, run, "in-an-hour") == ["2027-03-28 03:30+02:00"]
    assert starts(night, run, "in-three-hours") == ["2027-03-28 05:30+02:00"]
    assert starts(night, run, "next-morning") == ["2027-03-29 07:30+02:00"]
    assert starts(night, run, "each-hour") == [
        "2027-03-28 03:30+02:00",
        "2027-03-28 04:30+02:00",
        "2027-03-28 05:30+02:00",
    ]
