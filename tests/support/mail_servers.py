"""Mail servers that encrypt or ask for a password, with a certificate of their own, for tests of mail."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOST = "127.0.0.1"
USER, PASSWORD = "crisis", "geheim-wachtwoord"


class Taken:
    """Keeps who came in, and what they brought."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.letters: list[bytes] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.names.append(session.host_name or "")
        self.letters.append(envelope.original_content or b"")
        return "250 2.0.0 OK"


@contextmanager
def mail_server(
    *,
    implicit: ssl.SSLContext | None = None,
    starttls: ssl.SSLContext | None = None,
    asks_password: bool = False,
) -> Iterator[tuple[int, Taken]]:
    """A server on a free port of 127.0.0.1; gives the port and what was taken.

    It asks for a password over an encrypted connection only.
    """
    taken = Taken()
    options: dict[str, Any] = {"tls_context": starttls, "require_starttls": starttls is not None}
    if asks_password:
        options |= {"auth_required": True, "authenticator": _authenticate}
    with socket.create_server((HOST, 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(taken, hostname=HOST, port=port, ssl_context=implicit, **options)
    controller.start()
    try:
        yield port, taken
    finally:
        controller.stop()


def _authenticate(server: SMTP, session: Session, envelope: Envelope, way: str, data: Any) -> AuthResult:
    known = LoginPassword(USER.encode(), PASSWORD.encode())
    return AuthResult(success=data == known, handled=False)


def certificate(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """A certificate for 127.0.0.1 that nobody trusts, and its file for who wants to."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.example.org")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(HOST))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    public, private = folder / "mail.pem", folder / "mail.key"
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, private)
    return context, public
