"""Reads bytes as a row of choices, and damages a tree of plain values by them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

Kind = TypeVar("Kind")

ODD_VALUES: tuple[object, ...] = (
    None, True, False, 0, 1, -1, 10**17, -(10**17), 0.5, -0.0, 1e17, "", " ", "\n", "never", "none", "team",
    "-",
    "a" * 61, "A", "a b", "é", "\u2028", "٣", "²", "+999999w", "0m", "+0s", "1h30m", "24:00", "00:00",
    "23:59",
    "9999-12-31", "0001-01-01", "2026-02-30", "2026-03-29 02:30", "9999-12-31 23:59", "monday 24:00",
    "sunday 23:59",
    "{{", "{{ place }}", "{% for x in facts %}{{ x }}{% endfor %}", "{{ plan.id.__class__ }}", "x" * 10_001,
    "@", "a@b", "a@example.org", "+31 6 0000 0001", "112", "https://[", "https://example.org", "U0AAAAAAA",
    [], {}, [None], [[]], {"": None}, {"nl": "x", "en": "y"}, {"a": {"b": []}}, {"any": []},
    {"not": {"not": {}}},
    {"step": "notify-team"}, {"after": "none", "plus": "1m"}, {"local": "07:30", "day": 3660},
)  # fmt: skip
"""What somebody could write where something else belongs."""


class Choices:
    """Bytes, used up one by one; when they are gone every choice is the first."""

    def __init__(self, data: bytes, *, halves: bool = False) -> None:
        """`halves`: texts may hold half characters, as JSON and a command line can; files cannot."""
        self._errors = "surrogateescape" if halves else "replace"
        self._data = data
        self._at = 0

    @property
    def left(self) -> int:
        """How many bytes there still are."""
        return len(self._data) - self._at

    def below(self, most: int) -> int:
        """A number from 0, less than `most`."""
        return int.from_bytes(self.take(2 if most > 256 else 1), "big") % most if most > 1 else 0

    def one_of(self, known: Sequence[Kind]) -> Kind:
        """One of these."""
        return known[self.below(len(known))]

    def take(self, count: int) -> bytes:
        """The next bytes, filled up with zeroes."""
        found = self._data[self._at : self._at + count]
        self._at = min(len(self._data), self._at + count)
        return found.ljust(count, b"\0")

    def text(self) -> str:
        """A short text of its own."""
        return self.take(self.below(24)).decode("utf-8", self._errors)

    def rest(self) -> str:
        """All that is left, as text."""
        found, self._at = self._data[self._at :], len(self._data)
        return found.decode("utf-8", self._errors)


def damaged(tree: object, choices: Choices, most: int = 8) -> object:
    """The tree with up to `most` things wrong; what is not touched is shared with the tree that was given."""
    for _ in range(most):
        tree = _damaged_once(tree, choices, tree)
        if not choices.left:
            break
    return tree


def _damaged_once(node: object, choices: Choices, root: object) -> object:
    """Walks down, now and then stops, and changes what stands there."""
    if isinstance(node, Mapping) and node and choices.below(8):
        return _in_mapping(dict(node), choices, root)
    if isinstance(node, list) and node and choices.below(8):
        return _in_list(list(node), choices, root)
    return _other(node, choices, root)


def _in_mapping(node: dict[str, object], choices: Choices, root: object) -> object:
    key = choices.one_of(list(node))
    match choices.below(12):
        case 0:
            del node[key]
        case 1:
            node[choices.text()] = node.pop(key)
        case 2:
            node[choices.text()] = _other(node[key], choices, root)
        case 3:
            node[key + "x"] = node.pop(key)
        case _:
            node[key] = _damaged_once(node[key], choices, root)
    return node


def _in_list(node: list[object], choices: Choices, root: object) -> object:
    place = choices.below(len(node))
    match choices.below(10):
        case 0:
            del node[place]
        case 1:
            node.append(node[place])
        case 2:
            node.extend(node * 20)
        case _:
            node[place] = _damaged_once(node[place], choices, root)
    return node


def _other(node: object, choices: Choices, root: object) -> object:
    """Something else in this place: odd, typed, taken from elsewhere, or wrapped."""
    match choices.below(8):
        case 0 | 1 | 2:
            return choices.one_of(ODD_VALUES)
        case 3:
            return choices.text()
        case 4:
            return _elsewhere(root, choices)
        case 5:
            return [node]
        case 6:
            return {choices.text(): node}
        case _:
            return f"{node}{choices.text()}" if isinstance(node, str) else choices.below(65_536)


def _elsewhere(node: object, choices: Choices) -> object:
    while node and isinstance(node, Mapping | list) and choices.below(6):
        node = choices.one_of(list(node.values()) if isinstance(node, Mapping) else node)
    return node
