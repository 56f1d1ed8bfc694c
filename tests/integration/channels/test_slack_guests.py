"""Who belongs to another Slack workspace (Slack Connect) changes nothing here, and is told so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from calamiteit.adapters.channels.slack.calls import Caller, new_client
from calamiteit.adapters.channels.slack.teams import OwnTeam
from calamiteit.loopback.slack import LoopbackSlack, Person
from tests.integration.channels.test_slack_door import button
from tests.support.channels import SANNE, slack_channel
from tests.support.messages import parcel
from tests.support.slack_parts import open_door
from tests.support.waiting import eventually

GUEST = Person(id="U0GUEST", name="gast", team="T0ELSEWHERE")


@pytest.fixture
def slack() -> Iterator[LoopbackSlack]:
    with LoopbackSlack([SANNE, GUEST], ["crisis"]) as running:
        for person in (SANNE, GUEST):
            slack_channel(running).send(parcel(person.id))
        yield running


def told(slack: LoopbackSlack) -> list[str]:
    return [message.text for message in slack.ephemerals("gast") if "andere Slack" in message.text]


def test_a_tap_of_a_guest_reaches_no_desk_and_the_guest_is_told(slack: LoopbackSlack) -> None:
    with open_door(slack) as door:
        message = slack.messages("gast")[0]
        tapped = slack.click("gast", message, button(message, "accept"))
        assert tapped.wait_acknowledged()
        eventually(lambda: told(slack))
        own = slack.messages("sanne")[0]
        assert slack.click("sanne", own, button(own, "accept")).wait_acknowledged()
        assert [click.address for click in door.desk.clicks] == [SANNE.id]
        assert door.reported == ["slack-door:other-team"]


def test_no_form_opens_for_a_guest(slack: LoopbackSlack) -> None:
    with open_door(slack) as door:
        message = slack.messages("gast")[0]
        assert slack.click("gast", message, button(message, "cannot")).wait_acknowledged()
        eventually(lambda: told(slack))
        assert slack.open_views("gast") == [] and door.desk.clicks == []


def test_a_command_of_another_workspace_reaches_no_desk(slack: LoopbackSlack) -> None:
    with open_door(slack) as door:
        eventually(lambda: door.door._own.known)
        assert slack.slash("gast", "/calamiteit", "status", channel="#crisis").wait_acknowledged()
        eventually(lambda: "slack-door:other-team" in door.reported)
        assert door.desk.commands == []


@pytest.mark.parametrize(
    ("body", "foreign"),
    [
        ({"team": {"id": "T0PRACTICE"}, "user": {"team_id": "T0PRACTICE"}}, False),
        ({"team": {"id": "T0ELSEWHERE"}, "user": {"team_id": "T0ELSEWHERE"}}, True),
        ({"team": {"id": "T0PRACTICE"}, "user": {"team_id": "T0ELSEWHERE"}}, True),
        ({"team_id": "T0ELSEWHERE"}, True),
        ({"team": None, "user": {"id": "U1"}}, False),
    ],
)
def test_a_payload_of_another_workspace_is_known_by_what_it_says(
    slack: LoopbackSlack, body: dict[str, Any], foreign: bool
) -> None:
    own = OwnTeam(new_client(slack.bot_token, slack.base_url), Caller())
    own.learn()
    assert own.is_foreign(body) is foreign


def test_until_slack_can_be_asked_a_guest_is_known_by_the_payload_alone(slack: LoopbackSlack) -> None:
    slack.faults.go_down()
    own = OwnTeam(new_client(slack.bot_token, slack.base_url), Caller())
    own.learn()
    assert not own.known
    assert own.is_foreign({"team": {"id": "T0PRACTICE"}, "user": {"team_id": "T0ELSEWHERE"}})
    assert not own.is_foreign({"team": {"id": "T0PRACTICE"}, "user": {"team_id": "T0PRACTICE"}})
