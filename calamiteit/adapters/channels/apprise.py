"""Waking channels (SMS modem, ntfy, Signal, ...) through apprise: a short text, at least once."""

from __future__ import annotations

import logging
import re
import unicodedata
import warnings
from collections.abc import Callable
from urllib.parse import quote

from calamiteit.core.messages.message import Message
from calamiteit.ports.channel import CannotLook, Delivered, GiveUp, Looked, Parcel, Result, TryAgain, Unknown
from calamiteit.ports.words import Wording

PLACE = "{address}"
_ADDRESS = re.compile(r"[A-Za-z0-9+@._=-]{1,200}")
_SPACES = re.compile(r"\s+")

GSM_CHARACTERS = 306
"""Two joined SMS parts of 153 characters of the GSM 7-bit alphabet (3GPP TS 23.038)."""
UCS2_CHARACTERS = 134
"""Two joined SMS parts of 67 characters, when a character lies outside that alphabet."""
_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_DOUBLE = frozenset("^{}\\[~]|€")
_PLAIN = str.maketrans({"·": "-", "–": "-", "—": "-", "…": "...", "‘": "'", "’": "'", "“": '"', "”": '"'})


class AppriseChannel:
    """One apprise address with a place for the receiver: `ntfys://ntfy.example.org/{address}`.

    apprise says only whether a service accepted the message, so a lost answer is tried again like a refusal:
    at least once, perhaps twice. Some of several services behind one address count as delivered.
    """

    def __init__(self, name: str, url_template: str, *, words: Callable[[str], Wording]) -> None:
        """ValueError when the template has no place for the address. The template may hold a secret."""
        if PLACE not in url_template:
            raise ValueError(f"the address of channel {name} has no {PLACE} in it")
        self._name = name
        self._template = url_template
        self._words = words

    @property
    def name(self) -> str:
        """sms, ntfy, signal, ..."""
        return self._name

    def send(self, parcel: Parcel) -> Result:
        """With a new apprise object each time: its pauses between messages are per object."""
        address = _SPACES.sub("", parcel.address)
        if not _ADDRESS.fullmatch(address):
            return GiveUp(reason="not-an-address")
        text = short_text(parcel.message, self._words(parcel.message.language))
        return _notify(self._template.replace(PLACE, quote(address, safe="")), text)

    def look(self, parcel: Parcel) -> Looked:
        """These services cannot be asked."""
        return CannotLook(reason="cannot-be-looked-up", ever=True)

    def check(self) -> Result:
        """Whether apprise is installed and understands the template; nothing is sent."""
        return _understands(self._template.replace(PLACE, "example"))

    def close(self) -> None:
        """Nothing is kept open."""


def _understands(url: str) -> Result:
    try:
        import apprise
    except ImportError:
        return GiveUp(reason="apprise-not-installed", whole_channel=True)
    _silence()
    with warnings.catch_warnings():
        # apprise loads its services now, and some of those import old modules of Python.
        warnings.simplefilter("ignore", DeprecationWarning)
        understood = apprise.Apprise().add(url)
    if not understood:
        return GiveUp(reason="channel-address-not-understood", whole_channel=True)
    return Delivered()


def _notify(url: str, text: str) -> Result:
    """apprise takes 0.8 s to import, so only at the first message."""
    understood = _understands(url)
    if not isinstance(understood, Delivered):
        return understood
    import apprise

    service = apprise.Apprise()
    service.add(url)
    # Newer versions answer with a status, older ones with True or False.
    answer = service.notify(body=text)
    match getattr(getattr(answer, "status", None), "name", "SUCCESS" if answer else "FAILURE"):
        case "SUCCESS" | "PARTIAL":
            return Delivered()
        case "TIMEOUT":
            return Unknown(reason="answer-lost")
        case _:
            return TryAgain(reason="not-accepted")


def _silence() -> None:
    """apprise would log addresses, and parts of the template."""
    logger = logging.getLogger("apprise")
    logger.propagate = False
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())


def short_text(message: Message, words: Wording) -> str:
    """First words, title, by when, where to answer, last words; only the title gives way."""
    due_label = words.say("task.due")
    due = next((f"{label}: {value}" for label, value in message.facts if label == due_label), "")
    before = _plain(message.first)
    after = [_plain(part) for part in (due, words.say("channel.answer-short"), message.last) if part]
    tail = " ".join(part if part.endswith((".", "!")) else f"{part}." for part in after)
    title = _plain(message.title)
    while title and not _fits(text := f"{before}: {title}. {tail}"):
        title = f"{title.removesuffix('...')[:-1].rstrip()}..." if len(title) > 4 else ""
    return text if title else _cut(f"{before}. {tail}")


def _plain(text: str) -> str:
    """In the GSM alphabet where that can be done without changing the meaning: ë becomes e, · becomes -."""
    return "".join(_gsm(character) for character in _SPACES.sub(" ", text.translate(_PLAIN)).strip())


def _gsm(character: str) -> str:
    if character in _GSM or character in _GSM_DOUBLE:
        return character
    bare = unicodedata.normalize("NFKD", character)[0]
    if bare in _GSM:
        return bare
    return "" if unicodedata.category(character) in ("So", "Sk", "Cf", "Mn", "Cs", "Cc") else character


def _fits(text: str) -> bool:
    if all(character in _GSM or character in _GSM_DOUBLE for character in text):
        return len(text) + sum(character in _GSM_DOUBLE for character in text) <= GSM_CHARACTERS
    return len(text.encode("utf-16-le")) // 2 <= UCS2_CHARACTERS


def _cut(text: str) -> str:
    while not _fits(text):
        text = f"{text.removesuffix('...')[:-1].rstrip()}..."
    return text
