"""Building stones for describing JSON that Slack accepts; each yields Slack's complaint and its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import chain

Check = Callable[[object, str], Iterator[str]]
"""Takes a value and its JSON pointer, yields complaints."""

Fields = Mapping[str, Check]


def complaint(what: str, at: str) -> str:
    return f"[ERROR] {what} [json-pointer:{at}]"


def anything() -> Check:
    return lambda _value, _at: iter(())


def flag() -> Check:
    def check(value: object, at: str) -> Iterator[str]:
        if not isinstance(value, bool):
            yield complaint("must be a boolean", at)

    return check


def number(least: int, most: int) -> Check:
    def check(value: object, at: str) -> Iterator[str]:
        if not isinstance(value, int) or not least <= value <= most:
            yield complaint(f"must be a number from {least} to {most}", at)

    return check


def string(longest: int, *, shortest: int = 1) -> Check:
    def check(value: object, at: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield complaint("must be a string", at)
        elif len(value) > longest:
            yield complaint(f"must be less than {longest + 1} characters", at)
        elif len(value) < shortest:
            yield complaint(f"must be more than {shortest - 1} characters", at)

    return check


def one_of(*allowed: str) -> Check:
    def check(value: object, at: str) -> Iterator[str]:
        if value not in allowed:
            yield complaint(f"must be a valid enum value: {', '.join(allowed)}", at)

    return check


def array(item: Check, *, most: int, least: int = 1) -> Check:
    def check(value: object, at: str) -> Iterator[str]:
        if not isinstance(value, list | tuple):
            yield complaint("must provide an array", at)
            return
        if len(value) > most:
            yield complaint(f"no more than {most} items allowed", at)
        if len(value) < least:
            yield complaint(f"no fewer than {least} items allowed", at)
        yield from chain.from_iterable(item(one, f"{at}/{place}") for place, one in enumerate(value))

    return check


def shape(required: Fields, optional: Fields | None = None) -> Check:
    """An object with these fields and no others."""
    allowed = {**required, **(optional or {})}

    def check(value: object, at: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield complaint("must provide an object", at)
            return
        for name in required:
            if value.get(name) is None:
                yield complaint(f"missing required field: {name}", at)
        for name, content in value.items():
            if name not in allowed:
                yield complaint(f"invalid additional property: {name}", at)
            elif content is not None:
                yield from allowed[name](content, f"{at}/{name}")

    return check


def by_type(shapes: Mapping[str, Check]) -> Check:
    """An object whose `type` says which shape it has."""

    def check(value: object, at: str) -> Iterator[str]:
        kind = str(value.get("type")) if isinstance(value, dict) else "nothing"
        if kind not in shapes:
            yield complaint(f"unsupported type: {kind}", f"{at}/type")
        else:
            yield from shapes[kind](value, at)

    return check
