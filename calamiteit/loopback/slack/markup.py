"""Turns Slack's text markup and blocks into plain HTML for the practice page."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

from calamiteit.loopback.slack.records import Json
from calamiteit.loopback.slack.workspace import Workspace

Press = Callable[[Json, Json], str]
"""Makes the form for one element of one block."""

_LINK = re.compile(r"&lt;(https?://[^|&]+?|mailto:[^|&]+?)(?:\|([^&]*?))?&gt;")
_MENTION = re.compile(r"&lt;([@#!])([^|&]+?)(?:\|([^&]*?))?&gt;")
_STYLES = (
    (re.compile(r"(?<!\w)\*(\S[^*\n]*?)\*(?!\w)"), "b"),
    (re.compile(r"(?<!\w)_(\S[^_\n]*?)_(?!\w)"), "i"),
)
_CODE = re.compile(r"`([^`\n]+)`")


def mrkdwn(text: str, workspace: Workspace) -> str:
    """Bold, italic, code, links, mentions; everything else as it is written."""
    # Slack wants &, < and > written as entities by whoever posts; undo that before escaping again.
    plain = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    shown = escape(plain, quote=False)
    shown = _LINK.sub(lambda found: f'<a href="{escape(found[1])}">{found[2] or found[1]}</a>', shown)
    shown = _MENTION.sub(lambda found: f"<b>{_mentioned(found, workspace)}</b>", shown)
    for pattern, tag in _STYLES:
        shown = pattern.sub(rf"<{tag}>\1</{tag}>", shown)
    return _CODE.sub(r"<code>\1</code>", shown).replace("\n", "<br>")


def text_html(text: Json, workspace: Workspace) -> str:
    content = str(text["text"])
    if text["type"] == "plain_text":
        return escape(content).replace("\n", "<br>")
    return mrkdwn(content, workspace)


def block_html(block: Json, workspace: Workspace, press: Press) -> str:
    """One block of a message or a modal; `press` makes what can be pressed or filled in."""
    match block["type"]:
        case "header":
            return f"<h3>{text_html(block['text'], workspace)}</h3>"
        case "divider":
            return "<hr>"
        case "section":
            return _section(block, workspace, press)
        case "context":
            parts = [_context(element, workspace) for element in block["elements"]]
            return f'<p class="context">{" ".join(parts)}</p>'
        case "actions":
            return f'<div class="actions">{"".join(press(block, one) for one in block["elements"])}</div>'
        case "image":
            return f"<p>[{escape(block['alt_text'])}]</p>"
        case "markdown":
            return f"<pre>{escape(block['text'])}</pre>"
        case "input":
            return _input(block, workspace, press)
    return f"<p>[{escape(str(block['type']))}]</p>"


def _section(block: Json, workspace: Workspace, press: Press) -> str:
    parts = [f"<p>{text_html(block['text'], workspace)}</p>"] if block.get("text") else []
    fields = [f"<li>{text_html(field, workspace)}</li>" for field in block.get("fields") or ()]
    if fields:
        parts.append(f"<ul>{''.join(fields)}</ul>")
    accessory = block.get("accessory")
    if accessory and accessory["type"] != "image":
        parts.append(press(block, accessory))
    return "".join(parts)


def _input(block: Json, workspace: Workspace, press: Press) -> str:
    hint = f'<p class="context">{text_html(block["hint"], workspace)}</p>' if block.get("hint") else ""
    label = text_html(block["label"], workspace)
    return f"<label>{label}<br>{press(block, block['element'])}</label>{hint}"


def _context(element: Json, workspace: Workspace) -> str:
    return f"[{escape(element['alt_text'])}]" if element["type"] == "image" else text_html(element, workspace)


def _mentioned(found: re.Match[str], workspace: Workspace) -> str:
    sign, name, shown = found[1], found[2], found[3]
    if sign == "@" and name in workspace.people:
        return "@" + escape(workspace.people[name].real_name or workspace.people[name].name)
    if sign == "#" and name in workspace.channels:
        return "#" + escape(workspace.channels[name].name)
    return escape(shown or f"{sign}{name}")
