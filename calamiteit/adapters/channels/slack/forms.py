"""The modals that ask for a reason, minutes or a note, or show something that is not to stay in history."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

from slack_sdk.models.blocks import InputBlock, PlainTextInputElement, PlainTextObject, SectionBlock
from slack_sdk.models.views import View

from calamiteit.adapters.channels.slack.buttons import PREFIX, form_words
from calamiteit.adapters.channels.slack.escaping import pieces, shortened, whole
from calamiteit.adapters.channels.slack.pressed import Pressed, decode, encode

Json = dict[str, Any]

TYPED = "typed"
"""Block id and action id of the one field of a form."""
TYPED_CHARACTERS = 3_000
_METADATA_CHARACTERS = 3_000
_OPTIONAL = frozenset({"note"})
_NAME = "calamiteit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where the click that opened a form came from: its answer is told there."""

    response_url: str = ""
    channel: str = ""


def form(pressed: Pressed, origin: Origin) -> Json:
    """The modal of a button that asks something first."""
    title, question, send, cancel = form_words(pressed.form or (_NAME, pressed.asks, "OK", "✕")) or ("",) * 4
    field = InputBlock(
        block_id=TYPED,
        label=PlainTextObject(text=question.strip() or pressed.asks or _NAME),
        element=PlainTextInputElement(
            action_id=TYPED, multiline=True, max_length=TYPED_CHARACTERS, focus_on_load=True
        ),
        optional=pressed.asks in _OPTIONAL,
    )
    view = View(
        type="modal",
        callback_id=f"{PREFIX}{pressed.asks}"[:255],
        title=PlainTextObject(text=title or _NAME),
        submit=PlainTextObject(text=send or "OK"),
        close=PlainTextObject(text=cancel or "✕"),
        private_metadata=_metadata(pressed, origin),
        blocks=[field],
    )
    return view.to_dict()


def shown(text: str) -> Json:
    """A modal that only shows a text; gone when it is closed."""
    parts = pieces(shortened(text, 20_000), 2_900)
    view = View(
        type="modal",
        callback_id=f"{PREFIX}shown",
        title=PlainTextObject(text=_NAME),
        blocks=[SectionBlock(text=PlainTextObject(text=part, emoji=False)) for part in parts],
    )
    return view.to_dict()


def typed_in(view: Json) -> str:
    """What the person typed; empty when the field was left empty."""
    field = view.get("state", {}).get("values", {}).get(TYPED, {}).get(TYPED, {})
    return whole(str(field.get("value") or "").strip())


def opened_from(view: Json) -> tuple[Pressed | None, Origin]:
    """What the form is about and where its click came from; None when this version does not know it."""
    try:
        found = json.loads(view.get("private_metadata") or "{}")
    except (TypeError, ValueError, RecursionError):
        return None, Origin()
    if not isinstance(found, dict):
        return None, Origin()
    origin = Origin(response_url=str(found.get("u", "")), channel=str(found.get("c", "")))
    return decode(found.get("v")), origin


def _metadata(pressed: Pressed, origin: Origin) -> str:
    carried = {"v": encode(replace(pressed, form=None)), "u": origin.response_url, "c": origin.channel}
    found = json.dumps(carried, ensure_ascii=False, separators=(",", ":"))
    if len(found) > _METADATA_CHARACTERS:
        found = json.dumps({"v": carried["v"]}, ensure_ascii=False, separators=(",", ":"))
    return found
