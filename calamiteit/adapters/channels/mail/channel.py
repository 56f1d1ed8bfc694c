"""The mail channel: one connection per mail, each answer of the server turned into what to do next."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from ipaddress import ip_address
from typing import Literal

from calamiteit.adapters.channels.mail.addresses import checked_domain, sender_address, usable
from calamiteit.adapters.channels.mail.letter import message_id, write
from calamiteit.ports.channel import CannotLook, Delivered, GiveUp, Looked, Parcel, Result, TryAgain, Unknown
from calamiteit.ports.words import Wording

CONNECT_SECONDS = 10.0
ANSWER_SECONDS = 30.0
"""How long the server may take for one answer. RFC 5321 allows minutes; a crisis does not."""


class MailChannel:
    """Mail through one SMTP server. It cannot be exactly once: a repeat has the same Message-ID and says so.

    Reasons are fixed codes: they never hold an address, a name, a password or the words of the server.
    """

    def __init__(
        self,
        *,
        host: str,
        port: int,
        sender: str,
        words: Callable[[str], Wording],
        user: str = "",
        password: str = "",
        tls: Literal["starttls", "implicit", "none"] = "starttls",
        domain: str = "",
        connect_seconds: float = CONNECT_SECONDS,
        answer_seconds: float = ANSWER_SECONDS,
    ) -> None:
        """`domain` ends each Message-ID (default: that of `sender`). ValueError when one of them is none."""
        self._host, self._port, self._tls = host, port, tls
        self._user, self._password = user, password
        self._sender = sender_address(sender)
        self._domain = checked_domain(domain or self._sender.domain)
        self._words = words
        self._connect_seconds, self._answer_seconds = connect_seconds, answer_seconds

    @property
    def name(self) -> str:
        """``mail``."""
        return "mail"

    def send(self, parcel: Parcel) -> Result:
        """Send once. Unknown only when the connection broke after the letter was on its way."""
        recipient = usable(parcel.address)
        if recipient is None:
            return GiveUp(reason="address-not-usable")
        words = self._words(parcel.message.language)
        letter = write(parcel, sender=self._sender, recipient=recipient, domain=self._domain, words=words)
        content = letter.as_bytes()

        def hand_over(server: smtplib.SMTP) -> Result:
            refused = _envelope(server, self._sender.addr_spec, recipient)
            return refused or _data(server, content, message_id(parcel.key, self._domain))

        return self._connected(hand_over)

    def look(self, parcel: Parcel) -> Looked:
        """Never possible: a mail server does not tell what it has sent on."""
        return CannotLook(reason="mail-cannot-look", ever=True)

    def check(self) -> Result:
        """Connect, encrypt, log in; no mail is sent."""

        def nothing_more(server: smtplib.SMTP) -> Result:
            code, _ = server.noop()
            return Delivered() if code == 250 else _refusal(code, "server-refuses", whole_channel=True)

        return self._connected(nothing_more)

    def close(self) -> None:
        """Nothing stays open between two mails."""

    def _connected(self, work: Callable[[smtplib.SMTP], Result]) -> Result:
        if self._user and self._tls == "none" and not _is_this_machine(self._host):
            return GiveUp(reason="password-without-encryption", whole_channel=True)
        try:
            with self._connection() as server:
                return work(server)
        except (OSError, UnicodeError) as error:
            return _trouble(error)

    @contextmanager
    def _connection(self) -> Iterator[smtplib.SMTP]:
        """An open, encrypted, logged-in connection; takes its leave without waiting for much."""
        server = self._open()
        try:
            if server.sock is not None:
                server.sock.settimeout(self._answer_seconds)
            server.ehlo_or_helo_if_needed()
            if self._tls == "starttls":
                server.starttls(context=ssl.create_default_context())
                server.ehlo()
            if self._user:
                self._log_in(server)
            yield server
            if server.sock is not None:
                server.sock.settimeout(1)
            with suppress(OSError):
                server.quit()
        finally:
            server.close()

    def _log_in(self, server: smtplib.SMTP) -> None:
        try:
            server.login(self._user, self._password)
        except UnicodeError as error:
            # smtplib says names and passwords in ASCII only.
            raise smtplib.SMTPException from error

    def _open(self) -> smtplib.SMTP:
        # The name given in HELO: by default smtplib looks up and tells the name of this machine.
        if self._tls == "implicit":
            return smtplib.SMTP_SSL(
                self._host,
                self._port,
                local_hostname=self._domain,
                timeout=self._connect_seconds,
                context=ssl.create_default_context(),
            )
        return smtplib.SMTP(
            self._host, self._port, local_hostname=self._domain, timeout=self._connect_seconds
        )


def _envelope(server: smtplib.SMTP, sender: str, recipient: str) -> Result | None:
    """From and to; None when the server takes both."""
    code, _ = server.mail(sender)
    if code != 250:
        return _refusal(code, "sender-refused", whole_channel=True)
    code, _ = server.rcpt(recipient)
    return None if code in (250, 251) else _refusal(code, "recipient-refused")


def _data(server: smtplib.SMTP, content: bytes, ref: str) -> Result:
    """The letter itself. Once it is on its way, a broken connection says nothing about it."""
    try:
        code, _ = server.data(content)
    except smtplib.SMTPDataError as error:
        return _refusal(error.smtp_code, "mail-refused")
    except OSError:
        return Unknown(reason="answer-lost")
    if code // 100 == 2:
        return Delivered(ref=ref)
    return _refusal(code, "mail-refused") if code // 100 in (4, 5) else Unknown(reason="answer-garbled")


def _refusal(code: int, reason: str, *, whole_channel: bool = False) -> TryAgain | GiveUp:
    """5xx is for good (RFC 5321, 4.2.1); everything else may work later."""
    if code // 100 == 5:
        return GiveUp(reason=reason, whole_channel=whole_channel)
    return TryAgain(reason="server-busy")


def _trouble(error: OSError | UnicodeError) -> TryAgain | GiveUp:
    """What went wrong before any letter was on its way."""
    match error:
        case smtplib.SMTPServerDisconnected():
            return TryAgain(reason="server-down")
        case smtplib.SMTPAuthenticationError(smtp_code=code):
            return _refusal(code, "login-refused", whole_channel=True)
        case smtplib.SMTPNotSupportedError():
            return GiveUp(reason="encryption-or-login-not-offered", whole_channel=True)
        case smtplib.SMTPResponseException(smtp_code=code):
            return _refusal(code, "server-refuses", whole_channel=True)
        case smtplib.SMTPException():
            # No way to log in that both sides know, or a name or password that cannot be said.
            return GiveUp(reason="login-refused", whole_channel=True)
        case UnicodeError():
            return GiveUp(reason="host-not-usable", whole_channel=True)
        case ssl.SSLCertVerificationError():
            return GiveUp(reason="certificate-not-trusted", whole_channel=True)
        case _:
            return TryAgain(reason="server-down")


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
