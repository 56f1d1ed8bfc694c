"""Lays out the buttons of a message: labels, confirmation, and the value that says what they mean."""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.models.blocks import ActionsBlock, ButtonElement, ConfirmObject, PlainTextObject

from calamiteit.adapters.channels.slack.escaping import shortened
from calamiteit.adapters.channels.slack.pressed import VALUE_CHARACTERS, FormWords, Pressed, encode
from calamiteit.core.messages.message import Button, Message

PREFIX = "calamiteit."
MOST_BUTTONS = 15
_PER_ROW = 5
_LABEL, _TRANSITION = 75, 100
_CONFIRM_TITLE, _CONFIRM_TEXT, _CONFIRM_LABEL = 100, 300, 30
_FORM_WORDS = (24, 300, 24, 24)
"""Longest title, question, send label and cancel label of a form."""


def button_rows(message: Message) -> tuple[list[ActionsBlock], bool]:
    """The rows of buttons; True when all of them could be shown."""
    elements = [
        element
        for place, button in enumerate(message.buttons[:MOST_BUTTONS])
        if (element := _element(message, button, place))
    ]
    rows = [ActionsBlock(elements=elements[at : at + _PER_ROW]) for at in range(0, len(elements), _PER_ROW)]
    return rows, len(elements) == len(message.buttons)


def _element(message: Message, button: Button, place: int) -> ButtonElement | None:
    value = _value(message, button)
    if len(value) > VALUE_CHARACTERS:
        return None
    label = shortened(button.label.strip() or button.transition, _LABEL)
    return ButtonElement(
        text=PlainTextObject(text=label),
        action_id=f"{PREFIX}{button.transition[:_TRANSITION]}.{place}",
        value=value,
        style=button.style if button.style in ("primary", "danger") else None,
        confirm=_confirm(message, button, label) if button.confirm else None,
    )


def _value(message: Message, button: Button) -> str:
    pressed = Pressed(
        run=message.run,
        assignment=message.assignment,
        transition=button.transition,
        generation=message.generation,
        option=button.option,
        asks=button.asks,
        form=form_words(message.forms.get(button.asks)) if button.asks else None,
    )
    return encode(pressed)


def form_words(words: Sequence[str] | None) -> FormWords | None:
    """The words of a form, each within Slack's limit."""
    if words is None:
        return None
    title, question, send, cancel = (
        shortened(word, most) for word, most in zip(words, _FORM_WORDS, strict=True)
    )
    return (title, question, send, cancel)


def _confirm(message: Message, button: Button, label: str) -> ConfirmObject:
    cancel = next((words[3] for words in message.forms.values() if words[3].strip()), "✕")
    return ConfirmObject(
        title=PlainTextObject(text=shortened(label, _CONFIRM_TITLE)),
        text=PlainTextObject(text=shortened(button.confirm, _CONFIRM_TEXT)),
        confirm=PlainTextObject(text=shortened(label, _CONFIRM_LABEL)),
        deny=PlainTextObject(text=shortened(cancel, _CONFIRM_LABEL)),
    )
