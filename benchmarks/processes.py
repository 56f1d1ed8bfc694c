"""Programs that are started, timed and looked at from outside."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

PROGRAM = (sys.executable, "-m", "calamiteit")
EMPTY = (sys.executable, "-c", "pass")
ROOT = Path(__file__).parents[1]


def environment(**more: str) -> dict[str, str]:
    """The environment without anything that the person who measures has set for calamiteit."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CALAMITEIT_")}
    return {**kept, "COLUMNS": "120", **more}


def seconds_of(command: Sequence[str], folder: Path) -> float:
    """How long a program takes from start to end; it must succeed."""
    started = time.perf_counter()
    done = subprocess.run(command, cwd=folder, env=environment(), capture_output=True, text=True, check=False)
    took = time.perf_counter() - started
    if done.returncode:
        raise RuntimeError(f"{' '.join(command[1:])} ended with {done.returncode}: {done.stderr[-2000:]}")
    return took


@contextmanager
def running(command: Sequence[str], folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A program at work; its output goes to `program.log` in the folder. Killed at the end."""
    with (folder / "program.log").open("a", encoding="utf-8") as log:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment(),
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            text=True,
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait()


def until(condition: Callable[[], object], seconds: float, what: str) -> None:
    """Look every two milliseconds. Raises RuntimeError when it does not happen."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise RuntimeError(f"not within {seconds:.0f} s: {what}")
        time.sleep(0.002)


def memory_of(process: int) -> dict[str, float]:
    """Megabytes of memory of a process, now (`VmRSS`) and at most so far (`VmHWM`)."""
    lines = Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
    found = (line.split() for line in lines if line.startswith(("VmRSS:", "VmHWM:")))
    return {name.rstrip(":"): int(kilobytes) / 1024 for name, kilobytes, *_ in found}
