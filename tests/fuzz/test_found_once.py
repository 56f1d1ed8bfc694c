"""Input that did harm once: each stays a test."""

from __future__ import annotations

import json

import pytest

from calamiteit.adapters.channels.mail.addresses import sender_address
from calamiteit.adapters.channels.slack.forms import opened_from, typed_in
from calamiteit.adapters.channels.slack.pressed import decode
from calamiteit.cli.moments import read_moment
from calamiteit.core.contacts.moments import last_moment
from calamiteit.core.errors import Mistake
from tests.fuzz.target import trial
from tests.fuzz.targets import BY_NAME, clicks, moments

SEPARATOR = "\x1f"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("pressed", b"[" * 3_000),
        ("pressed", b'{"v": ' * 1_000),
        ("pressed", rb'{"r":"L-1","a":1,"t":"accept\ud800","g":0}'),
        ("pressed", b'{"r":"L-1","a":null,"t":"guard","g":0,"o":"' + b"x" * 3_000 + b'"}'),
        (
            "pressed",
            b'{"r":"L-1","a":1,"t":"guard","g":0,"q":"note","f":["' + b"x" * 900 + b'","b","c","d"]}',
        ),
        (
            "slack",
            b'{"type":"block_actions","user":{"id":"U"},"actions":[{"action_id":"x"}],"response_url":"a"}',
        ),
        ("slack", b'{"command": "c", "user_id": "U", "channel": "t_U"}'),
        ("slack", b'{"type": "block_actions", "user": {"id": "U"}, "actions": [{"action_id": -1}]}'),
        ("slack", b'{"type": "block_actions", "user": {"id": "", "team_id": "T0"}, "actions": []}'),
        ("yaml", b"%YAML 3.0\n---\na: 1\n"),
        ("yaml", b"a: {b: c}\nd:\n%YAML 3.0\n---\n  e"),
        ("yaml", b"%YAML 1.9\n---\na: 1\n"),
        ("yaml", b"a:\n%YAML 3.0\n---\n  b: 1\n"),
        ("mail", b"(" * 5_000),
        ("mail", b":" * 5_000),
        ("mail", b"=?utf-8?q?x?=a@example.org"),
        ("moments", b"9999-12-31"),
        ("moments", b"0001-01-01"),
        ("moments", b"0001-01-01 00:00"),
        ("arguments", b"run\x1fnote\x1fcaf\xe9"),
        ("arguments", b"forget\x1fcaf\xe9"),
        ("arguments", b"log\x1fcaf\xe9"),
        (
            "arguments",
            b"playbook\x1fplan\x1faftercare\x1f--set\x1fplace=x\x1f--at\x1f9999-12-31 23:59",
        ),
    ],
)
def test_it_does_no_harm_any_more(name: str, data: bytes) -> None:
    assert not (found := trial(BY_NAME[name], data)), found


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "1969-12-31", "2200-01-01"])
def test_a_day_that_nobody_means_is_refused_with_the_years_that_can_be(day: str) -> None:
    with pytest.raises(ValueError, match="is too far away; a year lies between 1970 and 2199"):
        last_moment(day)
    with pytest.raises(Mistake, match="too far away"):
        read_moment(f"{day} 10:00", moments.NOW, moments.ZONES[0])


def test_a_sender_of_ten_thousand_brackets_is_no_mail_address() -> None:
    with pytest.raises(ValueError, match="the sender of mail is not a mail address"):
        sender_address("(" * 10_000)


def test_a_button_nested_a_thousand_deep_is_a_button_of_another_app() -> None:
    assert decode("[" * 1_500) is None
    assert opened_from({"private_metadata": "[" * 1_500})[0] is None


def test_a_form_whose_hidden_part_is_a_number_is_a_form_of_another_app() -> None:
    assert opened_from({"private_metadata": 5})[0] is None


def test_half_a_character_that_was_typed_becomes_a_question_mark() -> None:
    view = json.loads(r'{"state": {"values": {"typed": {"typed": {"value": "caf\ud800 dicht"}}}}}')
    assert typed_in(view) == "caf? dicht"


@pytest.mark.parametrize("option", ["step#", "#", "step#²", "step#1e3", "step#-1", "step#" + "9" * 400])
def test_a_wake_button_with_a_strange_number_is_one_of_another_version(option: str) -> None:
    assert "knop" in clicks.tapped("wake", option=option).text


def test_hearing_an_answer_to_a_task_that_does_not_exist_is_refused_and_reported_by_nobody() -> None:
    reply = clicks.tapped("heard-accept", assignment=999)
    assert not reply.ok and "999" in reply.text
