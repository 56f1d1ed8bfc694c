"""Which mail addresses can be used: one mailbox, and nothing that could reach the commands to the server."""

from __future__ import annotations

import re
from email.errors import MessageError
from email.headerregistry import Address
from email.utils import parseaddr

_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN = re.compile(
    r"(?=.{1,253}\Z)[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*"
)


_NO_SENDER = "the sender of mail is not a mail address; write it like crisis@example.org"


def usable(address: str) -> str | None:
    """The address as a server takes it (its domain in ASCII), or None when it is not a single mailbox."""
    local, _, domain = address.strip().rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode("ascii")
    except UnicodeError:
        return None
    if len(local) > 64 or not _LOCAL.fullmatch(local) or not _DOMAIN.fullmatch(ascii_domain):
        return None
    return f"{local}@{ascii_domain}"


def sender_address(sender: str) -> Address:
    """Of `name@example.org` or `Municipality <name@example.org>`; ValueError when it is neither."""
    try:
        name, address = parseaddr(sender)
        checked = usable(address)
        if checked is not None and all(ord(letter) >= 32 for letter in sender):
            return Address(display_name=name, addr_spec=checked)
    except (MessageError, RecursionError, ValueError) as error:
        raise ValueError(_NO_SENDER) from error
    raise ValueError(_NO_SENDER)


def checked_domain(domain: str) -> str:
    """The domain after the @ of every Message-ID; ValueError when it is not a domain."""
    if not _DOMAIN.fullmatch(domain):
        raise ValueError("the domain of mail is not a domain; write it like example.org")
    return domain
