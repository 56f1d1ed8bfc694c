"""Writes a message as a mail: headers that nobody can inject into, plain text, the same as simple HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from hashlib import sha256
from html import escape
from urllib.parse import quote

from calamiteit.core.messages.message import Message, reference
from calamiteit.core.time import Millis
from calamiteit.ports.channel import Parcel
from calamiteit.ports.words import Wording

# 7bit: not every server on the way takes 8-bit mail.
_POLICY = policy.SMTP.clone(cte_type="7bit")
_SUBJECT = 180
_LONGEST_KEY = 120
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")


def message_id(key: str, domain: str) -> str:
    """The Message-ID of an outbox id: the same at each attempt, another for each id."""
    left = quote(key, safe="").replace(".", "%2E").replace("~", "%7E")
    if len(left) > _LONGEST_KEY or not left:
        left = sha256(key.encode()).hexdigest()
    return f"<{left}@{domain}>"


def write(parcel: Parcel, *, sender: Address, recipient: str, domain: str, words: Wording) -> EmailMessage:
    """The mail of a parcel. `recipient` is a checked address, see `addresses`."""
    message = parcel.message
    notice = _notice(message, words) if parcel.possible_repeat else ""
    letter = EmailMessage(policy=_POLICY)
    letter["Message-ID"] = message_id(parcel.key, domain)
    letter["Date"] = format_datetime(_moment(parcel.first_tried))
    letter["From"] = sender
    letter["To"] = recipient
    letter["Subject"] = subject(message, notice)
    # RFC 3834: out-of-office answers stay away.
    letter["Auto-Submitted"] = "auto-generated"
    if message.alarm:
        letter["Importance"] = "high"
        letter["X-Priority"] = "1"
    letter.set_content(_clean(text(message, notice, words)) + "\n")
    letter.add_alternative(_clean(html(message, notice, words)), subtype="html")
    # Only now: setting the content drops every Content- header.
    letter["Content-Language"] = (
        message.language if re.fullmatch(r"[A-Za-z-]{2,12}", message.language) else "en"
    )
    return letter


def subject(message: Message, notice: str) -> str:
    """First words, title, and that it may be a repeat; on one line."""
    first, title = _one_line(message.first), _one_line(message.title)
    end = f" ({_one_line(notice)})" if notice else ""
    room = max(_SUBJECT - len(f"{first} · {end}"), 20)
    return f"{first} · {title if len(title) <= room else title[: room - 1] + '…'}{end}"


def text(message: Message, notice: str, words: Wording) -> str:
    """The plain text: first words first, last words last."""
    parts = [*_opening(message, notice), message.title, *message.lines]
    parts.append("\n".join(f"{label}: {value}" for label, value in message.facts))
    if message.attachment.strip():
        parts.append(f"-----\n{message.attachment.strip()}\n-----")
    parts += [*_answers(message, words), reference(message), message.last]
    return "\n\n".join(part for part in parts if part.strip())


def html(message: Message, notice: str, words: Wording) -> str:
    """The same words as a page without images, links or styles from elsewhere."""
    parts = [f"<p><strong>{escape(part)}</strong></p>" for part in _opening(message, notice) if part]
    parts.append(f"<h1>{escape(message.title)}</h1>")
    parts += [f"<p>{_broken(line)}</p>" for line in message.lines if line.strip()]
    facts = [f"<strong>{escape(label)}:</strong> {escape(value)}" for label, value in message.facts]
    parts += [f"<p>{'<br>'.join(facts)}</p>"] if facts else []
    if message.attachment.strip():
        parts.append(f"<blockquote>{_broken(message.attachment.strip())}</blockquote>")
    parts += [f"<p>{escape(line)}</p>" for line in (*_answers(message, words), reference(message)) if line]
    parts += [f"<p><strong>{escape(message.last)}</strong></p>"] if message.last else []
    head = f'<meta charset="utf-8"><title>{escape(_one_line(message.title))}</title>'
    body = "\n".join(parts)
    page = f"<head>{head}</head>\n<body>\n{body}\n</body>"
    return f'<!doctype html>\n<html lang="{escape(message.language)}">{page}</html>\n'


def _opening(message: Message, notice: str) -> tuple[str, ...]:
    return (message.first, notice)


def _answers(message: Message, words: Wording) -> Iterator[str]:
    """What the buttons say elsewhere, and how to answer without them."""
    if message.buttons:
        choices = " / ".join(_one_line(button.label) for button in message.buttons)
        yield words.say("channel.choices", choices=choices)
        yield words.say("channel.answer")


def _notice(message: Message, words: Wording) -> str:
    return message.repeat_notice or words.say("channel.possible-repeat")


def _moment(first_tried: Millis) -> datetime:
    """The first attempt, so that repeats are the same letter; the present when that is unknown."""
    return datetime.fromtimestamp(first_tried // 1000, UTC) if first_tried else datetime.now(UTC)


def _broken(words: str) -> str:
    return escape(words).replace("\n", "<br>\n")


def _one_line(words: str) -> str:
    """Without line ends or control characters: nothing in it can begin another header."""
    return " ".join(_clean(_CONTROL.sub(" ", words)).split())


def _clean(words: str) -> str:
    """Without control characters, and with half characters replaced: these cannot be sent."""
    whole = words.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace").decode()
    return _CONTROL.sub(" ", whole)
