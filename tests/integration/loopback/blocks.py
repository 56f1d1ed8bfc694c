"""Blocks and modals that the tests of the practice Slack post and open."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def button(action_id: str = "accept", value: str = "run-1", text: str = "Accept") -> Json:
    return {
        "type": "button",
        "action_id": action_id,
        "value": value,
        "text": {"type": "plain_text", "text": text},
    }


def section(text: str) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def key(outbox_id: str) -> Json:
    return {"event_type": "calamiteit", "event_payload": {"key": outbox_id}}


def reason_modal(**more: Any) -> Json:
    """A modal that asks why a task cannot be done, and how long help would be needed."""
    return {
        "type": "modal",
        "callback_id": "cannot",
        "private_metadata": "run-1",
        "title": {"type": "plain_text", "text": "Cannot do it"},
        "submit": {"type": "plain_text", "text": "Send"},
        "blocks": [
            {
                "type": "input",
                "block_id": "reason",
                "label": {"type": "plain_text", "text": "Why?"},
                "element": {"type": "plain_text_input", "action_id": "why", "max_length": 300},
            },
            {
                "type": "input",
                "block_id": "until",
                "optional": True,
                "label": {"type": "plain_text", "text": "Until when?"},
                "element": {
                    "type": "static_select",
                    "action_id": "hours",
                    "options": [
                        {"text": {"type": "plain_text", "text": f"{hours} h"}, "value": str(hours)}
                        for hours in (1, 4)
                    ],
                },
            },
        ],
        **more,
    }
