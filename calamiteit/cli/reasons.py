"""Why a channel did not deliver, in words; a reason that has no words is shown as the channel gave it."""

from __future__ import annotations

from calamiteit.ports.words import Wording


def explained(words: Wording, reason: str) -> str:
    """`missing_scope:chat:write` becomes a sentence that says what to do."""
    code, _, detail = reason.partition(":")
    key = f"why.{code.replace('_', '-')}"
    said = words.say(key, detail=detail)
    return reason if said == key else said
