"""HTML forms for what can be pressed, chosen or filled in: buttons, menus and the fields of a modal."""

from __future__ import annotations

from html import escape

from calamiteit.loopback.slack.records import Json

_HTML_TYPE = {
    "email_text_input": "email",
    "url_text_input": "url",
    "number_input": "number",
    "datepicker": "date",
    "timepicker": "time",
}


def press_form(action: str, hidden: dict[str, str], block: Json, element: Json) -> str:
    """A form of its own for one button or menu in a message."""
    given = hidden | {"block_id": block["block_id"], "action_id": element["action_id"]}
    content = "".join(_hidden(name, value) for name, value in given.items())
    if element["type"] == "button":
        look = escape(str(element.get("style", "")))
        inside = f'<button class="{look}">{escape(element["text"]["text"])}</button>'
    else:
        inside = f"{field(element, 'value')}<button>OK</button>"
    return f'<form method="post" action="{escape(action)}" target="_top">{content}{inside}</form>'


def field(element: Json, name: str) -> str:
    """The field for one element of a modal, under this name."""
    kind = element["type"]
    if "options" in element or "option_groups" in element:
        return _menu(element, name)
    initial = next((str(value) for key, value in element.items() if key.startswith("initial_")), "")
    limits = "".join(
        f' {key.replace("_", "")}="{element[key]}"' for key in ("min_length", "max_length") if key in element
    )
    if element.get("multiline"):
        return f'<textarea name="{escape(name)}" rows="4"{limits}>{escape(initial)}</textarea>'
    html_type = _HTML_TYPE.get(kind, "text")
    return f'<input type="{html_type}" name="{escape(name)}" value="{escape(initial)}"{limits}>'


def _menu(element: Json, name: str) -> str:
    groups = element.get("option_groups") or []
    options: list[Json] = [
        *(element.get("options") or []),
        *(one for group in groups for one in group["options"]),
    ]
    first = element.get("initial_option") or {}
    chosen = {one["value"] for one in element.get("initial_options") or ()} | {first.get("value")}
    several = element["type"] in ("checkboxes", "multi_static_select")
    shown = "".join(
        f'<option value="{escape(one["value"])}"{" selected" if one["value"] in chosen else ""}>'
        f"{escape(one['text']['text'])}</option>"
        for one in options
    )
    return f'<select name="{escape(name)}"{" multiple" if several else ""}>{shown}</select>'


def _hidden(name: str, value: str) -> str:
    return f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
