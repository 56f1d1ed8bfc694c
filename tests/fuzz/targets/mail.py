"""Mail addresses from files, and letters with texts from anybody: one mailbox, no header injected."""

from __future__ import annotations

from collections.abc import Sequence
from email import message_from_bytes, policy

from calamiteit.adapters.channels.apprise.address import checked_template, filled_in
from calamiteit.adapters.channels.mail.addresses import checked_domain, sender_address, usable
from calamiteit.adapters.channels.mail.letter import write
from calamiteit.adapters.files.words import Words
from calamiteit.core.messages.message import Button
from tests.fuzz.choices import Choices
from tests.fuzz.target import Target
from tests.support.messages import parcel, task

WORDS = (
    "@", ".", "..", "example.org", "Lindeveen <", ">", "<", "(", ")", '"', "\\", ",", ";", ":", "[", "]",
    "\r\n", "\nBcc: x@example.org",
    "=?utf-8?q?x?=", "=?", "?=", "xn--", "xn--a", "\u3002", "\uff0e", "ß", "İ", "\u200d", "%40", " ",
    "{address}", "://", "((((", "a" * 70,
    "(" * 900,
)  # fmt: skip
OUR_HEADERS = frozenset(
    {
        "message-id", "date", "from", "to", "subject", "auto-submitted", "importance", "x-priority",
        "mime-version",
        "content-type", "content-language", "content-transfer-encoding",
    }
)  # fmt: skip


def fuzz(data: bytes) -> None:
    """One text as an address, as a sender, as a domain, as a place in a service."""
    text = data.decode("utf-8", "replace")
    address = usable(text)
    if address is not None:
        assert address.isascii() and not set("\r\n\t <>,;") & set(address) and address.count("@") == 1
        assert usable(address) == address, address
    for check in (sender_address, checked_domain):
        try:
            str(check(text)).encode()
        except ValueError as refused:
            assert "mail" in str(refused), refused
    filled = filled_in("ntfys://ntfy.example.org/{address}", text)
    assert filled is None or (filled.count("/") == 3 and filled.isascii())
    try:
        checked_template("sms", text)
    except ValueError as refused:
        assert "channel 'sms'" in str(refused), refused


def fuzz_letter(data: bytes) -> None:
    """Texts from anybody in every place of a letter; read back, it has our headers and no other."""
    choices = Choices(data)
    language, button = choices.text(), choices.text()
    first, title, facts = choices.text(), choices.text(), ((choices.text(), choices.text()),)
    rest = choices.rest()
    message = task(
        language=language, first=first, title=title, facts=facts, lines=(rest, title), attachment=rest,
        buttons=(Button(transition="accept", label=button),), repeat_notice=title, run=first, last=rest,
    )  # fmt: skip
    sent = parcel("p@example.org", message=message, possible_repeat=True)
    letter = write(
        sent,
        sender=sender_address("Lindeveen <c@example.org>"),
        recipient="p@example.org",
        domain="example.org",
        words=Words("nl"),
    )
    read = message_from_bytes(letter.as_bytes(), policy=policy.default)
    assert {name.lower() for name in read} <= OUR_HEADERS, read.keys()
    assert str(read["to"]) == "p@example.org"


def seeds() -> Sequence[bytes]:
    """Addresses as people have them."""
    return [
        one.encode()
        for one in (
            "crisis@example.org", "Gemeente Lindeveen <crisis@example.org>",
            '"A, B" <a.b+c@mail.example.org>', "a@xn--mnchen-3ya.example.org",
            "a@münchen.example.org", "ntfys://ntfy.example.org/{address}?x=1",
            "json://user:pass@host.example.org/{address}", "+31 6 0000 0001",
            "example.org", "(comment) a@example.org (more)", "Undisclosed: a@example.org, b@example.org;",
        )
    ]  # fmt: skip


def letter_seeds() -> Sequence[bytes]:
    """Lengths and texts in turn."""
    return [b"\x02nl\x04Klaar" + one for one in (*seeds(), b"Een bericht.\r\nTweede regel")]


TARGET = Target(name="mail", fuzz=fuzz, seeds=seeds, words=WORDS, longest=2_000)
LETTER = Target(name="letter", fuzz=fuzz_letter, seeds=letter_seeds, words=WORDS, longest=1_000)
