"""A channel that delivers nothing any more is named as a whole, not only at each task."""

from __future__ import annotations

from calamiteit.core.run import commands as c
from calamiteit.core.run import views
from calamiteit.core.run.channels import SilentChannel
from tests.support.crisis import Stage, notify, plan, text, town


def _silent(stage: Stage) -> dict[str, int]:
    found = views.status(stage.plan, stage.run, stage.now).silent_channels
    return {one.channel: one.messages for one in found}


def _alarm(*broken: str) -> Stage:
    stage = Stage(plan(notify("alarm", "comms", "logger")), town(chair="p1", comms="ann bob", logger="lo"))
    stage.broken |= {("*", channel) for channel in broken}
    return stage.start()


def test_a_channel_on_which_nothing_arrives_is_named_with_its_messages_and_reason() -> None:
    stage = _alarm("slack")
    found = views.status(stage.plan, stage.run, stage.now).silent_channels
    assert found == (
        SilentChannel(channel="slack", since=stage.now, messages=found[0].messages, reason="unreachable"),
    )
    assert found[0].messages >= 2


def test_when_something_arrives_again_it_is_not_silent_any_more() -> None:
    stage = _alarm("slack")
    stage.broken.clear()
    stage.at("09:03")
    assert _silent(stage) == {}


def test_one_address_that_fails_says_nothing_about_the_channel() -> None:
    stage = Stage(plan(notify("alarm", "comms", "logger")), town(chair="p1", comms="ann", logger="lo"))
    stage.broken |= {("ann", "slack")}
    assert _silent(stage.start().at("09:10")) == {}


def test_a_run_that_is_over_names_no_silent_channel() -> None:
    stage = _alarm("slack", "sms")
    assert set(_silent(stage)) == {"slack", "sms"}
    stage.as_person("p1", c.Stop(false_alarm=False, reason=text()))
    assert _silent(stage) == {}
