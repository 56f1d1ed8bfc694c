"""A process that moves a run as a person would at the terminal, and kills itself at a chosen point.

Run as: python -m tests.support.killed_move POINT WORDS...   (the words of `calamiteit`)
Points: never, before-commit:N, after-commit:N, before-name, after-name.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from calamiteit.adapters.store.sql_store import SqlStore
from calamiteit.bootstrap import live
from calamiteit.cli import cli
from calamiteit.ports.store import Batch, Outcome


def main(point: str, words: Sequence[str]) -> None:
    """Arm the point, then do what was typed."""
    name, _, count = point.partition(":")
    left = int(count or 1)

    def passes(here: str) -> None:
        nonlocal left
        if here == name:
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    class DoomedStore(SqlStore):
        def commit(self, batches: Sequence[Batch]) -> Outcome:
            passes("before-commit")
            outcome = super().commit(batches)
            passes("after-commit")
            return outcome

    rename: Callable[[Path, Path], Path] = Path.rename

    def doomed_rename(path: Path, target: Path) -> Path:
        passes("before-name")
        found = rename(path, target)
        passes("after-name")
        return found

    for owner, part, doomed in ((live, "SqlStore", DoomedStore), (Path, "rename", doomed_rename)):
        setattr(owner, part, doomed)
    cli(list(words), prog_name="calamiteit")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
