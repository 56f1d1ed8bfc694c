"""Takes an entry out of a YAML text, or writes another word, and leaves every other character as it is."""

from __future__ import annotations

import re

from ruamel.yaml import YAML
from ruamel.yaml.nodes import CollectionNode, MappingNode, Node, SequenceNode

from calamiteit.core.contacts.removal import Cut, Edit
from calamiteit.core.problems import Path


def cut_text(text: str, edit: Edit) -> str:
    """The text after one edit. KeyError when there is nothing at the path.

    A cut takes comments inside the entry and on its lines along, and those directly above it.
    """
    holder = _at(_compose(text), edit.path[:-1])
    position = _position(holder, edit.path[-1])
    if isinstance(edit, Cut):
        return _without(text, holder, position)
    start, end = _span(holder, position)
    value = holder.value[position][1] if isinstance(holder, MappingNode) else holder.value[position]
    return text[: value.start_mark.index] + edit.text + text[end:] if start < end else text


def _compose(text: str) -> Node:
    node: Node | None = YAML(typ="safe", pure=True).compose(text)
    if node is None:
        raise KeyError("the file is empty")
    return node


def _at(node: Node, path: Path) -> Node:
    for part in path:
        found = node.value[_position(node, part)]
        node = found[1] if isinstance(node, MappingNode) else found
    return node


def _position(node: Node, part: str | int) -> int:
    if isinstance(node, SequenceNode) and isinstance(part, int) and part < len(node.value):
        return part
    if isinstance(node, MappingNode):
        for position, (key, _) in enumerate(node.value):
            if key.value == part:
                return position
    raise KeyError(part)


def _span(holder: Node, position: int) -> tuple[int, int]:
    """From where an entry starts (its key, or the item after the dash) to where its last character ends."""
    entry = holder.value[position]
    first, last = entry if isinstance(holder, MappingNode) else (entry, entry)
    return first.start_mark.index, _end(last)


def _end(node: Node) -> int:
    """Where the content ends; the end mark of a block lies further down, before the next token."""
    if not isinstance(node, CollectionNode) or node.flow_style or not node.value:
        end: int = node.end_mark.index
        return end
    last = node.value[-1]
    return _end(last[1] if isinstance(node, MappingNode) else last)


def _without(text: str, holder: Node, position: int) -> str:
    if isinstance(holder, CollectionNode) and holder.flow_style:
        return _without_in_line(text, holder, position)
    start, end = _span(holder, position)
    start = text.rfind("\n", 0, start) + 1
    end = _line_end(text, end)
    indent = len(text[start:]) - len(text[start:].lstrip(" "))
    end = _with_tail(text, end, indent)
    start = _with_head(text, start, indent)
    if len(holder.value) == 1:
        empty = "{}" if isinstance(holder, MappingNode) else "[]"
        return f"{text[:start]}{' ' * (indent + 2)}{empty}\n{text[end:]}"
    return text[:start] + text[_after_blanks(text, start, end, first=position == 0) :]


def _line_end(text: str, at: int) -> int:
    """The start of the next line; a block text ends there already."""
    if at and text[at - 1] == "\n":
        return at
    found = text.find("\n", at)
    return len(text) if found < 0 else found + 1


def _with_tail(text: str, end: int, indent: int) -> int:
    """Further comment lines that are indented as part of the entry."""
    while match := re.compile(r"( *)#[^\n]*(?:\n|\Z)").match(text, end):
        if len(match[1]) <= indent:
            break
        end = match.end()
    return end


def _with_head(text: str, start: int, indent: int) -> int:
    """The comment lines directly above an entry are about it."""
    while start:
        before = text.rfind("\n", 0, start - 1) + 1
        line = text[before:start]
        if not line.lstrip(" ").startswith("#") or len(line) - len(line.lstrip(" ")) != indent:
            break
        start = before
    return start


def _after_blanks(text: str, start: int, end: int, *, first: bool) -> int:
    """Where to go on, so that the blank lines around a cut do not add up."""
    if first or text[:start].endswith("\n\n") or not text[end:].strip():
        while end < len(text) and text[end] == "\n":
            end += 1
    return end


def _without_in_line(text: str, holder: Node, position: int) -> str:
    start, end = _span(holder, position)
    if position + 1 < len(holder.value):
        return text[:start] + text[_span(holder, position + 1)[0] :]
    if position:
        return text[: _span(holder, position - 1)[1]] + text[end:]
    return text[:start] + text[end:]
