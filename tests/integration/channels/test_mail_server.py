"""What each answer of a mail server becomes: sent, later, never, or unknown; encryption and passwords."""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from calamiteit.adapters.channels.mail import MailChannel
from calamiteit.adapters.files.words import Words
from calamiteit.loopback.mail import LoopbackMail
from calamiteit.ports.channel import CannotLook, Delivered, GiveUp, TryAgain, Unknown
from tests.support.mail_servers import HOST, PASSWORD, USER, certificate, mail_server
from tests.support.messages import parcel

SANNE = "sanne@example.org"


@pytest.fixture
def server() -> Iterator[LoopbackMail]:
    with LoopbackMail() as running:
        yield running


def mail(port: int, **more: Any) -> MailChannel:
    settings = {"host": HOST, "port": port, "sender": "crisis@example.org", "tls": "none", "words": Words}
    return MailChannel(**{**settings, **more})


def test_a_refused_recipient_concerns_that_mail_only(server: LoopbackMail) -> None:
    server.faults.refuse_recipient(SANNE)
    assert mail(server.port).send(parcel(SANNE)) == GiveUp(reason="recipient-refused")
    assert isinstance(mail(server.port).send(parcel("alex@example.org")), Delivered)


def test_a_refused_sender_concerns_the_whole_channel(server: LoopbackMail) -> None:
    server.faults.refuse_sender()
    assert mail(server.port).send(parcel(SANNE)) == GiveUp(reason="sender-refused", whole_channel=True)


def test_a_server_that_says_later_or_is_down_is_tried_again(server: LoopbackMail) -> None:
    server.faults.try_later()
    assert mail(server.port).send(parcel(SANNE)) == TryAgain(reason="server-busy")
    server.faults.go_down()
    assert (
        mail(server.port).send(parcel(SANNE)) == mail(server.port).check() == TryAgain(reason="server-down")
    )
    server.faults.come_up()
    assert isinstance(mail(server.port).send(parcel(SANNE)), Delivered)


def test_a_server_that_is_silent_before_the_letter_has_not_sent_it() -> None:
    with socket.create_server((HOST, 0)) as silent:
        channel = mail(silent.getsockname()[1], connect_seconds=0.2)
        assert channel.send(parcel(SANNE)) == TryAgain(reason="server-down")


def test_a_server_that_is_silent_after_the_letter_may_have_sent_it(server: LoopbackMail) -> None:
    server.faults.delay(2)
    assert mail(server.port, answer_seconds=0.2).send(parcel(SANNE)) == Unknown(reason="answer-lost")


def test_a_name_that_no_server_can_have_stops_the_whole_channel() -> None:
    assert mail(25, host="..").send(parcel(SANNE)) == GiveUp(reason="host-not-usable", whole_channel=True)


def test_it_never_can_look(server: LoopbackMail) -> None:
    assert mail(server.port).look(parcel(SANNE)) == CannotLook(reason="mail-cannot-look", ever=True)
    assert mail(server.port).name == "mail"


def test_a_password_that_is_wrong_stops_the_whole_channel_and_is_not_repeated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, public = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(public))
    refused = GiveUp(reason="login-refused", whole_channel=True)
    with mail_server(starttls=context, asks_password=True) as (port, taken):
        right, wrong, unsayable = (
            mail(port, tls="starttls", user=USER, password=word) for word in (PASSWORD, "fout", "één")
        )
        assert wrong.send(parcel(SANNE)) == wrong.check() == unsayable.check() == refused
        nobody = mail(port, tls="starttls")
        assert nobody.send(parcel(SANNE)) == GiveUp(reason="sender-refused", whole_channel=True)
        assert taken.letters == []
        assert isinstance(right.check(), Delivered)
        assert isinstance(right.send(parcel(SANNE)), Delivered)


def test_a_password_leaves_this_machine_over_an_encrypted_connection_only() -> None:
    channel = mail(25, host="mail.example.org", user=USER, password=PASSWORD)
    assert channel.send(parcel(SANNE)) == GiveUp(reason="password-without-encryption", whole_channel=True)


def test_a_server_without_encryption_or_log_in_stops_the_whole_channel(server: LoopbackMail) -> None:
    missing = GiveUp(reason="encryption-or-login-not-offered", whole_channel=True)
    assert mail(server.port, tls="starttls").send(parcel(SANNE)) == missing
    assert mail(server.port, user=USER, password=PASSWORD).send(parcel(SANNE)) == missing
    assert server.received == []


@pytest.mark.parametrize("way", ["implicit", "starttls"])
def test_a_certificate_counts_only_when_it_is_trusted(
    way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, public = certificate(tmp_path)
    with mail_server(**{way: context}) as (port, taken):  # type: ignore[arg-type]
        channel = mail(port, tls=way)
        assert channel.send(parcel(SANNE)) == GiveUp(reason="certificate-not-trusted", whole_channel=True)
        assert taken.letters == []
        monkeypatch.setenv("SSL_CERT_FILE", str(public))
        assert isinstance(channel.send(parcel(SANNE)), Delivered)
        assert len(taken.letters) == 1


def test_the_server_hears_the_domain_and_not_the_name_of_this_machine() -> None:
    with mail_server() as (port, taken):
        mail(port).send(parcel(SANNE))
        assert taken.names == ["example.org"]


@pytest.mark.parametrize("sender", ["", "crisis", "crisis@", "a@example.org\r\nBcc: b@example.org"])
def test_a_sender_that_is_none_is_refused_at_once(sender: str) -> None:
    with pytest.raises(ValueError, match="sender of mail"):
        mail(25, sender=sender)


def test_nothing_of_a_mail_is_logged_or_printed(
    server: LoopbackMail, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    for trouble in (server.faults.clear, server.faults.refuse_recipient, server.faults.lose_answer):
        trouble()
        mail(server.port).send(parcel(SANNE))
    said = [record.getMessage() for record in caplog.records if record.name.startswith("calamiteit")]
    assert said == []
    assert capfd.readouterr() == ("", "")
