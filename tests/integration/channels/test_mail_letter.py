"""The mail itself: a stable name, an honest subject, headers that nobody can inject into, the same words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import EmailMessage
from email.utils import parsedate_to_datetime

import pytest

from calamiteit.adapters.channels.mail import MailChannel
from calamiteit.adapters.channels.mail.letter import message_id
from calamiteit.adapters.files.words import Words
from calamiteit.core.messages.message import Message
from calamiteit.loopback.mail import LoopbackMail
from calamiteit.ports.channel import Delivered, GiveUp, Unknown
from tests.support.messages import TASK, exercise, parcel, task

SANNE = "sanne@example.org"


@pytest.fixture
def server() -> Iterator[LoopbackMail]:
    with LoopbackMail() as running:
        yield running


@pytest.fixture
def mail(server: LoopbackMail) -> MailChannel:
    sender = "Gemeente Lindeveen <crisis@example.org>"
    return MailChannel(host=server.host, port=server.port, sender=sender, tls="none", words=Words)


def test_a_repeat_has_the_same_message_id_and_says_so_in_the_subject(
    server: LoopbackMail, mail: MailChannel
) -> None:
    server.faults.lose_answer()
    assert isinstance(mail.send(parcel(SANNE, key="L-1:4:0")), Unknown)
    again = mail.send(parcel(SANNE, key="L-1:4:0", possible_repeat=True))
    first, second = server.messages
    assert first["Message-ID"] == second["Message-ID"] == "<L-1%3A4%3A0@example.org>"
    assert again == Delivered(ref=first["Message-ID"])
    assert TASK.repeat_notice not in first["Subject"]
    assert second["Subject"] == f"{TASK.first} · {TASK.title} ({TASK.repeat_notice})"
    assert TASK.repeat_notice in plain(second) and TASK.repeat_notice in html(second)


def test_each_outbox_id_has_a_message_id_of_its_own_in_legal_letters() -> None:
    keys = ["L-1:4:0", "L-1:40", "L-1.4.0", "L-1%3A4:0", "..", "", "x" * 500, "y" * 500, "é~", "a b\r\nc>d@e"]
    names = [message_id(key, "example.org") for key in keys]
    assert len(set(names)) == len(keys)
    assert [name for name in names if not re.fullmatch(r"<[A-Za-z0-9_%-]+@example\.org>", name)] == []


def test_a_long_message_id_is_not_broken_on_its_way(server: LoopbackMail, mail: MailChannel) -> None:
    sent = mail.send(parcel(SANNE, key="L-20261124-abcdefghijklmnopqrstuvwxyz:123456789:0:mail:mail:mail"))
    assert sent == Delivered(ref=server.messages[0]["Message-ID"])


def test_the_date_is_that_of_the_first_attempt(server: LoopbackMail, mail: MailChannel) -> None:
    mail.send(parcel(SANNE, first_tried=1_795_490_000_000))
    assert parsedate_to_datetime(server.messages[0]["Date"]).timestamp() == 1_795_490_000


def test_the_headers_keep_automatic_answers_away_and_name_language_and_urgency(
    server: LoopbackMail, mail: MailChannel
) -> None:
    mail.send(parcel(SANNE))
    mail.send(parcel(SANNE, message=task(alarm=True, language="en")))
    calm, urgent = server.messages
    assert calm["Auto-Submitted"] == urgent["Auto-Submitted"] == "auto-generated"
    assert (calm["Content-Language"], urgent["Content-Language"]) == ("nl", "en")
    assert (calm["Importance"], urgent["Importance"]) == (None, "high")
    assert calm["From"] == "Gemeente Lindeveen <crisis@example.org>"


@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r", "\u2028", "\x0b", "\x85"])
def test_no_word_of_a_message_can_become_a_header(
    server: LoopbackMail, mail: MailChannel, line_end: str
) -> None:
    bad = f"Bel{line_end}Bcc: alex@example.org{line_end}{line_end}<b>"
    message = task(first=bad, title=bad, repeat_notice=bad, language=bad, municipality=bad, last=bad)
    assert isinstance(mail.send(parcel(SANNE, key=bad, message=message, possible_repeat=True)), Delivered)
    (arrived,) = server.received
    assert arrived.message["Bcc"] is None
    assert arrived.recipients == (SANNE,)
    assert "Bcc: alex@example.org" in arrived.message["Subject"]
    assert len(arrived.message.defects) == 0


@pytest.mark.parametrize(
    "address",
    [
        "",
        "sanne",
        "@example.org",
        "sanne@",
        "sanne@example.org, alex@example.org",
        "sanne@example.org\r\nRCPT TO:<alex@example.org>",
        "sanne@example.org> SIZE=1 <x@example.org",
        "Sanne <sanne@example.org>",
        "sänne@example.org",
        "a..b@example.org",
        "sanne@-example.org",
    ],
)
def test_what_is_not_one_mailbox_is_given_up_and_never_reaches_the_server(
    server: LoopbackMail, mail: MailChannel, address: str
) -> None:
    assert mail.send(parcel(address)) == GiveUp(reason="address-not-usable")
    assert server.received == []


def test_a_domain_with_accents_is_written_in_ascii(server: LoopbackMail, mail: MailChannel) -> None:
    assert isinstance(mail.send(parcel("sanne@voorbeeld-één.example.org")), Delivered)
    assert server.received[0].recipients == ("sanne@xn--voorbeeld-n-kbba.example.org",)


def test_text_and_html_say_the_same_with_first_words_first_and_last_words_last(
    server: LoopbackMail, mail: MailChannel
) -> None:
    message = exercise(title="Bel <burgemeester> & co")
    mail.send(parcel(SANNE, message=message))
    text, page = plain(server.messages[0]).strip(), html(server.messages[0])
    assert text.startswith(message.first) and text.endswith(message.last)
    assert "Bel &lt;burgemeester&gt; &amp; co" in page and "<burgemeester>" not in page
    seen = re.sub(r"<[^>]+>", " ", page.partition("<body>")[2])
    seen = seen.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    assert seen.split() == text.replace("-----", "").split()


def test_buttons_become_lines_that_say_how_to_answer(server: LoopbackMail, mail: MailChannel) -> None:
    mail.send(parcel(SANNE))
    mail.send(parcel(SANNE, message=task(buttons=())))
    asked, told = (plain(message) for message in server.messages)
    dutch = Words("nl")
    assert dutch.say("channel.choices", choices="Ik doe dit / Klaar / Ik kan niet") in asked
    assert dutch.say("channel.answer") in asked
    assert dutch.say("channel.answer") not in told
    assert "L-2026-001 · T7" in asked


def test_everything_the_message_says_is_in_the_mail(server: LoopbackMail, mail: MailChannel) -> None:
    mail.send(parcel(SANNE))
    text = plain(server.messages[0])
    assert [part for part in said_by(TASK) if part not in text] == []


def test_halves_and_control_characters_do_not_stop_a_mail(server: LoopbackMail, mail: MailChannel) -> None:
    message = task(title="Bel \ud83d nu", lines=("een\x00twee", "drie\x1b[31m"), attachment=".\r\n.\r\nvier")
    assert isinstance(mail.send(parcel(SANNE, message=message)), Delivered)
    assert ".\n.\nvier" in plain(server.messages[0])


def test_an_endless_title_is_cut_in_the_subject_only(server: LoopbackMail, mail: MailChannel) -> None:
    mail.send(parcel(SANNE, message=task(title="Bel " * 500), possible_repeat=True))
    (arrived,) = server.messages
    assert len(arrived["Subject"]) <= 180
    assert arrived["Subject"].endswith(f"… ({TASK.repeat_notice})")
    assert plain(arrived).count("Bel ") >= 500


def said_by(message: Message) -> list[str]:
    facts = [f"{label}: {value}" for label, value in message.facts]
    return [message.first, message.title, *message.lines, *facts, message.attachment]


def plain(message: EmailMessage) -> str:
    return content(message, "plain")


def html(message: EmailMessage) -> str:
    return content(message, "html")


def content(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    assert body is not None
    return str(body.get_content())
