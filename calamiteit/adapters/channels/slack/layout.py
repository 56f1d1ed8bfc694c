"""Lays a message out for Slack: Block Kit blocks and the top-level text, cut visibly to Slack's limits."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from slack_sdk.models.blocks import (
    Block,
    ContextBlock,
    DividerBlock,
    HeaderBlock,
    MarkdownTextObject,
    PlainTextObject,
    SectionBlock,
)

from calamiteit.adapters.channels.slack.buttons import button_rows
from calamiteit.adapters.channels.slack.escaping import escaped, escaped_within, pieces, shortened
from calamiteit.core.messages.message import Message, reference
from calamiteit.core.modes import Mode

Json = dict[str, Any]

MOST_BLOCKS = 50
MOST_CHARACTERS = 12_000
"""Slack refuses a message whose blocks come to about 13,200 characters of JSON (msg_blocks_too_long)."""
TEXT_CHARACTERS = 3_900
"""`chat.update` refuses a top-level text above 4,000."""
_HEADER, _SECTION, _CONTEXT = 150, 2_900, 1_900
_PER_SECTION = 10
_MOST_FACTS = 20
_MOST_GROUPS = 20
_MARKS = {Mode.LIVE: "🔴", Mode.EXERCISE: "🟦 ✏️", Mode.SIMULATION: "⬜"}
_ALARM = "🚨"
_BOLD = re.compile(r"\*[^*\n]+\*")
"""A whole line between stars: the program's own emphasis, such as the state of a task."""
_STYLE = re.compile(r"(?<!\w)([*_~`])(?=\S)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """How many characters the long parts of a message may take."""

    words: int
    attachment: int
    fact: int


BUDGETS = (
    Budget(words=5_500, attachment=4_500, fact=400),
    Budget(words=3_000, attachment=2_500, fact=200),
    Budget(words=1_200, attachment=800, fact=100),
    Budget(words=500, attachment=250, fact=60),
)
SMALLEST = BUDGETS[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """What is handed to Slack."""

    text: str
    blocks: list[Json]


def lay_out(
    message: Message, *, notice: str, possible_repeat: bool = False, smallest: bool = False
) -> Layout:
    """The message for Slack; `notice` says, in the language of the message, that something was cut."""
    for budget in (SMALLEST,) if smallest else BUDGETS:
        blocks = [block.to_dict() for block in _blocks(message, notice, budget, possible_repeat)]
        if len(blocks) <= MOST_BLOCKS and _length(blocks) <= MOST_CHARACTERS:
            break
    return Layout(text=_text(message, notice, possible_repeat), blocks=blocks)


def _length(blocks: list[Json]) -> int:
    return len(json.dumps(blocks, ensure_ascii=False, separators=(",", ":")))


def headline(message: Message) -> str:
    """First words, title, and between them a mark that tells live from exercise at a glance."""
    mark = _ALARM if message.alarm and message.mode is Mode.LIVE else _MARKS[message.mode]
    return f"{message.first} {mark} {message.title}"


def _blocks(message: Message, notice: str, budget: Budget, possible_repeat: bool) -> Iterator[Block]:
    full = headline(message)
    yield HeaderBlock(text=PlainTextObject(text=shortened(full, _HEADER), emoji=False))
    if possible_repeat and message.repeat_notice:
        yield ContextBlock(elements=[_mrkdwn(escaped_within(message.repeat_notice, _CONTEXT))])
    if len(full) > _HEADER and message.title.strip():
        yield _plain(shortened(message.title, 1_000))
    yield from _paragraphs(message, notice, budget)
    yield from _facts(message, budget)
    yield from _attachment(message, notice, budget)
    rows, complete = button_rows(message)
    yield from rows
    if not complete:
        yield ContextBlock(elements=[_mrkdwn(notice)])
    yield from _foot(message)


def _paragraphs(message: Message, notice: str, budget: Budget) -> Iterator[Block]:
    """As they were written: nothing that a person typed becomes a link, a mention or a style of Slack."""
    left = budget.words
    for is_bold, words in _groups(message):
        if left <= 0:
            return
        if is_bold and len(escaped(words)) <= min(left, _SECTION):
            yield SectionBlock(text=_mrkdwn(escaped(words)))
        else:
            yield from (_plain(piece) for piece in pieces(shortened(words, left, f"… {notice}"), _SECTION))
        left -= len(words)


def _groups(message: Message) -> list[tuple[bool, str]]:
    """Neighbouring lines of one kind together; True for those in bold."""
    grouped = groupby(_lines(message), key=lambda line: bool(_BOLD.fullmatch(line)))
    groups = [(is_bold, "\n\n".join(lines)) for is_bold, lines in grouped]
    if len(groups) > _MOST_GROUPS:
        return [(False, "\n\n".join(_lines(message)))]
    return groups


def _lines(message: Message) -> Iterator[str]:
    return (line.strip() for line in message.lines if line.strip())


def _facts(message: Message, budget: Budget) -> Iterator[Block]:
    fields = [
        _mrkdwn(f"*{escaped_within(label, 100)}*\n{escaped_within(_unstyled(value), budget.fact)}")
        for label, value in message.facts[:_MOST_FACTS]
    ]
    for at in range(0, len(fields), _PER_SECTION):
        yield SectionBlock(fields=fields[at : at + _PER_SECTION])


def _attachment(message: Message, notice: str, budget: Budget) -> Iterator[Block]:
    """In sections of its own and word for word, so that it can be copied."""
    if not message.attachment.strip():
        return
    yield DividerBlock()
    for piece in pieces(shortened(message.attachment, budget.attachment, f"… {notice}"), _SECTION):
        yield _plain(piece)
    yield DividerBlock()


def _foot(message: Message) -> Iterator[Block]:
    """The last words of the message are the last, in a block of their own."""
    if message.run:
        yield ContextBlock(elements=[_mrkdwn(escaped_within(reference(message), 300))])
    if message.last:
        yield SectionBlock(text=_mrkdwn(f"*{escaped_within(message.last, 300)}*"))


def _text(message: Message, notice: str, possible_repeat: bool) -> str:
    """What notifications show, and what readers hear who do not see blocks."""
    foot = escaped_within("\n".join(part for part in (reference(message), message.last) if part), 600)
    parts = [headline(message)]
    parts += [message.repeat_notice] if possible_repeat and message.repeat_notice else []
    parts += [line.strip("*") if _BOLD.fullmatch(line) else line for line in _lines(message)]
    parts += [f"{label}: {value}" for label, value in message.facts]
    room = TEXT_CHARACTERS - len(foot) - 1
    return f"{escaped_within(chr(10).join(parts), room, f'… {notice}')}\n{foot}".strip()


def _plain(text: str) -> SectionBlock:
    return SectionBlock(text=PlainTextObject(text=text, emoji=False))


def _unstyled(text: str) -> str:
    """A zero-width space behind an opening mark keeps Slack from making bold or code of it."""
    return _STYLE.sub("\\1\u200b", text)


def _mrkdwn(text: str) -> MarkdownTextObject:
    # verbatim: Slack makes no links of addresses and no mentions of names in typed texts.
    return MarkdownTextObject(text=text, verbatim=True)
