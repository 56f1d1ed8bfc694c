"""The fence of the Slack client on an encrypted line: nothing of a message goes out once it may not."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from calamiteit.adapters.channels.slack.fence import Fenced, FencedClient, only_while

ANSWER = b'{"ok": true, "ts": "1.2"}'


class _Secured(ThreadingHTTPServer):
    """An encrypted server that keeps the bodies which it was sent."""

    def __init__(self, certificate: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Keeps)
        self.bodies: list[bytes] = []
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        self.socket = context.wrap_socket(self.socket, server_side=True)


class _Keeps(BaseHTTPRequestHandler):
    server: _Secured

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if body:
            self.server.bodies.append(body)
            self.send_response(200)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.end_headers()
            self.wfile.write(ANSWER)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate of 127.0.0.1 by itself, with its key, valid for a day."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "practice server")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(issuer_name=name, subject_name=name, public_key=key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = tmp_path / "certificate.pem"
    path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def server(certificate: Path) -> Iterator[_Secured]:
    with _Secured(certificate) as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.05,))
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def test_on_an_encrypted_line_the_fence_lets_through_and_holds_back(
    server: _Secured, certificate: Path
) -> None:
    client = FencedClient(
        base_url=f"https://127.0.0.1:{server.server_port}/",
        ssl=ssl.create_default_context(cafile=str(certificate)),
        retry_handlers=[],
    )
    with only_while(lambda: True):
        assert client.chat_postMessage(channel="C1", text="yes")["ok"]
    answers = iter([True, False])
    with only_while(lambda: next(answers)), pytest.raises(Fenced):
        client.chat_postMessage(channel="C1", text="no")
    assert client.chat_postMessage(channel="C1", text="outside of the block")["ok"]
    assert [b"yes" in body for body in server.bodies] == [True, False]
    assert not any(b"text=no" in body for body in server.bodies)
