"""The practice mail server, spoken to by smtplib."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from email.message import EmailMessage

import pytest

from calamiteit.loopback.mail import LoopbackMail


@pytest.fixture
def mail() -> Iterator[LoopbackMail]:
    with LoopbackMail() as running:
        yield running


def send(mail: LoopbackMail, to: str = "sanne@example.org") -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "calamiteit@example.org", to, "Oproep café"
    message["Message-ID"] = "<7-1@example.org>"
    message.set_content("Bel de burgemeester")
    with smtplib.SMTP(mail.host, mail.port, timeout=10) as connection:
        connection.send_message(message)


def test_mail_arrives_with_its_headers_and_its_envelope(mail: LoopbackMail) -> None:
    send(mail)
    (message,) = mail.messages
    assert (message["Subject"], message["Message-ID"]) == ("Oproep café", "<7-1@example.org>")
    assert message.get_content() == "Bel de burgemeester\n"
    assert mail.received[0].recipients == ("sanne@example.org",)
    assert len(mail.messages_to("sanne@example.org")) == 1
    assert mail.messages_to("alex@example.org") == []


def test_a_refused_recipient_is_refused_for_good_and_others_are_not(mail: LoopbackMail) -> None:
    mail.faults.refuse_recipient("alex@example.org", times=None)
    with pytest.raises(smtplib.SMTPRecipientsRefused) as caught:
        send(mail, "alex@example.org")
    assert caught.value.recipients["alex@example.org"][0] == 550
    send(mail)
    assert len(mail.messages) == 1


def test_a_refused_sender_is_refused_once(mail: LoopbackMail) -> None:
    mail.faults.refuse_sender()
    with pytest.raises(smtplib.SMTPSenderRefused) as caught:
        send(mail)
    assert caught.value.smtp_code == 550
    send(mail)


def test_a_busy_server_asks_to_try_later(mail: LoopbackMail) -> None:
    mail.faults.try_later()
    with pytest.raises(smtplib.SMTPSenderRefused) as caught:
        send(mail)
    assert caught.value.smtp_code == 421
    send(mail)


def test_a_lost_answer_leaves_the_mail_accepted(mail: LoopbackMail) -> None:
    mail.faults.lose_answer()
    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(mail)
    assert len(mail.messages) == 1


def test_a_lost_mail_looks_the_same_but_was_not_accepted(mail: LoopbackMail) -> None:
    mail.faults.lose_request()
    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(mail)
    assert mail.messages == []


def test_a_server_that_is_down_refuses_and_comes_back_on_its_port(mail: LoopbackMail) -> None:
    port = mail.port
    mail.faults.go_down()
    with pytest.raises(ConnectionRefusedError):
        send(mail)
    mail.faults.come_up()
    send(mail)
    assert (mail.port, len(mail.messages)) == (port, 1)


def test_a_slow_server_runs_into_the_time_limit_of_the_sender(mail: LoopbackMail) -> None:
    mail.faults.delay(0.5)
    impatient = pytest.raises(smtplib.SMTPServerDisconnected, match="timed out")
    with smtplib.SMTP(mail.host, mail.port, timeout=0.2) as connection, impatient:
        connection.sendmail("calamiteit@example.org", ["sanne@example.org"], "Subject: x\r\n\r\nx")
