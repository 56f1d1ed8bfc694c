"""slack_bolt over Socket Mode with the practice Slack: clicks, commands, modals, lost connections."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from slack_bolt import Ack, App, BoltContext, Respond
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from calamiteit.loopback.slack import LoopbackSlack, NothingThereError
from tests.integration.loopback.blocks import Json, actions, button, reason_modal, section
from tests.integration.loopback.conftest import SANNE
from tests.support.socket_mode import socket_mode
from tests.support.waiting import eventually


def ask(client: WebClient, person: str = "U0SANNE") -> None:
    client.chat_postMessage(
        channel=person, text="Phone the mayor", blocks=[section("Phone the mayor"), actions(button())]
    )


def on_click(app: App, answer: Callable[..., None]) -> None:
    app.action("accept")(answer)


def test_a_click_reaches_the_app_and_changes_the_message(
    slack: LoopbackSlack, client: WebClient, app: App, connected: SocketModeHandler
) -> None:
    def accept(ack: Ack, body: Json, action: Json, respond: Respond) -> None:
        ack()
        place = {"channel": body["channel"]["id"], "ts": body["message"]["ts"]}
        client.chat_update(**place, text=f"{body['user']['name']} does {action['value']}")
        respond("Thank you", replace_original=False)

    on_click(app, accept)
    ask(client)
    click = slack.click("sanne", slack.messages("sanne")[0], "accept")

    assert click.wait_acknowledged()
    assert click.seconds_to_ack is not None and 0 <= click.seconds_to_ack < 3
    slack.wait_for(lambda: slack.messages("sanne")[0].text == "sanne does run-1")
    slack.wait_for(lambda: [one.text for one in slack.ephemerals("sanne")] == ["Thank you"])


def test_a_doubled_click_is_delivered_twice_under_one_envelope(
    slack: LoopbackSlack, client: WebClient, app: App, connected: SocketModeHandler
) -> None:
    seen: list[str] = []

    def accept(ack: Ack, body: Json) -> None:
        ack()
        seen.append(body["trigger_id"])

    on_click(app, accept)
    ask(client)
    click = slack.click("sanne", slack.messages("sanne")[0], "accept", times=2)
    eventually(lambda: len(seen) == 2)
    slack.wait_for(lambda: len(click.acks) == 2)
    assert len(set(seen)) == 1


def test_the_original_message_is_replaced_over_its_response_url(
    slack: LoopbackSlack, client: WebClient, app: App, connected: SocketModeHandler
) -> None:
    def accept(ack: Ack, respond: Respond) -> None:
        ack()
        respond("Taken", replace_original=True)

    on_click(app, accept)
    ask(client)
    slack.click("sanne", slack.messages("sanne")[0], "accept")
    slack.wait_for(lambda: slack.messages("sanne")[0].text == "Taken")
    assert slack.messages("sanne")[0].blocks == ()


def test_an_old_button_can_still_be_pressed_by_who_did_not_look_again(
    slack: LoopbackSlack, client: WebClient, app: App, connected: SocketModeHandler
) -> None:
    def accept(ack: Ack) -> None:
        ack()

    on_click(app, accept)
    ask(client)
    (before,) = slack.messages("sanne")
    client.chat_update(channel=before.channel, ts=before.ts, text="Taken by Alex")
    with pytest.raises(NothingThereError, match="nothing to press"):
        slack.click("sanne", slack.messages("sanne")[0], "accept")
    assert slack.click("sanne", before, "accept").wait_acknowledged()


def test_a_command_is_answered_in_private(
    slack: LoopbackSlack, app: App, connected: SocketModeHandler
) -> None:
    def status(ack: Ack, command: Json, respond: Respond) -> None:
        ack(f"one moment, {command['text']}")
        respond("All is well")

    app.command("/calamiteit")(status)
    command = slack.slash("alex", "/calamiteit", "status")
    assert command.wait_acknowledged()
    slack.wait_for(lambda: len(slack.ephemerals("alex")) == 2)
    assert [one.text for one in slack.ephemerals("alex")] == ["one moment, status", "All is well"]
    assert slack.messages("alex") == slack.ephemerals("sanne") == []


@pytest.fixture
def asked(
    slack: LoopbackSlack, client: WebClient, app: App, connected: SocketModeHandler
) -> Iterator[list[Json]]:
    """The modal is open in front of Sanne; the list fills with what she sends."""
    sent: list[Json] = []

    def cannot(ack: Ack, body: Json) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=reason_modal(notify_on_close=True))

    def take(ack: Ack, view: Json) -> None:
        values = view["state"]["values"]
        if values["reason"]["why"]["value"] == "no":
            ack(response_action="errors", errors={"reason": "Say a little more"})
            return
        ack()
        sent.append({"run": view["private_metadata"], "values": values})

    def closed(ack: Ack, context: BoltContext) -> None:
        ack()
        sent.append({"closed": context.user_id})

    on_click(app, cannot)
    app.view("cannot")(take)
    app.view_closed("cannot")(closed)
    ask(client)
    click = slack.click("sanne", slack.messages("sanne")[0], "accept")
    slack.wait_for(lambda: click.opened_view)
    yield sent


def test_a_modal_is_opened_filled_in_and_closed(slack: LoopbackSlack, asked: list[Json]) -> None:
    (view,) = slack.open_views("sanne")
    assert view.title == "Cannot do it"
    slack.submit_view("sanne", view, {"why": "at sea", "hours": "4"})
    eventually(lambda: asked)
    assert asked[0]["run"] == "run-1"
    assert asked[0]["values"]["until"]["hours"]["selected_option"]["value"] == "4"
    slack.wait_for(lambda: slack.open_views("sanne") == [])


def test_a_modal_stays_open_with_what_is_wrong(slack: LoopbackSlack, asked: list[Json]) -> None:
    (view,) = slack.open_views("sanne")
    submission = slack.submit_view("sanne", view, {"why": "no"})
    assert submission.wait_acknowledged()
    slack.wait_for(lambda: submission.errors)
    assert slack.open_views("sanne")[0].errors == {"reason": "Say a little more"}
    assert asked == []


def test_slack_itself_keeps_an_incomplete_modal_from_the_app(slack: LoopbackSlack, asked: list[Json]) -> None:
    (view,) = slack.open_views("sanne")
    with pytest.raises(ValueError, match=r"Why\? *' must be filled in"):
        slack.submit_view("sanne", view)
    with pytest.raises(NothingThereError, match="offers: 1, 4"):
        slack.submit_view("sanne", view, {"why": "at sea", "hours": "9"})
    with pytest.raises(NothingThereError, match="no field whence"):
        slack.submit_view("sanne", view, {"why": "at sea", "whence": "x"})


def test_the_app_hears_of_a_cancelled_modal_when_it_asked_to(slack: LoopbackSlack, asked: list[Json]) -> None:
    (view,) = slack.open_views("sanne")
    slack.close_view("sanne", view)
    assert slack.open_views("sanne") == []
    assert eventually(lambda: asked) == [{"closed": "U0SANNE"}]


def test_a_trigger_opens_one_modal_within_three_seconds(
    slack: LoopbackSlack, client: WebClient, app: App, connected: SocketModeHandler
) -> None:
    triggers: list[str] = []

    def cannot(ack: Ack, body: Json) -> None:
        ack()
        triggers.append(body["trigger_id"])

    on_click(app, cannot)
    ask(client)
    slack.click("sanne", slack.messages("sanne")[0], "accept")
    trigger = eventually(lambda: triggers)[0]
    client.views_open(trigger_id=trigger, view=reason_modal())

    def refused(trigger_id: str) -> Any:
        with pytest.raises(SlackApiError) as caught:
            client.views_open(trigger_id=trigger_id, view=reason_modal())
        return caught.value.response["error"]

    assert refused(trigger) == "exchanged_trigger_id"
    assert refused("1.2.3") == "invalid_trigger_id"
    slack.click("sanne", slack.messages("sanne")[0], "accept")
    late = eventually(lambda: triggers[1:])[0]
    eventually(lambda: slack.workspace.tickets.age(late) > 3)
    assert refused(late) == "expired_trigger_id"


def test_a_click_without_an_answer_is_delivered_once_more() -> None:
    with LoopbackSlack([SANNE], ack_seconds=0.2) as slack:
        own = WebClient(token=slack.bot_token, base_url=slack.base_url)
        quick = App(client=own)
        calls: list[str] = []
        answer = threading.Event()

        def slow(ack: Ack, body: Json) -> None:
            calls.append(body["trigger_id"])
            assert answer.wait(10)
            ack()

        on_click(quick, slow)
        with socket_mode(slack, quick):
            ask(own)
            click = slack.click("sanne", slack.messages("sanne")[0], "accept")
            eventually(lambda: len(calls) == 2)
            assert not click.acknowledged
            answer.set()
            assert click.wait_acknowledged()
            assert len(click.deliveries) == 2 and len(set(calls)) == 1


def test_a_click_in_an_outage_is_lost(slack: LoopbackSlack, client: WebClient) -> None:
    ask(client)
    click = slack.click("sanne", slack.messages("sanne")[0], "accept")
    slack.wait_for(lambda: click.lost)
    assert not click.wait_acknowledged(seconds=0.1)


def test_the_app_comes_back_after_its_connection_was_cut(
    slack: LoopbackSlack, client: WebClient, app: App, connected: SocketModeHandler
) -> None:
    def accept(ack: Ack) -> None:
        ack()

    on_click(app, accept)
    ask(client)
    assert slack.faults.disconnect_sockets() == 1
    slack.wait_for(lambda: slack.connections == 0)
    eventually(lambda: slack.connections == 1 and connected.client.is_connected())
    assert slack.click("sanne", slack.messages("sanne")[0], "accept").wait_acknowledged()


def test_the_app_comes_back_when_asked_to_refresh(slack: LoopbackSlack, connected: SocketModeHandler) -> None:
    slack.refresh_sockets()
    eventually(lambda: [call.method for call in slack.calls].count("apps.connections.open") == 2)
    eventually(lambda: slack.connections == 1 and connected.client.is_connected())


def test_the_app_comes_back_after_slack_was_down(slack: LoopbackSlack, connected: SocketModeHandler) -> None:
    slack.faults.go_down()
    assert slack.connections == 0
    slack.faults.come_up()
    eventually(lambda: slack.connections == 1 and connected.client.is_connected(), seconds=20)


def test_a_mention_is_told_to_an_app_that_listens_to_mentions(
    slack: LoopbackSlack, app: App, connected: SocketModeHandler
) -> None:
    heard: list[str] = []

    def mentioned(event: Json) -> None:
        heard.append(event["text"])

    app.event("app_mention")(mentioned)
    slack.events = frozenset({"app_mention"})
    slack.say("sanne", "#crisis", "just talking")
    slack.say("sanne", "#crisis", f"<@{slack.bot_user}> help")
    assert eventually(lambda: heard) == [f"<@{slack.bot_user}> help"]


def test_a_link_for_socket_mode_opens_one_connection(slack: LoopbackSlack) -> None:
    tickets = slack.workspace.tickets
    ticket = tickets.new_link()
    assert [tickets.use_link(ticket), tickets.use_link(ticket)] == [True, False]
