"""The clock of the machine is set while a run is open: nothing is lost, doubled or fired twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest

from calamiteit.adapters.channels.slack.channel import SlackChannel
from calamiteit.adapters.clock import WallClock
from calamiteit.bootstrap.app import App, Transports
from calamiteit.bootstrap.live import live_app
from calamiteit.bootstrap.workspace import Workspace
from calamiteit.core.run import events as e
from calamiteit.core.time import HOUR, SECOND, Millis
from calamiteit.engine.runs import Done
from tests.acceptance.engine.conftest import Town
from tests.support.waiting import eventually


class MovedClock(WallClock):
    """The wall clock of a machine whose clock somebody sets."""

    moved: Millis = 0

    def now(self) -> Millis:
        """The time of day, moved."""
        return super().now() + self.moved


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock()


@pytest.fixture
def app(town: Town, clock: MovedClock) -> Iterator[App]:
    """A live engine, with all its threads, on that clock."""
    workspace = Workspace.open(town.folder)
    made = live_app(workspace, lambda where, error: None)
    slack = workspace.settings.live.slack
    assert slack is not None
    channel = SlackChannel(
        slack.bot_token.get_secret_value(),
        clock=clock,
        words=workspace.voice.words,
        base_url=slack.base_url,
        slack_time=lambda: clock.now() / SECOND,
    )
    place = replace(made.place, clock=clock, wall=clock)
    made = replace(made, place=place, transports=lambda: Transports(channels={"slack": channel}))
    assert made.become_engine() is not None
    yield made
    made.close()


def trigger(app: App) -> str:
    prepared = app.triggering.prepare("quick", {"place": "the square"}, [], language="en")
    started = app.triggering.start(prepared, actor=app.actor("heron"), key=app.place.ids.fresh())
    assert isinstance(started, Done)
    return started.run


def what_happened(app: App, run: str) -> Counter[str]:
    """What may happen once only, for each task."""
    found: Counter[str] = Counter()
    for event in (recorded.event for recorded in app.runs.log(run)):
        match event:
            case e.AssignmentOpened() | e.SecondChannelTried():
                found[f"{event.kind} {event.number}"] += 1
            case e.Escalated(again=False):
                found[f"{event.kind} {event.number} to {event.to}: {event.why}"] += 1
    return found


def was_chased(app: App, run: str) -> bool:
    """A deadline of this run has acted: nobody answers here."""
    return any(what.startswith("escalated") for what in what_happened(app, run))


@pytest.mark.parametrize("step", [HOUR, -HOUR], ids=["forward", "back"])
def test_a_step_of_the_clock_loses_and_repeats_nothing(
    town: Town, app: App, clock: MovedClock, step: Millis
) -> None:
    run = trigger(app)
    eventually(lambda: town.keys("heron"), seconds=60)
    clock.moved = step
    second = trigger(app)
    eventually(lambda: any(key.startswith(second) for key in town.keys("heron")), seconds=60)
    eventually(lambda: was_chased(app, second), seconds=60)
    if step > 0:
        eventually(lambda: was_chased(app, run), seconds=60)
    eventually(lambda: not town.unsent(), seconds=60)
    lease = app.place.store.look()
    assert lease is not None and lease.epoch == 1, "nobody else took over, and this one went on"
    for one in (run, second):
        assert [what for what, count in what_happened(app, one).items() if count > 1] == []
    assert town.doubled() == []
    assert set(town.logs()) == {run, second}


def test_after_the_clock_comes_back_what_was_put_off_fires_once(
    town: Town, app: App, clock: MovedClock
) -> None:
    run = trigger(app)
    clock.moved = -HOUR
    eventually(lambda: town.keys("heron"), seconds=60)
    clock.moved = 0
    eventually(lambda: was_chased(app, run), seconds=60)
    eventually(lambda: not town.unsent(), seconds=60)
    assert [what for what, count in what_happened(app, run).items() if count > 1] == []
    assert town.doubled() == []
