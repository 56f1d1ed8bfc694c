"""A mail server for practice: takes mail on 127.0.0.1, keeps it, and refuses or loses it on request."""

from __future__ import annotations

import asyncio
import email
import email.policy
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from types import TracebackType
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from calamiteit.loopback.faults import EVERYTHING, Fault, Faults, Trouble
from calamiteit.loopback.listening import HOST, bound

SENDER, RECIPIENT, DATA = "sender", "recipient", "data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One accepted mail: the parsed message and the addresses of its envelope."""

    at: float
    sender: str
    recipients: tuple[str, ...]
    message: EmailMessage


class MailFaults:
    """Trouble at one stage of a mail, a number of times (None: until `clear`)."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults

    def refuse_sender(self, times: int | None = 1) -> None:
        """550 to MAIL FROM: for good."""
        self._faults.refuse(SENDER, "550 5.7.1 sender refused", times)

    def refuse_recipient(self, address: str = EVERYTHING, times: int | None = 1) -> None:
        """550 to RCPT TO for this address (`*`: any): for good."""
        self._faults.refuse(_recipient(address), "550 5.1.1 no such mailbox", times)

    def try_later(self, times: int | None = 1) -> None:
        """421 to MAIL FROM, and the connection closes: temporary."""
        self._faults.refuse(SENDER, "421 4.3.2 try again later", times)

    def lose_answer(self, times: int | None = 1) -> None:
        """Take the mail, then cut the connection before saying so."""
        self._faults.lose_answer(DATA, times)

    def lose_request(self, times: int | None = 1) -> None:
        """Cut the connection after the mail was sent, without keeping it."""
        self._faults.lose_request(DATA, times)

    def delay(self, seconds: float, times: int | None = 1) -> None:
        """Wait before answering to the mail itself."""
        self._faults.delay(DATA, seconds, times)

    def go_down(self) -> None:
        """Refuse connections; what was accepted is kept."""
        self._faults.go_down()

    def come_up(self) -> None:
        """Listen again on the same port."""
        self._faults.come_up()

    def clear(self) -> None:
        self._faults.clear()


class LoopbackMail:
    """An SMTP server on 127.0.0.1 without encryption or log-in; use as a context manager."""

    def __init__(self, *, port: int = 0, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._received: list[Mail] = []
        self._plan = Faults(go_down=self._go_down, come_up=self._come_up)
        self.faults = MailFaults(self._plan)
        self._reserved = bound(port)
        self.port: int = self._reserved.getsockname()[1]
        self._controller: Controller | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        self._come_up()

    def stop(self) -> None:
        self._go_down()
        self._reserved.close()

    @property
    def host(self) -> str:
        return HOST

    @property
    def received(self) -> list[Mail]:
        """Accepted mail with its envelope, oldest first."""
        with self._lock:
            return list(self._received)

    @property
    def messages(self) -> list[EmailMessage]:
        """Accepted mail, oldest first."""
        return [mail.message for mail in self.received]

    def messages_to(self, address: str) -> list[EmailMessage]:
        return [mail.message for mail in self.received if address in mail.recipients]

    def _come_up(self) -> None:
        if self._controller is None:
            self._reserved.close()
            self._controller = Controller(_Handler(self._plan, self._keep), hostname=HOST, port=self.port)
            self._controller.start()

    def _go_down(self) -> None:
        if self._controller is not None:
            self._controller.stop()
            self._controller = None
            # Bound but not listening: the port stays ours, and a connection to it is refused.
            self._reserved = bound(self.port)

    def _keep(self, envelope: Envelope) -> None:
        content = (envelope.original_content or b"").replace(b"\r\n", b"\n")
        message = email.message_from_bytes(content, policy=email.policy.default)
        if not isinstance(message, EmailMessage):
            raise TypeError("the mail policy in use makes no EmailMessage")
        mail = Mail(
            at=self._clock(),
            sender=envelope.mail_from or "",
            recipients=tuple(envelope.rcpt_tos),
            message=message,
        )
        with self._lock:
            self._received.append(mail)


class _Handler:
    """What aiosmtpd calls at each stage; the names are its own."""

    def __init__(self, plan: Faults, keep: Callable[[Envelope], None]) -> None:
        self._plan = plan
        self._keep = keep

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[Any]
    ) -> str:
        fault = await self._next(SENDER)
        if fault is None:
            envelope.mail_from = address
            envelope.mail_options.extend(options)
            return "250 2.1.0 OK"
        if fault.error.startswith("421"):
            _connection(server).write(fault.error.encode() + b"\r\n")
            _connection(server).close()
        return fault.error

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[Any]
    ) -> str:
        fault = await self._next(_recipient(address)) or await self._next(_recipient(EVERYTHING))
        if fault:
            return fault.error
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        fault = await self._next(DATA)
        if fault is None or fault.trouble is Trouble.LOSE_ANSWER:
            self._keep(envelope)
        if fault:
            _connection(server).abort()
        return "250 2.0.0 OK"

    async def _next(self, stage: str) -> Fault | None:
        delay, fault = self._plan.take(stage)
        if delay:
            await asyncio.sleep(delay)
        return fault


def _connection(server: SMTP) -> asyncio.Transport:
    if not isinstance(server.transport, asyncio.Transport):
        raise RuntimeError("the mail connection is already gone")
    return server.transport


def _recipient(address: str) -> str:
    return f"{RECIPIENT}:{address}"
