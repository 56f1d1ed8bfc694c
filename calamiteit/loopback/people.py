"""Practice people look at their practice Slack and answer at once, late, with a refusal, or not at all."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from calamiteit.core.time import MINUTE, Millis
from calamiteit.loopback.slack import LoopbackSlack, Message, NothingThereError
from calamiteit.ports.clock import Clock

LOOK_SECONDS = 0.05
"""How often the people look at their messages, in real seconds."""
PREFIX = "calamiteit."


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a person behaves. Times are of the exercise's clock, from the message to the tap."""

    answers_after: Millis | None = MINUTE
    """None: stays silent."""
    works: Millis | None = 6 * MINUTE
    """From accepting to done; None: never gets it done."""
    declines: str = ""
    """The reason with which every task is declined; empty: accepts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tap:
    """What a practice person did, for those who watch."""

    at: Millis
    alias: str
    action: str
    title: str
    value: str = ""
    """What the button carried."""
    heard: bool = True
    """Whether the app acknowledged it; a tap that it did not is tapped again."""


Told = Callable[[Tap], None]


class PracticePeople:
    """A thread that plays everybody. `addresses` maps aliases to Slack user ids."""

    def __init__(
        self,
        slack: LoopbackSlack,
        addresses: Mapping[str, str],
        manners: Mapping[str, Manner],
        clock: Clock,
        told: Told,
    ) -> None:
        self._slack = slack
        self._addresses = addresses
        self._manners = manners
        self._clock = clock
        self._told = told
        self._planned: dict[tuple[str, str, str], Millis] = {}
        self._done: set[tuple[str, str, str]] = set()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._play, name="practice-people", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Go home."""
        self._stopping.set()
        self._thread.join(timeout=5)

    def _play(self) -> None:
        while not self._stopping.wait(LOOK_SECONDS):
            for alias, address in self._addresses.items():
                for message in self._slack.messages(address):
                    self._consider(alias, address, message)

    def _consider(self, alias: str, address: str, message: Message) -> None:
        manner = self._manners.get(alias, Manner())
        buttons = dict(_buttons(message))
        wanted = self._wanted(manner, buttons)
        if wanted is None or manner.answers_after is None:
            return
        key = (alias, message.ts, wanted)
        now = self._clock.now()
        wait = manner.answers_after if wanted in ("accept", "cannot") else manner.works
        if key in self._done or wait is None:
            return
        if now >= self._planned.setdefault(key, now + wait):
            self._done.add(key)
            self._tap(alias, address, message, buttons[wanted], wanted, manner)

    def _wanted(self, manner: Manner, buttons: Mapping[str, str]) -> str | None:
        """What this person does about a message with these buttons."""
        if manner.declines and "cannot" in buttons and "accept" in buttons:
            return "cannot"
        return next((action for action in ("accept", "start", "done") if action in buttons), None)

    def _tap(
        self, alias: str, address: str, message: Message, action_id: str, action: str, manner: Manner
    ) -> None:
        """A tap that nobody answers is tapped again, as people do."""
        try:
            handle = self._slack.click(address, message, action_id)
            at = self._clock.now()
            if _asks(message, action_id):
                self._slack.wait_for(lambda: handle.opened_view is not None, 3.0)
            if handle.opened_view is not None:
                text = manner.declines or "Besproken / discussed"
                handle = self._slack.submit_view(address, handle.opened_view, {"typed": text})
            heard = handle.wait_acknowledged(3.0)
            if not heard:
                self._done.discard((alias, message.ts, action))
            value, title = _value(message, action_id), _title(message)
            self._told(Tap(at=at, alias=alias, action=action, title=title, value=value, heard=heard))
        except (LookupError, NothingThereError, TimeoutError):
            return


def _buttons(message: Message) -> Iterator[tuple[str, str]]:
    """Transition and action id of each button; of several with one transition the first."""
    seen: set[str] = set()
    for element in _elements(message):
        action_id = str(element.get("action_id", ""))
        transition = action_id.removeprefix(PREFIX).partition(".")[0]
        if action_id.startswith(PREFIX) and transition not in seen:
            seen.add(transition)
            yield transition, action_id


def _elements(message: Message) -> Iterator[dict[str, Any]]:
    """The elements of every row of buttons, in attachments too."""
    inside = [block for attachment in message.attachments for block in attachment.get("blocks", [])]
    for block in [*message.blocks, *inside]:
        if block.get("type") == "actions":
            yield from block.get("elements", [])


def _asks(message: Message, action_id: str) -> bool:
    """Whether the button opens a form first."""
    return '"q":' in _value(message, action_id)


def _value(message: Message, action_id: str) -> str:
    """What a button carries."""
    found = (element for element in _elements(message) if element.get("action_id") == action_id)
    return next((str(element.get("value", "")) for element in found), "")


def _title(message: Message) -> str:
    """The first line of the message without its marks."""
    return message.text.splitlines()[0] if message.text else ""
