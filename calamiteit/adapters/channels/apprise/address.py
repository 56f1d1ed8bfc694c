"""Puts a person's address into the address of a service, so that it can reach that one person only."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

PLACE = "{address}"
_NUMBER = re.compile(r"\+?[\d ()./-]{5,30}")
# No comma, space or slash: Apprise takes those for the end of one receiver and the beginning of the next.
_ONE_RECEIVER = re.compile(r"(?!\.+\Z)[\w+.@=:-]{1,120}", re.ASCII)
_UNPRINTABLE = re.compile(r"[\x00-\x20\x7f]")


def checked_template(name: str, template: str) -> str:
    """The template; ValueError says what is wrong with it without showing it: it may hold a token."""
    if wrong := _wrong(template):
        raise ValueError(
            f"the address of channel '{name}' {wrong}; write it like ntfys://ntfy.example.org/{PLACE}"
        )
    return template


def service_of(template: str) -> str:
    """The service that a template names: ntfys, smseagle, json, ..."""
    return template.partition("://")[0].lower()


def filled_in(template: str, address: str) -> str | None:
    """The address of the service for one person; None when theirs is not that of a single receiver."""
    single = address.strip()
    if _NUMBER.fullmatch(single):
        single = re.sub(r"[ ()./-]", "", single)
    if not _ONE_RECEIVER.fullmatch(single):
        return None
    return template.replace(PLACE, quote(single, safe=""))


def _wrong(template: str) -> str:
    if template.count(PLACE) != 1:
        return f"needs {PLACE} exactly once"
    if set("{}") & set(template.replace(PLACE, "")):
        return f"has a brace outside {PLACE}"
    if _UNPRINTABLE.search(template):
        return "has a space or a control character in it"
    try:
        parts = urlsplit(template)
    except ValueError:
        return "cannot be read"
    if not parts.scheme or not parts.netloc:
        return "does not begin with a service and a server"
    if PLACE in parts.netloc:
        return f"has {PLACE} in the name of the server"
    return ""
