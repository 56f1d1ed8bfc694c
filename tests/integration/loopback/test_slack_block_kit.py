"""The practice Slack refuses what Slack's Block Kit refuses, and takes what slack_sdk's models build."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.models.blocks import (
    ActionsBlock,
    ButtonElement,
    CheckboxesElement,
    ConfirmObject,
    ContextBlock,
    DividerBlock,
    HeaderBlock,
    InputBlock,
    MarkdownTextObject,
    Option,
    OverflowMenuElement,
    PlainTextInputElement,
    SectionBlock,
    StaticSelectElement,
)
from slack_sdk.models.views import View

from calamiteit.loopback.slack.block_kit import problems_in_message, problems_in_view
from tests.integration.loopback.blocks import Json, actions, button, reason_modal, section

OPTIONS = [Option(label="One", value="1"), Option(label="Two", value="2")]


def test_what_the_models_of_slack_sdk_build_is_taken() -> None:
    press = ButtonElement(
        text="Accept",
        action_id="accept",
        value="run-1",
        style="primary",
        confirm=ConfirmObject(title="Sure?", text="Really", confirm="Yes", deny="No"),
    )
    built = [
        HeaderBlock(text="LIVE"),
        DividerBlock(),
        SectionBlock(
            text="*Phone* the mayor", accessory=OverflowMenuElement(action_id="more", options=OPTIONS)
        ),
        SectionBlock(fields=["a", "b"]),
        ContextBlock(elements=[MarkdownTextObject(text="since 10:00")]),
        ActionsBlock(
            elements=[press, StaticSelectElement(action_id="pick", placeholder="?", options=OPTIONS)]
        ),
    ]
    assert problems_in_message([block.to_dict() for block in built]) == []


def test_a_modal_of_slack_sdk_is_taken() -> None:
    view = View(
        type="modal",
        title="Cannot do it",
        submit="Send",
        close="Cancel",
        callback_id="cannot",
        blocks=[
            InputBlock(label="Why?", element=PlainTextInputElement(action_id="why", multiline=True)),
            InputBlock(label="What?", element=CheckboxesElement(action_id="what", options=OPTIONS)),
        ],
    )
    assert problems_in_view(view.to_dict()) == []


@pytest.mark.parametrize(
    ("blocks", "complaint"),
    [
        ([section("x")] * 51, "no more than 50 items allowed [json-pointer:/blocks]"),
        ([section("x" * 3001)], "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"),
        ([section("")], "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
        ([{"type": "section"}], "missing required field: text [json-pointer:/blocks/0]"),
        (
            [{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}],
            "must be less than 151 characters [json-pointer:/blocks/0/text/text]",
        ),
        (
            [actions(button(text="x" * 76))],
            "must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]",
        ),
        (
            [actions(button(value="x" * 2001))],
            "must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]",
        ),
        (
            [actions(button(action_id="x" * 256))],
            "must be less than 256 characters [json-pointer:/blocks/0/elements/0/action_id]",
        ),
        (
            [actions(*(button(action_id=str(number)) for number in range(26)))],
            "no more than 25 items allowed [json-pointer:/blocks/0/elements]",
        ),
        (
            [{**section("x"), "block_id": "x" * 256}],
            "must be less than 256 characters [json-pointer:/blocks/0/block_id]",
        ),
        (
            [{**section("x"), "block_id": "same"}] * 2,
            "block_id `same` already exists [json-pointer:/blocks/1/block_id]",
        ),
        (
            [actions(button(), button())],
            "action_id `accept` already exists in this block [json-pointer:/blocks/0/elements]",
        ),
        ([{**section("x"), "colour": "red"}], "invalid additional property: colour [json-pointer:/blocks/0]"),
        ([{"type": "carpet"}], "unsupported type: carpet [json-pointer:/blocks/0/type]"),
        (["text"], "unsupported type: nothing [json-pointer:/blocks/0/type]"),
    ],
)
def test_blocks_beyond_a_limit_are_complained_of(blocks: list[Any], complaint: str) -> None:
    assert problems_in_message(blocks) == [f"[ERROR] {complaint}"]


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (
            {"title": {"type": "plain_text", "text": "x" * 25}},
            "must be less than 25 characters [json-pointer:/view/title/text]",
        ),
        (
            {"private_metadata": "x" * 3001},
            "must be less than 3001 characters [json-pointer:/view/private_metadata]",
        ),
        ({"submit": None}, "missing required field: submit [json-pointer:/view]"),
        ({"blocks": [section("x")] * 101}, "no more than 100 items allowed [json-pointer:/view/blocks]"),
    ],
)
def test_a_modal_beyond_a_limit_is_complained_of(change: Json, complaint: str) -> None:
    assert problems_in_view(reason_modal(**change)) == [f"[ERROR] {complaint}"]


def test_the_client_gets_every_complaint_at_once(client: WebClient) -> None:
    with pytest.raises(SlackApiError) as caught:
        client.chat_postMessage(channel="#crisis", text="x", blocks=[section("x" * 3001), {"type": "carpet"}])
    answer: Any = caught.value.response
    assert answer["error"] == "invalid_blocks"
    assert len(answer["response_metadata"]["messages"]) == 2
