"""Fills in buttons, menus and fields as Slack's own client would; refuses what it would not allow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from calamiteit.loopback.slack.block_kit import elements_of
from calamiteit.loopback.slack.records import Json

_CHOSEN = {
    "users_select": "selected_user",
    "conversations_select": "selected_conversation",
    "channels_select": "selected_channel",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "multi_users_select": "selected_users",
    "multi_conversations_select": "selected_conversations",
    "multi_channels_select": "selected_channels",
}
_ONE_OPTION = ("static_select", "radio_buttons", "overflow")
_SEVERAL_OPTIONS = ("multi_static_select", "checkboxes")


class NothingThereError(LookupError):
    """There is no such person, channel, button, field or modal to act on."""


def element_named(blocks: Iterable[Json], action_id: str, block_id: str | None) -> tuple[Json, Json]:
    """The block and the element with this action id (in this block, when one is named)."""
    seen: list[str] = []
    for block in blocks:
        for element in elements_of(block):
            if element.get("action_id") == action_id and block_id in (None, block.get("block_id")):
                return block, element
            seen.append(str(element.get("action_id")))
    raise NothingThereError(
        f"there is no '{action_id}' here; there is: {', '.join(seen) or 'nothing to press'}"
    )


def written(block: Json, element: Json, value: object) -> Json:
    """The action that a press or a choice is reported as."""
    action: Json = {"type": element["type"], "action_id": element["action_id"], "block_id": block["block_id"]}
    if element["type"] == "button":
        shown = {name: element[name] for name in ("value", "style") if name in element}
        return action | {"text": element["text"]} | shown
    return action | filled_in(element, value)


def filled_in(element: Json, value: object) -> Json:
    """The state of one element with this value; None leaves it at what the app put there."""
    kind = element["type"]
    if kind in _ONE_OPTION:
        chosen = _option(element, value) if value is not None else element.get("initial_option")
        return {"type": kind, "selected_option": chosen}
    if kind in _SEVERAL_OPTIONS:
        wanted = value if isinstance(value, Sequence) and not isinstance(value, str) else [value]
        several = (
            element.get("initial_options", []) if value is None else [_option(element, one) for one in wanted]
        )
        return {"type": kind, "selected_options": several}
    if kind in _CHOSEN:
        return {"type": kind, _CHOSEN[kind]: (value or None) if value is not None else _initial(element)}
    return {"type": kind, "value": _typed(element, value)}


def state_of(blocks: Iterable[Json], values: Mapping[str, object]) -> Json:
    """`state.values` of a submitted modal; values by action id or by block id."""
    unused = set(values)
    state: Json = {}
    for block in blocks:
        for element in elements_of(block):
            if element["type"] in ("button", "overflow"):
                continue
            names = [name for name in (element["action_id"], block["block_id"]) if name in values]
            unused -= set(names)
            content = filled_in(element, values[names[0]] if names else None)
            _refuse_empty(block, content)
            state[block["block_id"]] = {element["action_id"]: content}
    if unused:
        raise NothingThereError(f"this modal has no field {', '.join(sorted(unused))}")
    return state


def _option(element: Json, value: object) -> Json:
    groups = element.get("option_groups", [])
    options: list[Json] = [
        *element.get("options", []),
        *(one for group in groups for one in group["options"]),
    ]
    for option in options:
        if option["value"] == value:
            return option
    offered = ", ".join(str(option["value"]) for option in options)
    raise NothingThereError(f"'{value}' is not offered by {element['action_id']}; it offers: {offered}")


def _initial(element: Json) -> object:
    return next((content for name, content in element.items() if name.startswith("initial_")), None)


def _typed(element: Json, value: object) -> str | None:
    text = str(value) if value is not None else element.get("initial_value")
    longest, shortest = int(element.get("max_length", 3000)), int(element.get("min_length", 0))
    if text not in (None, "") and not shortest <= len(str(text)) <= longest:
        raise ValueError(
            f"{element['action_id']} takes {shortest} to {longest} characters, not {len(str(text))}"
        )
    return str(text) if text not in (None, "") else None


def _refuse_empty(block: Json, content: Json) -> None:
    filled = [value for name, value in content.items() if name != "type"]
    if block["type"] == "input" and not block.get("optional") and not any(filled):
        raise ValueError(f"'{block['label']['text']}' must be filled in before this modal can be submitted")
