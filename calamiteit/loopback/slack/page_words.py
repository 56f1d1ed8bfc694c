"""The few words of the practice page, in Dutch and English."""

from __future__ import annotations

_WORDS = {
    "title": ("Oefen-Slack", "Practice Slack"),
    "who": ("Wie bent u?", "Who are you?"),
    "messages": ("Berichten", "Messages"),
    "nothing": ("Nog geen berichten.", "No messages yet."),
    "to_you": ("aan u", "to you"),
    "only_you": ("alleen voor u zichtbaar", "only visible to you"),
    "changed": ("gewijzigd", "changed"),
    "cancel": ("Annuleren", "Cancel"),
    "command": ("Opdracht:", "Command:"),
    "run": ("Uitvoeren", "Run"),
    "lost": (
        "Er is geen programma verbonden: uw klik of opdracht is niet aangekomen.",
        "No program is connected: your click or command did not arrive.",
    ),
    "unanswered": ("Het programma antwoordt niet.", "The program does not answer."),
    "gone": (
        "Dat is er niet meer; het bericht is intussen gewijzigd.",
        "That is no longer there; the message has changed meanwhile.",
    ),
    "incomplete": ("Vul eerst alle verplichte velden in.", "Fill in every required field first."),
}


NOTES = ("lost", "unanswered", "gone", "incomplete")
"""What can be told after something was pressed."""


def say(language: str, code: str) -> str:
    """The words of this code; Dutch for `nl`, English for any other language."""
    dutch, english = _WORDS[code]
    return dutch if language == "nl" else english
