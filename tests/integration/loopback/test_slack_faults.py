"""Trouble on request: each kind as slack_sdk sees it, and only as often as asked."""

from __future__ import annotations

import time
from http.client import RemoteDisconnected
from typing import Any
from urllib.error import URLError

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from calamiteit.loopback.slack import LoopbackSlack
from tests.integration.loopback.blocks import key


def post(client: WebClient, text: str = "hello") -> Any:
    return client.chat_postMessage(channel="#crisis", text=text, metadata=key("7:1"))


def refusal(client: WebClient) -> Any:
    with pytest.raises(SlackApiError) as caught:
        post(client)
    return caught.value.response


def test_a_rate_limit_says_when_to_come_back(client: WebClient, slack: LoopbackSlack) -> None:
    slack.faults.rate_limit("chat.postMessage", times=2, retry_after=7)
    for _ in range(2):
        answer = refusal(client)
        assert (answer.status_code, answer["error"], answer.headers["retry-after"]) == (
            429,
            "ratelimited",
            "7",
        )
    assert post(client)["ok"]
    assert [(call.status, call.error) for call in slack.calls] == [(429, "rate_limit")] * 2 + [(200, None)]


def test_a_lost_answer_leaves_the_message_behind(client: WebClient, slack: LoopbackSlack) -> None:
    slack.faults.lose_answer("chat.postMessage")
    with pytest.raises((RemoteDisconnected, URLError, ConnectionError)):
        post(client)
    (message,) = slack.messages("#crisis")
    history = client.conversations_history(channel=message.channel, include_all_metadata=True)["messages"]
    assert [one["metadata"] for one in history] == [key("7:1")]


def test_a_lost_request_looks_the_same_but_nothing_was_posted(
    client: WebClient, slack: LoopbackSlack
) -> None:
    slack.faults.lose_request("chat.postMessage")
    with pytest.raises((RemoteDisconnected, URLError, ConnectionError)):
        post(client)
    assert slack.messages("#crisis") == []
    assert [call.status for call in slack.calls] == [None]


def test_slack_sdk_posts_twice_by_itself_when_left_to_its_defaults(slack: LoopbackSlack) -> None:
    slack.faults.lose_answer("chat.postMessage")
    post(WebClient(token=slack.bot_token, base_url=slack.base_url))
    assert len(slack.messages("#crisis")) == 2


def test_a_refusal_and_a_server_error_do_nothing(client: WebClient, slack: LoopbackSlack) -> None:
    slack.faults.refuse("chat.postMessage", "account_inactive")
    slack.faults.server_error("*")
    assert refusal(client)["error"] == "account_inactive"
    with pytest.raises(SlackApiError, match="non-JSON format"):
        post(client)
    assert slack.messages("#crisis") == []
    assert slack.faults.planned() == {}


def test_a_delay_comes_before_the_work(client: WebClient, slack: LoopbackSlack) -> None:
    slack.faults.delay("chat.postMessage", seconds=0.3)
    before = time.monotonic()
    post(client)
    assert time.monotonic() - before >= 0.3


def test_a_standing_fault_goes_on_until_it_is_cleared(client: WebClient, slack: LoopbackSlack) -> None:
    slack.faults.refuse("chat.postMessage", "fatal_error", times=None)
    assert [refusal(client)["error"] for _ in range(3)] == ["fatal_error"] * 3
    slack.faults.clear()
    assert post(client)["ok"]


def test_an_outage_refuses_connections_and_keeps_what_was_said(
    client: WebClient, slack: LoopbackSlack
) -> None:
    post(client, "before")
    slack.faults.go_down()
    with pytest.raises(URLError, match="refused"):
        post(client, "during")
    slack.faults.come_up()
    post(client, "after")
    assert [message.text for message in slack.messages("#crisis")] == ["before", "after"]


def test_the_real_limit_is_one_message_a_second_per_channel(client: WebClient, slack: LoopbackSlack) -> None:
    slack.faults.real_rate_limit(burst=2)
    post(client)
    post(client)
    answer = refusal(client)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "1")
    assert client.chat_postMessage(channel="U0SANNE", text="another lane")["ok"]
    slack.faults.real_rate_limit(on=False)
    assert post(client)["ok"]
