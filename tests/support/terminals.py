"""Real processes of the program on a whole workspace: what a person types, and what comes back."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from signal import Signals
from typing import Protocol

TRIGGER = ("trigger", "attack-own-town", "--set", "place=Markt", "--set", "area=centrum")
CONFIRMED = (*TRIGGER, "--confirm", "Lindeveen")


class HasFolder(Protocol):
    """Whatever keeps a workspace in a folder."""

    @property
    def folder(self) -> Path: ...


class Terminal:
    """One process at a terminal of somebody."""

    def __init__(self, town: HasFolder, *words: str, me: str = "heron", prefix: Sequence[str] = ()) -> None:
        self._process = subprocess.Popen(
            [*prefix, sys.executable, "-m", "calamiteit", *words, "--lang", "en"],
            cwd=town.folder,
            env={**os.environ, "CALAMITEIT_ME": me, "LANG": "en_GB.UTF-8", "COLUMNS": "100"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    @property
    def pid(self) -> int:
        return self._process.pid

    def first_line(self) -> str:
        """The first line of data; empty when the process ended without one."""
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def signal(self, number: Signals) -> None:
        self._process.send_signal(number)

    def is_running(self) -> bool:
        return self._process.poll() is None

    def end(self, number: Signals | None = None, seconds: float = 30) -> Ended:
        """Wait for the end, after a signal if one is given."""
        if number is not None and self.is_running():
            self._process.send_signal(number)
        out, err = self._process.communicate(timeout=seconds)
        return Ended(self._process.returncode, out, err)

    def away(self) -> None:
        """Whatever happened, the process is gone after the test."""
        if self.is_running():
            self._process.kill()
        self._process.communicate()


class Ended:
    """Exit code and words; `said` has its line breaks folded, as they depend on the width."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err
        self.said = " ".join(err.split())


@contextmanager
def terminal(
    town: HasFolder, *words: str, me: str = "heron", prefix: Sequence[str] = ()
) -> Iterator[Terminal]:
    """A process that ends with this block."""
    made = Terminal(town, *words, me=me, prefix=prefix)
    try:
        yield made
    finally:
        made.away()


def typed(town: HasFolder, *words: str, me: str = "heron", prefix: Sequence[str] = ()) -> Ended:
    """Run the program to its end."""
    with terminal(town, *words, me=me, prefix=prefix) as made:
        return made.end(seconds=60)
