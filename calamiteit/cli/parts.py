"""Parts of the program that are installed on request only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from calamiteit.cli.frame import Frame
from calamiteit.core.errors import Trouble


@contextmanager
def needing_practice_parts(frame: Frame) -> Iterator[None]:
    """Imports of the practice servers. Raises Trouble with what to install when they are not there."""
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("calamiteit"):
            raise
        raise Trouble(frame.words_when_failing.say("practice.not-installed", library=error.name)) from error
