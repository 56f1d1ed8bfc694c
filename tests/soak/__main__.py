"""Runs the parts of the soak over all cores, with a progress bar: python -m tests.soak [PART ...]."""

from __future__ import annotations

import multiprocessing
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from tests.soak.part import Failure, Outcome, Part, chunks
from tests.soak.parts import PARTS

NAMES = [part.name for part in PARTS]
SHOWN = 10
"""So many failures are shown in full."""


@click.command()
@click.argument("names", metavar="[PART ...]", nargs=-1, type=click.Choice(NAMES))
@click.option("--count", type=click.IntRange(min=1), help="How many trials; the default is that of the part.")
@click.option("--first", default=0, show_default=True, help="The number of the first trial.")
@click.option("--minutes", type=float, help="Begin nothing new after so long, for each part.")
@click.option("--processes", default=os.cpu_count() or 1, show_default=True, type=click.IntRange(min=1))
@click.option("--list", "only_list", is_flag=True, help="Show the parts and their counts.")
def main(
    names: Sequence[str],
    count: int | None,
    first: int,
    minutes: float | None,
    processes: int,
    only_list: bool,
) -> None:
    """Run PARTs of the soak, or all of them. The exit code is 1 when a trial failed."""
    console = Console()
    if only_list:
        for part in PARTS:
            console.print(f"{part.name:12} {part.count:>9,} {part.unit}")
        return
    failed = False
    for part in PARTS:
        if not names or part.name in names:
            found = Soak(part, console, processes=processes, minutes=minutes)
            failed |= not found.run(first, count or part.count)
    sys.exit(1 if failed else 0)


class Soak:
    """One part, in progress."""

    def __init__(self, part: Part, console: Console, *, processes: int, minutes: float | None) -> None:
        self._part = part
        self._console = console
        self._processes = processes
        self._until = None if minutes is None else time.monotonic() + 60 * minutes
        self._failures: list[Failure] = []
        self._tally: Counter[str] = Counter()
        self._done = 0

    def run(self, first: int, count: int) -> bool:
        """Do the trials; True when all of them held."""
        started = time.monotonic()
        waiting = chunks(first, count, self._part.chunk)[::-1]
        with self._bar() as bar:
            task = bar.add_task(self._part.name, total=count, failed="")
            self._work(waiting, lambda: self._show(bar, task))
        self._report(count, time.monotonic() - started)
        return not self._failures

    def _work(self, waiting: list[range], show: Callable[[], None]) -> None:
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(self._processes, mp_context=context) as pool:
            busy: dict[Future[Outcome], range] = {}
            while busy or (waiting and not self._time_is_up()):
                while waiting and len(busy) < self._processes and not self._time_is_up():
                    chunk = waiting.pop()
                    busy[pool.submit(self._part.work, chunk)] = chunk
                done, _ = wait(busy, return_when=FIRST_COMPLETED)
                for future in done:
                    self._take(busy.pop(future), future)
                    show()

    def _take(self, chunk: range, future: Future[Outcome]) -> None:
        error = future.exception()
        if error is not None:
            what = f"the process that did {chunk.start} to {chunk.stop - 1} ended with {error!r}"
            self._failures.append(Failure(number=chunk.start, what=what))
        else:
            self._failures += future.result().failures
            self._tally.update(future.result().tally)
        self._done += len(chunk)

    def _time_is_up(self) -> bool:
        return self._until is not None and time.monotonic() >= self._until

    def _bar(self) -> Progress:
        return Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("[red]{task.fields[failed]}"),
            TimeRemainingColumn(),
            console=self._console,
        )

    def _show(self, bar: Progress, task: TaskID) -> None:
        failed = f"{len(self._failures)} failed" if self._failures else ""
        bar.update(task, completed=self._done, failed=failed)

    def _report(self, count: int, seconds: float) -> None:
        part = self._part
        left = f" of {count:,}" if self._done < count else ""
        rate = self._done / max(seconds, 0.001)
        tally = "".join(f" · {number:,} {name}" for name, number in sorted(self._tally.items()))
        self._console.print(
            f"{part.name}: {self._done:,}{left} {part.unit} in {seconds:,.0f} s ({rate:,.1f} a second), "
            f"{len(self._failures)} failed{tally}",
            highlight=False,
        )
        for failure in self._failures[:SHOWN]:
            self._console.print(f"\n{part.name} {failure.number}:\n{failure.what}", markup=False)
            if failure.replay:
                self._console.print(f"again with: {failure.replay}", markup=False)
        if len(self._failures) > SHOWN:
            numbers = ", ".join(str(failure.number) for failure in self._failures[SHOWN:])
            self._console.print(f"\nand {numbers}", markup=False)


if __name__ == "__main__":
    main()
