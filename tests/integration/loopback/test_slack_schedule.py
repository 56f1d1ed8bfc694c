"""Scheduled messages of the practice Slack, on a clock turned by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from calamiteit.loopback.slack import LoopbackSlack
from tests.integration.loopback.blocks import key
from tests.integration.loopback.conftest import SANNE

MINUTE = 60
DAY = 86_400
START = 1_790_000_000.0


@dataclass
class HandClock:
    now: float = START

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def slack(clock: HandClock) -> Iterator[LoopbackSlack]:
    with LoopbackSlack([SANNE], ["crisis"], clock=clock) as running:
        yield running


def schedule(client: WebClient, minutes: float, **more: Any) -> str:
    answer = client.chat_scheduleMessage(
        channel="#crisis", text="no sign of life", post_at=int(START + minutes * MINUTE), **more
    )
    return str(answer["scheduled_message_id"])


def refused(method: Any, **arguments: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        method(**arguments)
    return str(caught.value.response["error"])


def test_a_scheduled_message_appears_at_its_time(
    client: WebClient, slack: LoopbackSlack, clock: HandClock
) -> None:
    schedule(client, 10)
    clock.now = START + 9 * MINUTE
    assert slack.messages("#crisis") == []
    clock.now = START + 10 * MINUTE
    slack.wait_for(lambda: slack.messages("#crisis"))
    assert slack.messages("#crisis")[0].text == "no sign of life"
    assert slack.scheduled == []


def test_a_deleted_message_never_appears(client: WebClient, slack: LoopbackSlack, clock: HandClock) -> None:
    first, second = schedule(client, 10), schedule(client, 11)
    channel = slack.channel("crisis").id
    client.chat_deleteScheduledMessage(channel=channel, scheduled_message_id=first)
    listed = client.chat_scheduledMessages_list(channel=channel)["scheduled_messages"]
    assert [one["id"] for one in listed] == [second]
    clock.now = START + 12 * MINUTE
    slack.wait_for(lambda: slack.scheduled == [])
    assert len(slack.messages("#crisis")) == 1


def test_the_last_minute_is_too_late_to_delete(
    client: WebClient, slack: LoopbackSlack, clock: HandClock
) -> None:
    scheduled = schedule(client, 10)
    clock.now = START + 9.5 * MINUTE
    error = refused(
        client.chat_deleteScheduledMessage,
        channel=slack.channel("crisis").id,
        scheduled_message_id=scheduled,
    )
    assert error == "invalid_scheduled_message_id"


def test_a_message_scheduled_with_metadata_is_never_posted(
    client: WebClient, slack: LoopbackSlack, clock: HandClock
) -> None:
    schedule(client, 10, metadata=key("7:1"))
    clock.now = START + 10 * MINUTE
    slack.wait_for(lambda: slack.scheduled == [])
    assert slack.messages("#crisis") == []


def test_times_in_the_past_or_too_far_ahead_are_refused(client: WebClient) -> None:
    call = client.chat_scheduleMessage
    assert refused(call, channel="#crisis", text="x", post_at=int(START)) == "time_in_past"
    assert refused(call, channel="#crisis", text="x", post_at=int(START + 121 * DAY)) == "time_too_far"


def test_more_than_thirty_messages_in_five_minutes_are_refused(client: WebClient) -> None:
    for second in range(30):
        client.chat_scheduleMessage(channel="#crisis", text="x", post_at=int(START + MINUTE + second))
    error = refused(client.chat_scheduleMessage, channel="#crisis", text="x", post_at=int(START + 2 * MINUTE))
    assert error == "restricted_too_many"


def test_times_of_messages_grow_while_the_clock_stands_still(client: WebClient, slack: LoopbackSlack) -> None:
    times = [client.chat_postMessage(channel="#crisis", text="x")["ts"] for _ in range(3)]
    assert times == [f"{int(START)}.00000{number}" for number in range(3)]
