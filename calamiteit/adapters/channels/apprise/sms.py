"""How long a text is as an SMS: at most two segments, in the alphabet of GSM where possible."""

from __future__ import annotations

import unicodedata

# The basic alphabet of 3GPP TS 23.038, and what takes two places in it.
_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_DOUBLE = frozenset("^{}\\[~]|€")
_PLAIN = {"’": "'", "‘": "'", "“": '"', "”": '"', "„": '"', "…": "...", "–": "-", "—": "-", "·": "-"}
_SILENT = ("Cc", "Cf", "Cs", "Mn", "So", "Sk")
"""Categories of characters that say nothing in an SMS: control, joiners, halves, loose accents, pictures."""

MOST_GSM = 2 * 152
"""Of the 153 places in a segment one may stay empty: what takes two places is not split over segments."""
MOST_UCS2 = 2 * 66
"""Of 67 places, for the same reason, as soon as one character lies outside the alphabet."""


def plain(words: str) -> str:
    """On one line and in the alphabet where that keeps the meaning: `geïnformeerd` loses its dots."""
    return " ".join("".join(_plain(character) for character in " ".join(words.split())).split())


def fits(words: str) -> bool:
    """Whether it takes at most two segments."""
    if all(_is_gsm(character) for character in words):
        return len(words) + sum(character in _DOUBLE for character in words) <= MOST_GSM
    return len(words.encode("utf-16-le", "replace")) // 2 <= MOST_UCS2


def _plain(character: str) -> str:
    if _is_gsm(character):
        return character
    if unicodedata.category(character) in _SILENT:
        return " "
    bare = _PLAIN.get(character) or unicodedata.normalize("NFKD", character)
    return "".join(part for part in bare if _is_gsm(part)) or character


def _is_gsm(character: str) -> bool:
    return character in _BASIC or character in _DOUBLE
