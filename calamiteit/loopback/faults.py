"""Troubles that a practice server has on request: refusals, lost answers, delays, outages."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

EVERYTHING = "*"
"""Name for 'whatever is called'."""


class Trouble(StrEnum):
    """What goes wrong with one call."""

    RATE_LIMIT = "rate_limit"
    LOSE_ANSWER = "lose_answer"
    LOSE_REQUEST = "lose_request"
    REFUSE = "refuse"
    SERVER_ERROR = "server_error"
    DELAY = "delay"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One kind of trouble; `seconds` is a delay or a Retry-After, `error` the word of a refusal."""

    trouble: Trouble
    seconds: float = 0.0
    error: str = ""
    times: int | None = 1
    """How often it still happens; None: until `clear`."""


class Faults:
    """Switches for trouble, safe to use from any thread while the server runs.

    Every switch takes the name of what is called (a Web API method, `response_url`, a path; `*` for all)
    and a number of times, None meaning until `clear`. Faults of one name happen in the order given;
    a delay comes on top of whatever else happens to the call.
    """

    def __init__(self, *, go_down: Callable[[], None], come_up: Callable[[], None]) -> None:
        self._lock = threading.Lock()
        self._planned: dict[str, list[Fault]] = {}
        self._go_down = go_down
        self._come_up = come_up

    def rate_limit(self, method: str = EVERYTHING, times: int | None = 1, retry_after: int = 1) -> None:
        """Answer 429 with Retry-After (whole seconds); nothing is done."""
        self._plan(method, Fault(trouble=Trouble.RATE_LIMIT, times=times, seconds=retry_after))

    def lose_answer(self, method: str = EVERYTHING, times: int | None = 1) -> None:
        """Do the work, then cut the connection before the answer."""
        self._plan(method, Fault(trouble=Trouble.LOSE_ANSWER, times=times))

    def lose_request(self, method: str = EVERYTHING, times: int | None = 1) -> None:
        """Cut the connection without doing the work; the caller sees the same as with `lose_answer`."""
        self._plan(method, Fault(trouble=Trouble.LOSE_REQUEST, times=times))

    def refuse(self, method: str, error: str, times: int | None = 1) -> None:
        """Answer with this error; nothing is done."""
        self._plan(method, Fault(trouble=Trouble.REFUSE, error=error, times=times))

    def server_error(self, method: str = EVERYTHING, times: int | None = 1) -> None:
        """Answer HTTP 500 with a body that is not JSON; nothing is done."""
        self._plan(method, Fault(trouble=Trouble.SERVER_ERROR, times=times))

    def delay(self, method: str, seconds: float, times: int | None = 1) -> None:
        """Wait before doing the work."""
        self._plan(method, Fault(trouble=Trouble.DELAY, seconds=seconds, times=times))

    def go_down(self) -> None:
        """Refuse connections and cut those that are open; what the server knows is kept."""
        self._go_down()

    def come_up(self) -> None:
        """Listen again on the same port."""
        self._come_up()

    def clear(self) -> None:
        """Forget every planned fault (an outage stays until `come_up`)."""
        with self._lock:
            self._planned.clear()

    def planned(self) -> dict[str, list[Fault]]:
        """What is still to come, by name."""
        with self._lock:
            return {name: list(faults) for name, faults in self._planned.items() if faults}

    def take(self, method: str) -> tuple[float, Fault | None]:
        """For one call: seconds to wait, and what goes wrong (None: nothing). Counts down."""
        with self._lock:
            delay = self._take_first(method, lambda fault: fault.trouble is Trouble.DELAY)
            fault = self._take_first(method, lambda fault: fault.trouble is not Trouble.DELAY)
        return (delay.seconds if delay else 0.0), fault

    def _plan(self, method: str, fault: Fault) -> None:
        with self._lock:
            self._planned.setdefault(method, []).append(fault)

    def _take_first(self, method: str, wanted: Callable[[Fault], bool]) -> Fault | None:
        for name in (method, EVERYTHING):
            faults = self._planned.get(name, [])
            for place, fault in enumerate(faults):
                if wanted(fault):
                    if fault.times is not None:
                        left = fault.times - 1
                        faults[place : place + 1] = [replace(fault, times=left)] if left else []
                    return fault
        return None
