"""The practice Slack answers the real slack_sdk client as Slack does."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from calamiteit.loopback.slack import ALL_SCOPES, LoopbackSlack, Person
from calamiteit.loopback.slack.scopes import BY_KIND, FIXED, FREE
from calamiteit.loopback.slack.web_api import METHODS
from tests.integration.loopback.blocks import actions, button, key, section


def refusal(method: Any, **arguments: Any) -> Any:
    """Slack's answer to a call that it must refuse."""
    with pytest.raises(SlackApiError) as caught:
        method(**arguments)
    return caught.value.response


def test_the_app_learns_who_it_is(client: WebClient, slack: LoopbackSlack) -> None:
    answer = client.auth_test()
    assert (answer["user_id"], answer["team_id"]) == (slack.bot_user, slack.team)


def test_a_wrong_token_is_refused(slack: LoopbackSlack) -> None:
    stranger = WebClient(token="not-a-token", base_url=slack.base_url)
    assert refusal(stranger.auth_test)["error"] == "invalid_auth"
    assert [(call.method, call.token_ok, call.error) for call in slack.calls] == [
        ("auth.test", False, "invalid_auth")
    ]


def test_no_token_and_the_wrong_kind_of_token_are_told_apart(slack: LoopbackSlack, client: WebClient) -> None:
    assert refusal(WebClient(base_url=slack.base_url).auth_test)["error"] == "not_authed"
    answer = refusal(client.apps_connections_open, app_token=slack.bot_token)
    assert answer["error"] == "not_allowed_token_type"


def test_a_token_without_a_scope_is_told_which_one_it_lacks(client: WebClient, slack: LoopbackSlack) -> None:
    slack.tokens.scopes = frozenset({"channels:history"})
    answer = refusal(client.chat_postMessage, channel="#crisis", text="hello")
    assert (answer["error"], answer["needed"], answer["provided"]) == (
        "missing_scope",
        "chat:write",
        "channels:history",
    )
    direct = slack.workspace.open_direct("U0SANNE").id
    assert refusal(client.conversations_history, channel=direct)["needed"] == "im:history"
    assert client.conversations_history(channel=slack.channel("crisis").id)["ok"]


def test_every_method_has_a_known_scope() -> None:
    assert sorted(METHODS) == sorted({*FIXED, *BY_KIND, *FREE})
    assert "chat:write" in ALL_SCOPES


def test_a_message_can_be_posted_read_changed_and_deleted(client: WebClient, slack: LoopbackSlack) -> None:
    posted = client.chat_postMessage(
        channel="#crisis", text="one", blocks=[section("one")], metadata=key("7:1")
    )
    place = {"channel": posted["channel"], "ts": posted["ts"]}

    read = client.conversations_history(channel=posted["channel"], include_all_metadata=True)["messages"][0]
    assert (read["text"], read["metadata"]) == ("one", key("7:1"))
    assert "metadata" not in client.conversations_history(channel=posted["channel"])["messages"][0]

    client.chat_update(**place, text="two", blocks=[section("two")])
    (message,) = slack.messages("#crisis")
    assert (message.text, message.metadata, [edit.text for edit in message.edits]) == (
        "two",
        key("7:1"),
        ["one"],
    )

    client.chat_delete(**place)
    assert slack.messages("#crisis") == []
    assert refusal(client.chat_update, **place, text="three")["error"] == "message_not_found"


def test_text_without_blocks_removes_the_blocks(client: WebClient, slack: LoopbackSlack) -> None:
    posted = client.chat_postMessage(channel="U0SANNE", text="do it", blocks=[actions(button())])
    client.chat_update(channel=posted["channel"], ts=posted["ts"], text="done")
    assert slack.messages("sanne")[0].blocks == ()


def test_metadata_alone_leaves_text_and_blocks_as_they_were(client: WebClient, slack: LoopbackSlack) -> None:
    posted = client.chat_postMessage(channel="U0SANNE", text="do it", blocks=[actions(button())])
    place = {"channel": posted["channel"], "ts": posted["ts"]}
    client.api_call("chat.update", json={**place, "metadata": key("7:2")})
    (message,) = slack.messages("sanne")
    assert (message.text, len(message.blocks), message.metadata) == ("do it", 1, key("7:2"))


def test_long_text_is_cut_when_posted_and_refused_when_updated(client: WebClient) -> None:
    posted = client.chat_postMessage(channel="#crisis", text="x" * 40_001)
    assert len(posted["message"]["text"]) == 40_000
    assert posted["response_metadata"]["warnings"] == ["message_truncated"]
    place = {"channel": posted["channel"], "ts": posted["ts"]}
    assert refusal(client.chat_update, **place, text="x" * 4_001)["error"] == "msg_too_long"


def test_posting_where_the_app_may_not_is_refused(client: WebClient, slack: LoopbackSlack) -> None:
    slack.tokens.scopes = ALL_SCOPES - {"chat:write.public"}
    slack.workspace.add_channel("canteen", "channel", ("U0SANNE",))
    slack.workspace.add_channel("secret", "group", ("U0SANNE",))
    for channel, error in {
        "C0NOWHERE": "channel_not_found",
        "#secret": "channel_not_found",
        "#canteen": "not_in_channel",
    }.items():
        assert refusal(client.chat_postMessage, channel=channel, text="hello")["error"] == error
    slack.archive("crisis")
    assert refusal(client.chat_postMessage, channel="#crisis", text="hello")["error"] == "is_archived"


def test_a_message_needs_something_to_say(client: WebClient) -> None:
    answer = refusal(client.api_call, api_method="chat.postMessage", json={"channel": "#crisis", "text": ""})
    assert answer["error"] == "no_text"


def test_the_app_cannot_change_what_a_person_said(client: WebClient, slack: LoopbackSlack) -> None:
    said = slack.say("sanne", "#crisis", "hello")
    answer = refusal(client.chat_update, channel=said.channel, ts=said.ts, text="goodbye")
    assert answer["error"] == "cant_update_message"


def test_bad_metadata_is_refused(client: WebClient) -> None:
    answer = refusal(client.chat_postMessage, channel="#crisis", text="x", metadata={"key": "1"})
    assert answer["error"] == "invalid_metadata_format"


def test_history_comes_in_pages_newest_first(client: WebClient, slack: LoopbackSlack) -> None:
    channel = slack.channel("crisis").id
    times = [client.chat_postMessage(channel=channel, text=str(number))["ts"] for number in range(5)]
    assert times == sorted(set(times))

    first = client.conversations_history(channel=channel, limit=3)
    assert [message["text"] for message in first["messages"]] == ["4", "3", "2"]
    cursor = first["response_metadata"]["next_cursor"]
    second = client.conversations_history(channel=channel, limit=3, cursor=cursor)
    assert ([message["text"] for message in second["messages"]], second["has_more"]) == (["1", "0"], False)

    between = client.conversations_history(channel=channel, oldest=times[1], latest=times[3])
    assert [message["text"] for message in between["messages"]] == ["2"]
    inclusive = client.conversations_history(
        channel=channel, oldest=times[1], latest=times[3], inclusive=True
    )
    assert [message["text"] for message in inclusive["messages"]] == ["3", "2", "1"]


def test_replies_stand_in_their_thread_and_not_in_the_channel(
    client: WebClient, slack: LoopbackSlack
) -> None:
    root = client.chat_postMessage(channel="#crisis", text="root")
    client.chat_postMessage(channel="#crisis", text="reply", thread_ts=root["ts"], metadata=key("7:3"))
    history = client.conversations_history(channel=root["channel"])["messages"]
    assert [(one["text"], one["reply_count"]) for one in history] == [("root", 1)]
    thread = client.conversations_replies(channel=root["channel"], ts=root["ts"], include_all_metadata=True)[
        "messages"
    ]
    assert [one["text"] for one in thread] == ["root", "reply"]
    assert thread[1]["metadata"] == key("7:3")


def test_a_channel_is_made_people_are_invited_and_the_topic_set(
    client: WebClient, slack: LoopbackSlack
) -> None:
    made = client.conversations_create(name="run-l-1", is_private=True)["channel"]
    client.conversations_invite(channel=made["id"], users=["U0SANNE", "U0ALEX"])
    client.conversations_setTopic(channel=made["id"], topic="LIVE Lindeveen")
    channel = slack.channel("run-l-1")
    assert (channel.members, channel.topic) == ((slack.bot_user, "U0SANNE", "U0ALEX"), "LIVE Lindeveen")
    assert refusal(client.conversations_create, name="run-l-1")["error"] == "name_taken"
    assert refusal(client.conversations_create, name="Run 1")["error"] == "invalid_name_specials"
    again = refusal(client.conversations_invite, channel=made["id"], users="U0SANNE")
    assert again["error"] == "already_in_channel"
    listed = client.conversations_list(types="public_channel,private_channel")["channels"]
    assert [one["name"] for one in listed] == ["crisis", "run-l-1"]
    mine = client.users_conversations(user="U0SANNE", types="private_channel")["channels"]
    assert [one["name"] for one in mine] == ["run-l-1"]


def test_the_app_joins_a_public_channel(client: WebClient, slack: LoopbackSlack) -> None:
    canteen = slack.workspace.add_channel("canteen", "channel", ("U0SANNE",))
    assert refusal(client.conversations_history, channel=canteen.id)["error"] == "not_in_channel"
    client.conversations_join(channel=canteen.id)
    assert client.conversations_info(channel=canteen.id)["channel"]["is_member"]


def test_a_direct_message_is_opened_once(client: WebClient, slack: LoopbackSlack) -> None:
    opened = client.conversations_open(users="U0SANNE")
    again = client.conversations_open(users=["U0SANNE"])
    assert (again["channel"]["id"], again["already_open"]) == (opened["channel"]["id"], True)
    client.chat_postMessage(channel="U0SANNE", text="hello")
    assert [message.channel for message in slack.messages("sanne")] == [opened["channel"]["id"]]
    assert refusal(client.conversations_open, users="U0NOBODY")["error"] == "user_not_found"


def test_only_the_person_meant_sees_an_ephemeral_message(client: WebClient, slack: LoopbackSlack) -> None:
    client.chat_postEphemeral(channel=slack.channel("crisis").id, user="U0SANNE", text="taken by Alex")
    assert [message.text for message in slack.ephemerals("sanne")] == ["taken by Alex"]
    assert slack.ephemerals("alex") == slack.messages("#crisis") == []


def test_people_are_found_with_their_language(client: WebClient) -> None:
    assert client.users_info(user="U0ALEX", include_locale=True)["user"]["locale"] == "en-GB"
    assert client.users_lookupByEmail(email="sanne@example.org")["user"]["id"] == "U0SANNE"
    assert refusal(client.users_lookupByEmail, email="nobody@example.org")["error"] == "users_not_found"
    names = [person["name"] for person in client.users_list(limit=200)["members"]]
    assert names == ["sanne", "alex", "calamiteit"]


def test_a_disabled_person_cannot_be_opened() -> None:
    gone = Person(id="U0GONE", name="gone", disabled=True)
    with LoopbackSlack([gone]) as slack:
        client = WebClient(token=slack.bot_token, base_url=slack.base_url)
        assert refusal(client.conversations_open, users="U0GONE")["error"] == "user_disabled"


def test_an_unknown_method_is_refused(client: WebClient) -> None:
    assert refusal(client.api_call, api_method="chat.shout")["error"] == "unknown_method"
