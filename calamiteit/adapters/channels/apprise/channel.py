"""A waking channel through Apprise: one short text to one person, at least once."""

from __future__ import annotations

from collections.abc import Callable

from calamiteit.adapters.channels.apprise.address import checked_template, filled_in, service_of
from calamiteit.adapters.channels.apprise.library import opened
from calamiteit.adapters.channels.apprise.wording import short_text
from calamiteit.ports.channel import CannotLook, Delivered, GiveUp, Looked, Parcel, Result, TryAgain, Unknown
from calamiteit.ports.words import Wording

_SOMEBODY = "+31600000000"
"""Stands for an address when only the service is tried; nothing is sent to it."""


class AppriseChannel:
    """One service of Apprise under a name of its own: `ntfys://ntfy.example.org/{address}`.

    Apprise says that something failed, not why: a lost answer looks like a refusal and is tried again, so a
    text may arrive twice. Reasons are fixed codes, without an address, a token or a word of a message.
    """

    def __init__(self, name: str, url_template: str, *, words: Callable[[str], Wording]) -> None:
        """`url_template` holds `{address}` once, behind the server. ValueError, not showing it, if not."""
        self._name = name
        self._template = checked_template(name, url_template)
        self._words = words

    @property
    def name(self) -> str:
        """The name in the settings and in the contacts: sms, ntfy, signal, ..."""
        return self._name

    def send(self, parcel: Parcel) -> Result:
        """Send once, at most two SMS segments."""
        url = filled_in(self._template, parcel.address)
        if url is None:
            return GiveUp(reason="address-not-usable")
        words = self._words(parcel.message.language)
        text = short_text(parcel.message, words, possible_repeat=parcel.possible_repeat)
        # Anew each time: an object makes pauses between its messages.
        service = opened(service_of(self._template), url)
        if isinstance(service, GiveUp):
            return service
        answer: object = service.notify(body=text, body_format="text")
        # Before 2.0 Apprise answered with True or False.
        return _result(getattr(getattr(answer, "status", None), "name", "SUCCESS" if answer else "FAILURE"))

    def look(self, parcel: Parcel) -> Looked:
        """Never possible."""
        return CannotLook(reason="channel-cannot-look", ever=True)

    def check(self) -> Result:
        """Whether Apprise is there and knows the service; more cannot be tried without waking somebody."""
        found = opened(service_of(self._template), filled_in(self._template, _SOMEBODY) or "")
        # Not every service takes numbers; whether it takes an address shows at the first message.
        return found if isinstance(found, GiveUp) and found.whole_channel else Delivered()

    def close(self) -> None:
        """Nothing stays open between two texts."""


def _result(status: str) -> Result:
    match status:
        case "SUCCESS" | "PARTIAL":
            # In part: one device of this person has it, and they are chased until they answer.
            return Delivered()
        case "TIMEOUT":
            return Unknown(reason="answer-lost")
        case "NOMATCH":
            return GiveUp(reason="service-unknown", whole_channel=True)
        case _:
            return TryAgain(reason="not-accepted")
