"""Makes any text safe for Slack, and short enough: cut visibly, never in the middle of an entity."""

from __future__ import annotations

ELLIPSIS = "…"
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def whole(text: str) -> str:
    """With a question mark for each half character, which JSON can hold and nobody can store."""
    return text.encode("utf-8", "replace").decode()


def escaped(text: str) -> str:
    """Nobody can put a mention or a link into a typed text: Slack starts both with `<`."""
    return "".join(_ENTITIES.get(character, character) for character in text)


def shortened(text: str, most: int, notice: str = ELLIPSIS) -> str:
    """At most `most` characters; what was cut shows as the notice at the end."""
    return text if len(text) <= most else text[: max(0, most - len(notice))].rstrip() + notice


def escaped_within(text: str, most: int, notice: str = ELLIPSIS) -> str:
    """Escaped and, counted after that, at most `most` characters; the notice is ours and stays as it is."""
    if len(escaped(text)) <= most:
        return escaped(text)
    kept: list[str] = []
    left = most - len(notice)
    for character in text:
        piece = _ENTITIES.get(character, character)
        if len(piece) > left:
            break
        kept.append(piece)
        left -= len(piece)
    return "".join(kept).rstrip() + notice


def pieces(text: str, most: int) -> list[str]:
    """The text in parts of at most `most` characters, cut at the end of a line or a word where possible."""
    found: list[str] = []
    while len(text) > most:
        at = _place_to_cut(text, most)
        found.append(text[:at].rstrip())
        text = text[at:].lstrip("\n ")
    return [part for part in (*found, text) if part.strip()]


def _place_to_cut(text: str, most: int) -> int:
    for mark in ("\n\n", "\n", " "):
        at = text.rfind(mark, most // 2, most)
        if at > 0:
            return at
    entity = text.rfind("&", most - len("&amp;"), most)
    return entity if entity > 0 and ";" not in text[entity:most] else most
