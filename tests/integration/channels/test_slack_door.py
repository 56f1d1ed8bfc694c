"""The Slack door on the practice Slack: taps, forms and commands reach the desk once and are answered."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from calamiteit.core.messages.message import Button
from calamiteit.loopback.slack import Interaction, LoopbackSlack, Message
from calamiteit.ports.desk import Reply
from tests.support.channels import ALEX, SANNE, slack_channel
from tests.support.messages import FORMS, RUN, TASK, parcel, task
from tests.support.slack_parts import OpenDoor, open_door
from tests.support.waiting import eventually


@pytest.fixture
def slack() -> Iterator[LoopbackSlack]:
    with LoopbackSlack([SANNE, ALEX], ["crisis"]) as running:
        slack_channel(running).send(parcel(SANNE.id))
        yield running


@pytest.fixture
def door(slack: LoopbackSlack) -> Iterator[OpenDoor]:
    with open_door(slack) as opened:
        yield opened


def asked(slack: LoopbackSlack) -> Message:
    return slack.messages("sanne")[0]


def button(message: Message, transition: str) -> str:
    row = next(block for block in message.blocks if block["type"] == "actions")
    names = [str(element["action_id"]) for element in row["elements"]]
    return next(name for name in names if f".{transition}." in name)


def tap(slack: LoopbackSlack, transition: str, *, times: int = 1) -> Interaction:
    message = asked(slack)
    return slack.click("sanne", message, button(message, transition), times=times)


def told(slack: LoopbackSlack) -> list[str]:
    return [message.text for message in slack.ephemerals("sanne")]


def test_a_tap_reaches_the_desk_and_the_person_is_answered(slack: LoopbackSlack, door: OpenDoor) -> None:
    assert tap(slack, "accept").wait_acknowledged()
    slack.wait_for(lambda: told(slack) == ["Dank je, genoteerd."])
    (click,) = door.desk.clicks
    assert (click.channel, click.address, click.text) == ("slack", SANNE.id, "")
    assert (click.run, click.assignment, click.transition, click.generation) == (RUN, 7, "accept", 2)
    assert SANNE.id not in click.key


def test_a_tap_is_acknowledged_only_after_its_commit(slack: LoopbackSlack, door: OpenDoor) -> None:
    committed = threading.Event()

    def commit() -> None:
        eventually(committed.is_set)

    door.desk.before_answering = commit
    tapped = tap(slack, "accept")
    eventually(lambda: door.desk.clicks)
    assert not tapped.acknowledged
    committed.set()
    assert tapped.wait_acknowledged()


def test_a_doubled_tap_has_one_key_and_one_answer(slack: LoopbackSlack, door: OpenDoor) -> None:
    tapped = tap(slack, "accept", times=2)
    slack.wait_for(lambda: len(tapped.acks) == 2)
    slack.wait_for(lambda: told(slack))
    assert len(door.desk.clicks) == 2 and len({click.key for click in door.desk.clicks}) == 1
    tap(slack, "accept")
    slack.wait_for(lambda: len(told(slack)) == 2)
    assert len({click.key for click in door.desk.clicks}) == 2


def test_a_form_opens_before_the_desk_hears_anything(slack: LoopbackSlack, door: OpenDoor) -> None:
    tapped = tap(slack, "cannot", times=2)
    slack.wait_for(lambda: tapped.opened_view)
    (view,) = slack.open_views("sanne")
    title, question, send, cancel = FORMS["reason"]
    assert (view.title, view.body["submit"]["text"], view.body["close"]["text"]) == (title, send, cancel)
    assert view.blocks[0]["label"]["text"] == question
    assert tapped.wait_acknowledged() and tapped.seconds_to_ack is not None and tapped.seconds_to_ack < 3
    assert door.desk.clicks == [] and door.reported == [] and told(slack) == []


def test_what_is_typed_in_a_form_goes_to_the_desk(slack: LoopbackSlack, door: OpenDoor) -> None:
    tapped = tap(slack, "cannot")
    slack.wait_for(lambda: tapped.opened_view)
    (view,) = slack.open_views("sanne")
    sent = slack.submit_view("sanne", view, {"typed": " Ik zit in de trein. "}, times=2)
    slack.wait_for(lambda: len(sent.acks) == 2)
    slack.wait_for(lambda: told(slack) == ["Dank je, genoteerd."])
    keys = {click.key for click in door.desk.clicks}
    assert len(keys) == 1 and {click.text for click in door.desk.clicks} == {"Ik zit in de trein."}
    assert {(click.run, click.assignment, click.transition) for click in door.desk.clicks} == {
        (RUN, 7, "cannot")
    }


def test_a_form_that_the_desk_refuses_stays_open_and_says_why(slack: LoopbackSlack, door: OpenDoor) -> None:
    door.desk.reply = Reply(text="Alex heeft dit al.", ok=False)
    tapped = tap(slack, "cannot")
    slack.wait_for(lambda: tapped.opened_view)
    (view,) = slack.open_views("sanne")
    sent = slack.submit_view("sanne", view, {"typed": "geen tijd"})
    slack.wait_for(lambda: sent.errors == {"typed": "Alex heeft dit al."})
    door.desk.reply = Reply(text="Genoteerd.")
    (again,) = slack.open_views("sanne")
    slack.submit_view("sanne", again, {"typed": "echt geen tijd"})
    slack.wait_for(lambda: told(slack) == ["Genoteerd."])
    assert len({click.key for click in door.desk.clicks}) == 2


def test_a_form_that_does_not_open_is_said(slack: LoopbackSlack, door: OpenDoor) -> None:
    slack.faults.refuse("views.open", "expired_trigger_id")
    assert tap(slack, "cannot").wait_acknowledged()
    slack.wait_for(lambda: told(slack) == ["Het formulier ging niet open. Druk nog eens op de knop."])
    assert door.reported == ["slack-door:no-form:expired_trigger_id"]


def test_an_unknown_button_is_acknowledged_and_answered(slack: LoopbackSlack, door: OpenDoor) -> None:
    foreign = {
        "type": "button",
        "action_id": "other.app",
        "value": "7",
        "text": {"type": "plain_text", "text": "?"},
    }
    message = slack.workspace.edit(
        asked(slack), text="x", blocks=[{"type": "actions", "elements": [foreign]}], metadata=None
    )
    assert slack.click("sanne", message, "other.app").wait_acknowledged()
    slack.wait_for(lambda: told(slack) == ["Deze knop kent deze versie niet."])
    assert door.desk.unknown == [("slack", SANNE.id)] and door.desk.clicks == []


def test_a_slash_command_is_answered_for_the_person_only(slack: LoopbackSlack, door: OpenDoor) -> None:
    typed = slack.slash("alex", "/calamiteit", " status ", channel="#crisis", times=2)
    slack.wait_for(lambda: len(typed.acks) == 2)
    slack.wait_for(lambda: [one.text for one in slack.ephemerals("alex")] == ["Er loopt niets."])
    assert {(one.words, one.address, one.channel) for one in door.desk.commands} == {
        ("status", ALEX.id, "slack")
    }
    assert len({one.key for one in door.desk.commands}) == 1
    assert slack.messages("#crisis") == slack.ephemerals("sanne") == []


def test_the_command_of_an_exercise_app_may_have_another_name(slack: LoopbackSlack, door: OpenDoor) -> None:
    assert slack.slash("alex", "/oefening", "status").wait_acknowledged()
    assert [one.words for one in door.desk.commands] == ["status"]


def test_a_number_is_shown_in_a_window_that_leaves_no_history(slack: LoopbackSlack, door: OpenDoor) -> None:
    show = Button(transition="show-number", label="Toon nummer")
    slack_channel(slack).send(parcel(ALEX.id, message=task(buttons=(show,))))
    door.desk.reply = Reply(text="+31 6 0000 0012")
    (message,) = slack.messages("alex")
    assert slack.click("alex", message, button(message, "show-number")).wait_acknowledged()
    slack.wait_for(lambda: slack.open_views("alex"))
    assert "+31 6 0000 0012" in str(slack.open_views("alex")[0].blocks)
    assert slack.messages("alex") == [message] and slack.ephemerals("alex") == []


def test_a_tap_that_takes_too_long_is_delivered_again_and_answered_once() -> None:
    with LoopbackSlack([SANNE], ack_seconds=0.2) as slack, open_door(slack) as opened:
        slack_channel(slack).send(parcel(SANNE.id))
        committed = threading.Event()

        def commit() -> None:
            eventually(committed.is_set)

        opened.desk.before_answering = commit
        tapped = tap(slack, "accept")
        eventually(lambda: len(opened.desk.clicks) == 2)
        committed.set()
        slack.wait_for(lambda: len(tapped.acks) == 2)
        slack.wait_for(lambda: told(slack))
    assert len({click.key for click in opened.desk.clicks}) == 1 and len(told(slack)) == 1


def test_an_answer_is_told_in_place_when_its_url_does_not_work(slack: LoopbackSlack, door: OpenDoor) -> None:
    slack.faults.server_error("response_url")
    tap(slack, "accept")
    slack.wait_for(lambda: told(slack) == ["Dank je, genoteerd."])
    assert slack.calls[-1].method == "chat.postEphemeral"


def test_an_answer_cannot_put_in_a_mention(slack: LoopbackSlack, door: OpenDoor) -> None:
    door.desk.reply = Reply(text="<!channel> & klaar")
    tap(slack, "accept")
    slack.wait_for(lambda: told(slack) == ["&lt;!channel&gt; &amp; klaar"])


def test_a_mistake_inside_is_one_sentence_outside(
    slack: LoopbackSlack, door: OpenDoor, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise RuntimeError("Sanne zit in de trein")

    door.desk.before_answering = fail
    assert tap(slack, "accept").wait_acknowledged()
    (text,) = eventually(lambda: told(slack))
    assert text.startswith("Er ging hier iets mis.")
    assert door.reported == ["slack-door:failed:RuntimeError"]
    assert "trein" not in caplog.text


def test_a_door_leaves_no_threads_and_may_be_closed_twice(slack: LoopbackSlack) -> None:
    before = set(threading.enumerate())
    opened = OpenDoor(slack)
    opened.door.stop()
    assert set(threading.enumerate()) <= before
    for _ in range(2):
        opened.door.start()
        opened.door.start()
        eventually(lambda: opened.door.connected)
        assert tap(slack, "accept").wait_acknowledged()
        opened.door.stop()
        opened.door.stop()
        assert not opened.door.connected
        assert set(threading.enumerate()) <= before
        slack.wait_for(lambda: slack.connections == 0)


def test_a_door_opens_by_itself_when_slack_comes_back(slack: LoopbackSlack) -> None:
    slack.faults.go_down()
    opened = OpenDoor(slack)
    opened.door.start()
    try:
        eventually(lambda: opened.reported == ["slack-door:not-connected"])
        slack.faults.come_up()
        eventually(lambda: opened.door.connected)
        assert tap(slack, "accept").wait_acknowledged()
    finally:
        opened.door.stop()


def test_a_wrong_app_token_is_reported_by_its_code(slack: LoopbackSlack) -> None:
    opened = OpenDoor(slack, app_token="xapp-wrong")
    opened.door.start()
    eventually(lambda: "slack-door:invalid_auth" in opened.reported)
    opened.door.stop()
    assert not opened.door.connected


@pytest.mark.parametrize("quietly", [False, True], ids=["broken", "plainly ended"])
def test_a_lost_connection_is_made_anew(slack: LoopbackSlack, quietly: bool) -> None:
    with open_door(slack, ping_seconds=0.3) as opened:
        assert slack.faults.disconnect_sockets(quietly=quietly) == 1
        slack.wait_for(lambda: slack.connections == 0)
        eventually(lambda: slack.connections == 1 and opened.door.connected, seconds=20)
        tapped = tap(slack, "accept")
        assert tapped.wait_acknowledged()
        assert len(opened.desk.clicks) == 1


def test_the_door_follows_when_slack_refreshes_the_connection(slack: LoopbackSlack, door: OpenDoor) -> None:
    slack.refresh_sockets()
    eventually(lambda: [call.method for call in slack.calls].count("apps.connections.open") == 2)
    eventually(lambda: slack.connections == 1 and door.door.connected)
    assert tap(slack, "accept").wait_acknowledged()


def test_nothing_of_a_click_or_a_token_is_logged(
    slack: LoopbackSlack, door: OpenDoor, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    tap(slack, "accept")
    slack.wait_for(lambda: told(slack))
    for word in (TASK.title, SANNE.id, SANNE.name, slack.bot_token, slack.app_token, "ticket=", "genoteerd"):
        assert word not in caplog.text
