"""The limits of Slack's Block Kit, as documented at docs.slack.dev/reference/block-kit."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from calamiteit.loopback.slack.records import Json
from calamiteit.loopback.slack.shapes import (
    Check,
    Fields,
    anything,
    array,
    by_type,
    complaint,
    flag,
    number,
    one_of,
    shape,
    string,
)

MESSAGE_BLOCKS = 50
MODAL_BLOCKS = 100
VIEW_BYTES = 250_000


def _plain(longest: int) -> Check:
    return shape({"type": one_of("plain_text"), "text": string(longest)}, {"emoji": flag()})


def _text(longest: int) -> Check:
    mrkdwn = shape({"type": one_of("mrkdwn"), "text": string(longest)}, {"verbatim": flag()})
    return by_type({"plain_text": _plain(longest), "mrkdwn": mrkdwn})


_CONFIRM = shape(
    {"title": _plain(100), "text": _text(300), "confirm": _plain(30), "deny": _plain(30)},
    {"style": one_of("primary", "danger")},
)


def _option(text: Check) -> Check:
    return shape({"text": text, "value": string(150)}, {"description": _text(75), "url": string(3000)})


_PLAIN_OPTION = _option(_plain(75))
_RICH_OPTION = _option(_text(75))
_GROUP = shape({"label": _plain(75), "options": array(_PLAIN_OPTION, most=100)})


def _element(kind: str, required: Fields | None = None, optional: Fields | None = None) -> Check:
    shared = {"action_id": string(255), "confirm": _CONFIRM, "focus_on_load": flag()}
    return shape({"type": one_of(kind), **(required or {})}, {**shared, **(optional or {})})


_MENU: Fields = {"placeholder": _plain(150)}
_STATIC: Fields = {"options": array(_PLAIN_OPTION, most=100), "option_groups": array(_GROUP, most=100)}
_MULTI: Fields = {"max_selected_items": number(1, 100)}
_TYPED: Fields = {**_MENU, "dispatch_action_config": anything()}


def _menus(kind: str, initial: str) -> dict[str, Check]:
    single = _element(
        f"{kind}_select", None, {**_MENU, f"initial_{initial}": anything(), "response_url_enabled": flag()}
    )
    several = _element(f"multi_{kind}_select", None, {**_MENU, **_MULTI, f"initial_{initial}s": anything()})
    return {f"{kind}_select": single, f"multi_{kind}_select": several}


_BUTTON = _element(
    "button",
    {"text": _plain(75)},
    {
        "url": string(3000),
        "value": string(2000),
        "style": one_of("primary", "danger"),
        "accessibility_label": string(75),
    },
)
_IMAGE: Fields = {"type": one_of("image"), "alt_text": string(2000)}
_IMAGE_SOURCE: Fields = {"image_url": string(3000), "slack_file": anything()}
_CHOICES: Mapping[str, Check] = {
    "static_select": _element("static_select", None, {**_MENU, **_STATIC, "initial_option": anything()}),
    "multi_static_select": _element(
        "multi_static_select", None, {**_MENU, **_STATIC, **_MULTI, "initial_options": anything()}
    ),
    **_menus("users", "user"),
    **_menus("conversations", "conversation"),
    **_menus("channels", "channel"),
    "datepicker": _element("datepicker", None, {**_MENU, "initial_date": string(10)}),
    "timepicker": _element("timepicker", None, {**_MENU, "initial_time": string(5), "timezone": string(64)}),
    "datetimepicker": _element("datetimepicker", None, {"initial_date_time": anything()}),
    "checkboxes": _element(
        "checkboxes", {"options": array(_RICH_OPTION, most=10)}, {"initial_options": anything()}
    ),
    "radio_buttons": _element(
        "radio_buttons", {"options": array(_RICH_OPTION, most=10)}, {"initial_option": anything()}
    ),
}
_TYPING: Mapping[str, Check] = {
    "plain_text_input": _element(
        "plain_text_input",
        None,
        {
            **_TYPED,
            "initial_value": string(3000, shortest=0),
            "multiline": flag(),
            "min_length": number(0, 3000),
            "max_length": number(1, 3000),
        },
    ),
    "email_text_input": _element("email_text_input", None, {**_TYPED, "initial_value": string(3000)}),
    "url_text_input": _element("url_text_input", None, {**_TYPED, "initial_value": string(3000)}),
    "number_input": _element(
        "number_input",
        {"is_decimal_allowed": flag()},
        {**_TYPED, "initial_value": anything(), "min_value": anything(), "max_value": anything()},
    ),
}
_PRESSED: Mapping[str, Check] = {
    "button": _BUTTON,
    "overflow": _element("overflow", {"options": array(_PLAIN_OPTION, most=5)}),
}
_ACTIONS = by_type({**_PRESSED, **_CHOICES})
_ACCESSORY = by_type({**_PRESSED, **_CHOICES, "image": shape(_IMAGE, _IMAGE_SOURCE)})
_INPUT = by_type({**_CHOICES, **_TYPING})
_CONTEXT = by_type(
    {"plain_text": _text(2000), "mrkdwn": _text(2000), "image": shape(_IMAGE, _IMAGE_SOURCE)},
)


def _block(kind: str, required: Fields | None = None, optional: Fields | None = None) -> Check:
    return shape({"type": one_of(kind), **(required or {})}, {"block_id": string(255), **(optional or {})})


_BLOCK = by_type(
    {
        "section": _block(
            "section",
            None,
            {
                "text": _text(3000),
                "fields": array(_text(2000), most=10),
                "accessory": _ACCESSORY,
                "expand": flag(),
            },
        ),
        "divider": _block("divider"),
        "header": _block("header", {"text": _plain(150)}),
        "context": _block("context", {"elements": array(_CONTEXT, most=10)}),
        "actions": _block("actions", {"elements": array(_ACTIONS, most=25)}),
        "image": _block("image", _IMAGE, {**_IMAGE_SOURCE, "title": _plain(2000)}),
        "input": _block(
            "input",
            {"label": _plain(2000), "element": _INPUT},
            {"hint": _plain(2000), "optional": flag(), "dispatch_action": flag()},
        ),
        "markdown": _block("markdown", {"text": string(12_000)}),
        "rich_text": _block("rich_text", {"elements": array(anything(), most=1000, least=0)}),
    }
)

_VIEW = shape(
    {
        "type": one_of("modal"),
        "title": _plain(24),
        "blocks": array(_BLOCK, most=MODAL_BLOCKS, least=0),
    },
    {
        "close": _plain(24),
        "submit": _plain(24),
        "private_metadata": string(3000, shortest=0),
        "callback_id": string(255, shortest=0),
        "external_id": string(255, shortest=0),
        "clear_on_close": flag(),
        "notify_on_close": flag(),
        "submit_disabled": flag(),
    },
)
_MESSAGE = array(_BLOCK, most=MESSAGE_BLOCKS, least=0)


def problems_in_message(blocks: list[Json]) -> list[str]:
    """Slack's complaints about the blocks of a message; an empty list when it takes them."""
    found = list(_MESSAGE(blocks, "/blocks"))
    return found or list(_problems_between(blocks, "/blocks"))


def problems_in_view(view: Json) -> list[str]:
    """Slack's complaints about a modal; an empty list when it takes it."""
    found = list(_VIEW(view, "/view"))
    if found:
        return found
    found = list(_problems_between(view["blocks"], "/view/blocks"))
    if any(block["type"] == "input" for block in view["blocks"]) and not view.get("submit"):
        found.append(complaint("missing required field: submit", "/view"))
    return found


def is_too_large(view: Json) -> bool:
    return len(json.dumps(view).encode()) > VIEW_BYTES


def _problems_between(blocks: list[Json], at: str) -> Iterator[str]:
    """What only shows when blocks are looked at together, and what a table of fields cannot say."""
    seen: set[str] = set()
    for place, block in enumerate(blocks):
        name = block.get("block_id")
        if name is not None and name in seen:
            yield complaint(f"block_id `{name}` already exists", f"{at}/{place}/block_id")
        seen.add(name or "")
        if block["type"] == "section" and not (block.get("text") or block.get("fields")):
            yield complaint("missing required field: text", f"{at}/{place}")
        actions = [element["action_id"] for element in elements_of(block) if element.get("action_id")]
        for double in sorted({action for action in actions if actions.count(action) > 1}):
            yield complaint(f"action_id `{double}` already exists in this block", f"{at}/{place}/elements")


def elements_of(block: Json) -> list[Json]:
    """What a person can press, choose or type in within this block."""
    match block.get("type"):
        case "actions":
            return list(block["elements"])
        case "section" if block.get("accessory"):
            return [block["accessory"]]
        case "input":
            return [block["element"]]
    return []
