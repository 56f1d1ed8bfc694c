"""Which edits take one person out of the contact files, wherever the alias stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from calamiteit.core.problems import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """Take out what stands at `path`: an item of a list, or a key with its value."""

    path: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Put:
    """Write another word at `path`."""

    path: Path
    text: str


Edit = Cut | Put

_MENTIONS: tuple[tuple[Path, int], ...] = (
    (("people", "*", "admitted_by"), 0),
    (("roles", "*", "deputies", "*"), 0),
    (("rota", "*", "weekly", "*", "who"), 1),
    (("rota", "*", "exceptions", "*", "who"), 1),
    (("neighbourhoods", "*", "area_manager"), 0),
    (("authority", "*", "*"), 0),
    (("teams", "*", "roles", "*"), 0),
)
"""Where an alias can stand, and how many levels further out the cut is made: a duty goes as a whole."""


def edits_without(data: Mapping[str, object], alias: str) -> list[Edit]:
    """The edits for the plain values of one file, to be made in this order.

    A holder is followed up by the first deputy; a role without deputies stays vacant.
    """
    cuts = {Cut(path=path) for pattern, out in _MENTIONS for path in _shortened(data, pattern, alias, out)}
    puts, moved = _followed_up(data, alias)
    people = data.get("people")
    if isinstance(people, Mapping) and alias in people:
        inside = {cut for cut in cuts if cut.path[:2] == ("people", alias)}
        cuts = (cuts - inside) | {Cut(path=("people", alias))}
    return [*puts, *sorted(cuts | moved, key=lambda cut: _order(cut.path), reverse=True)]


def edited(value: object, edit: Edit, path: Path | None = None) -> object:
    """The plain values after one edit; the values given stay as they are."""
    path = edit.path if path is None else path
    if not path:
        return edit.text if isinstance(edit, Put) else value
    key, last = path[0], len(path) == 1
    if isinstance(value, Mapping):
        if last and isinstance(edit, Cut):
            return {name: entry for name, entry in value.items() if name != key}
        return {n: edited(entry, edit, path[1:]) if n == key else entry for n, entry in value.items()}
    if isinstance(value, list):
        if last and isinstance(edit, Cut):
            return [item for position, item in enumerate(value) if position != key]
        return [edited(item, edit, path[1:]) if n == key else item for n, item in enumerate(value)]
    return value


def _shortened(data: object, pattern: Path, alias: str, out: int) -> Iterator[Path]:
    for path in _where(data, pattern, alias):
        yield path[: len(path) - out]


def _where(value: object, pattern: Path, alias: str, path: Path = ()) -> Iterator[Path]:
    """The paths of a pattern (`*` stands for each key or item) at which the alias stands."""
    if not pattern:
        if value == alias:
            yield path
    elif isinstance(value, Mapping):
        for key in value if pattern[0] == "*" else {pattern[0]} & value.keys():
            yield from _where(value[key], pattern[1:], alias, (*path, key))
    elif isinstance(value, Sequence) and not isinstance(value, str) and pattern[0] == "*":
        for position, item in enumerate(value):
            yield from _where(item, pattern[1:], alias, (*path, position))


def _followed_up(data: Mapping[str, object], alias: str) -> tuple[list[Put], set[Cut]]:
    puts: list[Put] = []
    cuts: set[Cut] = set()
    for holder in _where(data, ("roles", "*", "holder"), alias):
        place = holder[:-1]
        deputies = [
            path for path in _where_any(data, (*place, "deputies", "*")) if _value(data, path) != alias
        ]
        if deputies:
            puts.append(Put(path=holder, text=str(_value(data, deputies[0]))))
            cuts.add(Cut(path=deputies[0]))
        else:
            cuts.add(Cut(path=holder))
    return puts, cuts


def _where_any(data: object, pattern: Path) -> list[Path]:
    *place, _ = pattern
    found = _value(data, tuple(place))
    return [(*place, position) for position in range(len(found))] if isinstance(found, list) else []


def _value(value: object, path: Path) -> object:
    for part in path:
        if isinstance(value, Mapping):
            value = value.get(part)
        elif isinstance(value, list) and isinstance(part, int):
            value = value[part]
        else:
            return None
    return value


def _order(path: Path) -> tuple[tuple[int, int, str], ...]:
    """Sorts positions as numbers, so that the last item of a list is cut first."""
    return tuple((1, part, "") if isinstance(part, int) else (0, 0, part) for part in path)
