"""The program `python -m calamiteit.loopback`: settings, the page for people, the control address."""

from __future__ import annotations

import json
import re
import signal
import smtplib
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode

import pytest
from slack_bolt import Ack, App
from slack_sdk import WebClient

from calamiteit.loopback.service import Practice
from tests.integration.loopback.blocks import actions, button, reason_modal, section
from tests.support.socket_mode import socket_mode
from tests.support.waiting import eventually


@pytest.fixture
def practice() -> Iterator[Practice]:
    with Practice() as running:
        yield running


@pytest.fixture
def client(practice: Practice) -> WebClient:
    return WebClient(token=practice.slack.bot_token, base_url=practice.slack.base_url, retry_handlers=[])


@pytest.fixture
def app(practice: Practice, client: WebClient) -> Iterator[App]:
    """An app that opens a modal on a click."""
    app = App(client=client)

    def cannot(ack: Ack, body: Any) -> None:
        client.views_open(trigger_id=body["trigger_id"], view=reason_modal())
        ack()

    def take(ack: Ack, body: Any) -> None:
        client.chat_postMessage(
            channel=body["user"]["id"],
            text=f"Noted: {body['view']['state']['values']['reason']['why']['value']}",
        )
        ack()

    app.action("accept")(cannot)
    app.view("cannot")(take)
    with socket_mode(practice.slack, app):
        yield app


def get(url: str) -> str:
    with urllib.request.urlopen(url, timeout=10) as answer:
        return str(answer.read().decode())


def told(url: str, body: Any = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(url, data, timeout=10) as answer:
        return json.load(answer)["result"]


class Forms(HTMLParser):
    """The forms of a page: where each goes and what it sends unless changed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: dict[str, dict[str, str]] = {}
        self._action = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self._action = given.get("action") or ""
            self.forms[self._action] = {}
        elif tag == "input" and given.get("name"):
            self.forms[self._action][str(given["name"])] = given.get("value") or ""


def send(base: str, action: str, values: dict[str, str]) -> str:
    """The page that a person sees after sending a form."""
    with urllib.request.urlopen(f"{base}{action}", urlencode(values).encode(), timeout=10) as answer:
        return str(answer.read().decode())


def test_a_person_answers_by_browser_without_any_script(
    practice: Practice, client: WebClient, app: App
) -> None:
    client.chat_postMessage(
        channel="U0PRACTICE1", text="x", blocks=[section("*Phone* <b>the mayor</b>"), actions(button())]
    )
    base = practice.slack.url
    page = get(f"{base}/?person=U0PRACTICE1")
    assert "Oefen-Slack" in page and "<script" not in page

    stream = get(f"{base}/stream?person=U0PRACTICE1")
    assert "<b>Phone</b> &lt;b&gt;the mayor&lt;/b&gt;" in stream
    assert 'http-equiv="refresh"' in stream

    after_click = send(base, "/click", Forms(stream).forms["/click"])
    assert "Cannot do it" in after_click

    form = Forms(after_click).forms["/submit"]
    assert "Vul eerst alle verplichte velden in" in send(base, "/submit", form)
    after_submit = send(base, "/submit", form | {"why": "at sea"})
    assert "Cannot do it" not in after_submit
    assert "Noted: at sea" in get(f"{base}/stream?person=U0PRACTICE1")


def test_a_command_without_a_program_is_said_to_be_lost(practice: Practice) -> None:
    page = send(practice.slack.url, "/slash", {"person": "U0PRACTICE3", "line": "/calamiteit status"})
    assert "No program is connected" in page


def test_another_process_can_act_and_look_over_http(practice: Practice, client: WebClient, app: App) -> None:
    control = practice.control_url
    posted = client.chat_postMessage(channel="U0PRACTICE1", text="x", blocks=[actions(button())])
    (message,) = told(f"{control}/messages?of=sanne")
    assert message["ts"] == posted["ts"]

    place = {"channel": message["channel"], "ts": message["ts"]}
    click = told(f"{control}/click", {"user": "sanne", **place, "action_id": "accept"})
    seen = eventually(lambda: _acknowledged(control, click["envelope_id"]))
    assert seen["opened_view"]["body"]["title"]["text"] == "Cannot do it"
    body = {"user": "sanne", "view_id": seen["opened_view"]["id"], "values": {"why": "at sea"}}
    told(f"{control}/submit", body)
    eventually(lambda: told(f"{control}/messages?of=sanne")[-1]["text"] == "Noted: at sea")
    assert "chat.postMessage" in [call["method"] for call in told(f"{control}/calls")]


def _acknowledged(control: str, envelope_id: str) -> Any:
    seen = told(f"{control}/interaction?of={envelope_id}")
    return seen if seen["acknowledged"] else None


def test_another_process_can_make_trouble_over_http(practice: Practice, client: WebClient) -> None:
    control = practice.control_url
    told(f"{control}/fault", {"server": "slack", "fault": "go_down"})
    with pytest.raises(URLError, match="refused"):
        client.auth_test()
    told(f"{control}/fault", {"server": "slack", "fault": "come_up"})
    assert client.auth_test()["ok"]

    told(f"{control}/fault", {"server": "mail", "fault": "refuse_sender"})
    with smtplib.SMTP("127.0.0.1", practice.mail.port) as mail, pytest.raises(smtplib.SMTPSenderRefused):
        mail.sendmail("a@example.org", ["b@example.org"], "Subject: x\r\n\r\nx")


@pytest.mark.parametrize(
    ("act", "body", "words"),
    [
        ("fault", {"server": "slack", "fault": "__init__"}, "there is no fault"),
        ("fault", {"server": "mail", "fault": "rate_limit"}, "mail has no fault"),
        ("click", {"user": "sanne", "channel": "sanne", "ts": "1.0", "action_id": "x"}, "no message 1.0"),
        ("dance", {}, "there is no act 'dance'"),
    ],
)
def test_a_wrong_request_is_answered_with_what_is_wrong(
    practice: Practice, act: str, body: Any, words: str
) -> None:
    with pytest.raises(HTTPError) as caught:
        told(f"{practice.control_url}/{act}", body)
    with caught.value as answer:
        assert answer.code == 400
        assert re.search(words, json.load(answer)["error"])


def test_the_program_prints_its_settings_and_ends_when_told() -> None:
    command = [sys.executable, "-m", "calamiteit.loopback", "--json", "--person", "U0X:xaviera:en-GB"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        settings = json.loads(program.stdout.readline())
        client = WebClient(token=settings["slack_bot_token"], base_url=settings["slack_base_url"])
        assert client.users_info(user="U0X", include_locale=True)["user"]["locale"] == "en-GB"
        program.send_signal(signal.SIGTERM)
        assert program.wait(10) == 0


def test_a_port_in_use_is_said_in_plain_words(practice: Practice) -> None:
    command = [sys.executable, "-m", "calamiteit.loopback", "--slack-port", str(practice.slack.port)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert "choose another" in ended.stderr and "Traceback" not in ended.stderr
