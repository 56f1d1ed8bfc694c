"""Whether the addresses in the contact files can exist: phone numbers, mail, Slack ids, pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from calamiteit.core.contacts.authoring import Contacts
from calamiteit.core.problems import Path, Problem, Severity

REGION = "NL"
"""What a number without a country code belongs to."""
EMERGENCY = "112"
SLACK_ID = re.compile(r"[UW][A-Z0-9]{8,}")
SHORT = re.compile(r"1[0-9]{2,5}")
"""Public services: 112, 144, 14 0xx."""
EXAMPLE_DOMAIN = re.compile(r"(?:.*\.)?example\.(?:org|com|net)", re.IGNORECASE)


def check_addresses(contacts: Contacts, *, fictional: bool) -> list[Problem]:
    """Every address that cannot be right. No problem repeats the address itself: it is personal.

    A fictional workspace has numbers outside the issued ranges and addresses at example.org; a real one
    may have neither.
    """
    found: list[Problem] = []
    for alias, person in contacts.people.items():
        for position, entry in enumerate(person.channels):
            path: Path = ("people", alias, "channels", position, "address")
            found += _address(entry.channel, entry.address, path, fictional)
    for key, partner in contacts.partners.items():
        found += _number(partner.number, ("partners", key, "number"), fictional) if partner.number else ()
        found += _mail(partner.mail, ("partners", key, "mail"), fictional) if partner.mail else ()
    for key, route in contacts.help_routes.items():
        found += _number(route.number, ("help_routes", key, "number"), fictional) if route.number else ()
        found += _page(route.url, ("help_routes", key, "url"), fictional) if route.url else ()
    return found


def _address(channel: str, address: str, path: Path, fictional: bool) -> Iterator[Problem]:
    if channel == "slack" and "@" not in address:
        if not SLACK_ID.fullmatch(address):
            yield _error("this is not a Slack user id (U0123ABCDE) or a mail address to look it up by", path)
    elif "@" in address or channel == "mail":
        yield from _mail(address, path, fictional)
    elif channel == "phone" or re.match(r"\+?[0-9(]", address):
        yield from _number(address, path, fictional)


def _mail(address: str, path: Path, fictional: bool) -> Iterator[Problem]:
    from email_validator import EmailNotValidError, validate_email

    try:
        domain = validate_email(address, check_deliverability=False).ascii_domain
    except EmailNotValidError as error:
        yield _error(f"this is not a mail address: {_reason(error)}", path)
        return
    if not fictional and EXAMPLE_DOMAIN.fullmatch(domain):
        yield _error("nobody receives mail there; only a fictional workspace has such addresses", path)


def _reason(error: Exception) -> str:
    """The library's sentence without the address parts that it quotes."""
    return re.sub(r"[\"'][^\"']*[\"'] ?", "", str(error)).rstrip(".")


def _number(number: str, path: Path, fictional: bool) -> Iterator[Problem]:
    if number == EMERGENCY:
        return
    import phonenumbers

    try:
        parsed = phonenumbers.parse(number, REGION)
    except phonenumbers.NumberParseException:
        yield _error("this is not a phone number; write +31 6 ...", path)
        return
    if SHORT.fullmatch(number) and phonenumbers.is_possible_short_number_for_region(parsed, REGION):
        if fictional:
            yield _real(path)
    elif not phonenumbers.is_possible_number(parsed):
        yield _error("this is not a possible phone number", path)
    elif phonenumbers.is_valid_number(parsed):
        if fictional:
            yield _real(path)
    elif not fictional:
        yield _error("no such number has been issued; only a fictional workspace has such numbers", path)


def _page(url: str, path: Path, fictional: bool) -> Iterator[Problem]:
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname or "." not in parts.hostname:
        yield _error("this is not the address of a page; write https://...", path)
    elif not fictional and EXAMPLE_DOMAIN.fullmatch(parts.hostname):
        yield _error("example.org has no help; only a fictional workspace has such pages", path)


def _error(what: str, path: Path) -> Problem:
    return Problem(what=what, path=path, code="address")


def _real(path: Path) -> Problem:
    what = "this number may be somebody's; a fictional workspace takes +31 6 0000 00xx"
    return Problem(what=what, path=path, code="real-number", severity=Severity.WARNING)
