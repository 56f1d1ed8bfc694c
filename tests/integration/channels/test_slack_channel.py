"""The Slack channel on the practice Slack: what each trouble becomes, and what is found afterwards."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from calamiteit.adapters.channels.slack.channel import EVENT_TYPE, SlackChannel
from calamiteit.adapters.channels.slack.rooms import legal_name
from calamiteit.adapters.channels.slack.scopes import SCOPES
from calamiteit.adapters.clock import ScaledClock, WallClock
from calamiteit.adapters.files.words import Words
from calamiteit.core.time import MINUTE, SECOND
from calamiteit.loopback.slack import LoopbackSlack, Person
from calamiteit.ports.channel import (
    TOO_LATE,
    CannotLook,
    Delivered,
    Found,
    GiveUp,
    NotThere,
    Result,
    TryAgain,
    Unknown,
)
from tests.support.channels import ALEX, SANNE, slack_channel
from tests.support.messages import RUN, TASK, parcel, task
from tests.support.waiting import eventually

POST = "chat.postMessage"
GONE = Person(id="U0GONE", name="gone", real_name="Gone Before", disabled=True)


@pytest.fixture
def slack() -> Iterator[LoopbackSlack]:
    with LoopbackSlack([SANNE, ALEX, GONE], ["crisis"]) as running:
        yield running


@pytest.fixture
def channel(slack: LoopbackSlack) -> SlackChannel:
    return slack_channel(slack)


def methods(slack: LoopbackSlack) -> list[str]:
    return [call.method for call in slack.calls]


def ref_of(result: Result) -> str:
    assert isinstance(result, Delivered)
    return result.ref


def test_a_message_carries_its_key_and_nothing_else_in_the_metadata(
    slack: LoopbackSlack, channel: SlackChannel
) -> None:
    channel.send(parcel(SANNE.id, key="L-1:7:0"))
    (message,) = slack.messages("sanne")
    assert message.metadata == {"event_type": EVENT_TYPE, "event_payload": {"key": "L-1:7:0"}}


def test_the_conversation_with_a_person_is_opened_once(slack: LoopbackSlack, channel: SlackChannel) -> None:
    for _ in range(3):
        channel.send(parcel(SANNE.id))
    assert methods(slack) == ["conversations.open", POST, POST, POST]


def test_past_its_moment_a_message_is_not_posted_any_more(
    slack: LoopbackSlack, channel: SlackChannel
) -> None:
    now = WallClock().now()
    late = replace(parcel(SANNE.id), not_after=now - 1)
    assert channel.send(late) == TOO_LATE, "the process slept, and another one may be sending it"
    assert slack.messages("sanne") == []
    assert isinstance(channel.send(replace(late, not_after=now + MINUTE)), Delivered)


def test_a_process_that_sleeps_while_it_connects_posts_nothing(slack: LoopbackSlack) -> None:
    now = WallClock().now()
    looks = iter([now / SECOND, now / SECOND + 20])
    sleeper = slack_channel(slack, slack_time=lambda: next(looks))
    sent = replace(parcel(slack.channel("#crisis").id), not_after=now + 15 * SECOND)
    assert sleeper.send(sent) == TOO_LATE, "the head of the request is out, its body is not"
    assert next(looks, None) is None
    assert POST not in methods(slack)


def test_a_lost_answer_is_found_and_nothing_is_posted_twice(
    slack: LoopbackSlack, channel: SlackChannel
) -> None:
    sent = parcel(SANNE.id, first_tried=WallClock().now())
    slack.faults.lose_answer(POST)
    assert channel.send(sent) == Unknown(reason="answer-lost")
    (message,) = slack.messages("sanne")
    assert channel.look(sent) == Found(ref=f"{message.channel}:{message.ts}")
    assert methods(slack).count(POST) == 1


def test_a_message_is_found_on_a_later_page(slack: LoopbackSlack, channel: SlackChannel) -> None:
    sent = parcel("#crisis", key="L-1:1:0", first_tried=WallClock().now())
    place = slack.channel("#crisis").id
    ref = ref_of(channel.send(sent))
    for number in range(230):
        slack.say("sanne", "#crisis", f"bericht {number}")
    assert ref.endswith(slack.messages("#crisis")[0].ts)
    looked = channel.look(parcel(place, key="L-1:1:0", first_tried=sent.first_tried))
    assert isinstance(looked, Found) and looked.ref.startswith(place)
    assert methods(slack).count("conversations.history") == 2


def test_what_is_older_than_the_first_attempt_is_not_looked_at(slack: LoopbackSlack) -> None:
    hour_later = SlackChannel(
        slack.bot_token,
        clock=WallClock(),
        words=Words,
        base_url=slack.base_url,
        slack_time=lambda: time.time() + 3_600,
    )
    sent = parcel(SANNE.id, first_tried=WallClock().now())
    hour_later.send(sent)
    assert hour_later.look(sent) == NotThere()
    assert isinstance(hour_later.look(parcel(SANNE.id, first_tried=sent.first_tried - 60 * MINUTE)), Found)


def test_a_rate_limit_is_waited_for_as_long_as_slack_says(
    slack: LoopbackSlack, channel: SlackChannel
) -> None:
    slack.faults.rate_limit(POST, retry_after=7)
    assert channel.send(parcel(SANNE.id)) == TryAgain(reason="ratelimited", after=7 * SECOND)
    assert isinstance(channel.send(parcel(SANNE.id)), Delivered)


def test_on_a_clock_that_goes_sixty_times_as_fast_the_wait_is_as_long(slack: LoopbackSlack) -> None:
    clock = ScaledClock(0, 60.0)
    channel = SlackChannel(slack.bot_token, clock=clock, words=Words, base_url=slack.base_url)
    slack.faults.rate_limit(POST, retry_after=7)
    assert channel.send(parcel(SANNE.id)) == TryAgain(reason="ratelimited", after=7 * MINUTE)


def test_an_error_of_the_server_leaves_open_what_was_done(
    slack: LoopbackSlack, channel: SlackChannel
) -> None:
    slack.faults.server_error(POST)
    assert channel.send(parcel(SANNE.id)) == Unknown(reason="http-500")
    assert methods(slack).count(POST) == 1


def test_a_slow_server_leaves_open_what_was_done() -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        silent = f"http://127.0.0.1:{mute.getsockname()[1]}/api/"
        channel = SlackChannel("xoxb-x", clock=WallClock(), words=Words, base_url=silent, timeout_seconds=0.2)
        assert channel.send(parcel("C0CRISIS")) == Unknown(reason="answer-lost")


def test_trouble_before_the_message_itself_means_that_nothing_was_sent(
    slack: LoopbackSlack, channel: SlackChannel
) -> None:
    slack.faults.lose_answer("conversations.open")
    assert isinstance(channel.send(parcel(SANNE.id)), TryAgain)
    slack.faults.server_error("conversations.open")
    assert isinstance(channel.send(parcel(SANNE.id)), TryAgain)
    assert isinstance(channel.send(parcel(SANNE.id)), Delivered)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        ("channel_not_found", GiveUp(reason="channel_not_found")),
        ("is_archived", GiveUp(reason="is_archived")),
        ("token_revoked", GiveUp(reason="token_revoked", whole_channel=True)),
        ("account_inactive", GiveUp(reason="account_inactive", whole_channel=True)),
        ("internal_error", Unknown(reason="internal_error")),
        ("service_unavailable", TryAgain(reason="service_unavailable")),
        ("a_code_of_next_year", TryAgain(reason="a_code_of_next_year")),
        ("Sanne de Boer <script>", Unknown(reason="answer-unreadable")),
    ],
)
def test_each_refusal_means_what_the_table_says(
    slack: LoopbackSlack, channel: SlackChannel, error: str, expected: Result
) -> None:
    slack.faults.refuse(POST, error)
    assert channel.send(parcel(SANNE.id)) == expected


def test_a_person_who_left_is_given_up_and_the_channel_is_not(
    slack: LoopbackSlack, channel: SlackChannel
) -> None:
    assert channel.send(parcel(GONE.id)) == GiveUp(reason="user_disabled")
    assert channel.send(parcel("U0NOBODY")) == GiveUp(reason="user_not_found")
    assert isinstance(channel.send(parcel(SANNE.id)), Delivered)


def test_a_wrong_token_is_said_by_the_check_and_by_each_message(slack: LoopbackSlack) -> None:
    channel = slack_channel(slack, "xoxb-wrong")
    expected = GiveUp(reason="invalid_auth", whole_channel=True)
    assert channel.check() == expected
    assert channel.send(parcel(SANNE.id)) == expected
    assert channel.look(parcel(SANNE.id)) == CannotLook(reason="invalid_auth")


def test_the_check_names_the_scopes_that_are_missing() -> None:
    with LoopbackSlack([SANNE], scopes=SCOPES - {"chat:write", "im:history"}) as slack:
        channel = slack_channel(slack)
        assert channel.check() == GiveUp(reason="missing_scope:chat:write,im:history", whole_channel=True)
        sent = channel.send(parcel(SANNE.id))
        assert sent == GiveUp(reason="missing_scope:chat:write", whole_channel=True)


def test_the_check_says_who_the_bot_is(slack: LoopbackSlack, channel: SlackChannel) -> None:
    assert isinstance(channel.check(), Delivered)
    assert channel.identity is not None
    assert (channel.identity.team, channel.identity.bot) == (slack.team, slack.bot_user)


def test_a_message_that_slack_finds_too_long_is_sent_again_in_its_shortest_form(
    slack: LoopbackSlack, channel: SlackChannel
) -> None:
    slack.faults.refuse(POST, "msg_blocks_too_long")
    assert isinstance(channel.send(parcel(SANNE.id, message=task(lines=("woord " * 900,)))), Delivered)
    (message,) = slack.messages("sanne")
    assert "(Ingekort." in str(message.blocks)
    assert len(str(message.blocks)) < 6_000


def test_an_edit_changes_the_message_and_leaves_its_key(slack: LoopbackSlack, channel: SlackChannel) -> None:
    ref = ref_of(channel.send(parcel(SANNE.id, key="L-1:7:0")))
    changed = parcel(SANNE.id, key="L-1:8:0", message=task(title="Gedaan", buttons=()))
    assert channel.edit(ref, changed) == Delivered(ref=ref)
    (message,) = slack.messages("sanne")
    assert "Gedaan" in message.text and message.metadata is not None
    assert message.metadata["event_payload"] == {"key": "L-1:7:0"}
    assert not [block for block in message.blocks if block["type"] == "actions"]


def test_a_message_that_is_gone_is_not_edited_for_ever(slack: LoopbackSlack, channel: SlackChannel) -> None:
    ref = ref_of(channel.send(parcel(SANNE.id)))
    slack.workspace.remove(slack.messages("sanne")[0])
    assert channel.edit(ref, parcel(SANNE.id)) == GiveUp(reason="message_not_found")


def test_one_unknown_person_does_not_spoil_the_room(slack: LoopbackSlack, channel: SlackChannel) -> None:
    people = [SANNE.id, "U0NOBODY", ALEX.id, "anna@example.org", SANNE.id]
    room = slack.channel(ref_of(channel.open_room("Aanslag – Lindeveen (L-2026-001)", people, "Aanslag")))
    assert room.kind == "group"
    assert room.name == "aanslag-lindeveen-l-2026-001"
    assert set(room.members) == {slack.bot_user, SANNE.id, ALEX.id}
    assert room.topic == "Aanslag"


def test_a_room_of_somebody_else_with_the_same_name_is_left_alone(
    slack: LoopbackSlack, channel: SlackChannel
) -> None:
    theirs = slack.workspace.add_channel("l-2026-001", "group", (ALEX.id,), creator=ALEX.id)
    ours = slack.channel(ref_of(channel.open_room("l-2026-001", [SANNE.id], "Aanslag")))
    assert (ours.name, slack.channel(theirs.id).members) == ("l-2026-001-2", (ALEX.id,))


@pytest.mark.parametrize(
    ("name", "legal"),
    [
        ("Één crisis!", "een-crisis"),
        ("...", "calamiteit"),
        ("a" * 90 + "-l-2026-001", "a" * 49 + "-" + "a" * 19 + "-l-2026-001"),
    ],
)
def test_a_name_is_made_legal(name: str, legal: str) -> None:
    assert legal_name(name) == legal
    assert len(legal) <= 80


def test_the_dead_mans_message_goes_out_when_nobody_moves_it() -> None:
    seconds = [1_800_000_000.0]
    with LoopbackSlack([SANNE], clock=lambda: seconds[0]) as slack:
        channel = SlackChannel(
            slack.bot_token,
            clock=WallClock(),
            words=Words,
            base_url=slack.base_url,
            slack_time=lambda: seconds[0],
        )
        at = round(seconds[0]) * SECOND + 10 * MINUTE
        ref_of(channel.keep_ahead(parcel(SANNE.id), at, None))
        seconds[0] += 599
        assert slack.messages("sanne") == []
        seconds[0] += 2
        (message,) = eventually(lambda: slack.messages("sanne"))
        assert TASK.title in message.text and message.metadata is None


def test_a_message_that_could_not_be_withdrawn_is_withdrawn_at_the_next_move(
    slack: LoopbackSlack, channel: SlackChannel
) -> None:
    now = WallClock().now()
    first = ref_of(channel.keep_ahead(parcel(SANNE.id), now + 10 * MINUTE, None))
    slack.faults.rate_limit("chat.deleteScheduledMessage")
    second = ref_of(channel.keep_ahead(parcel(SANNE.id), now + 12 * MINUTE, first))
    assert [one.id for one in slack.scheduled] == [first, second]
    third = ref_of(channel.keep_ahead(parcel(SANNE.id), now + 14 * MINUTE, second))
    assert [one.id for one in slack.scheduled] == [third]


def test_nothing_of_a_message_or_a_token_is_logged(
    slack: LoopbackSlack, channel: SlackChannel, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    slack.faults.lose_answer(POST)
    slack.faults.server_error(POST)
    for _ in range(3):
        channel.send(parcel(SANNE.id))
    slack.faults.go_down()
    channel.send(parcel(SANNE.id))
    slack.faults.come_up()
    assert len(slack.messages("sanne")) == 2
    for word in (TASK.title, SANNE.id, slack.bot_token, RUN, "Lindeveen"):
        assert word not in caplog.text
