"""One input again, or many of one target: python -m tests.fuzz TARGET [FILE], or --count N."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import click

from tests.fuzz.mutating import mutated
from tests.fuzz.target import trial
from tests.fuzz.targets import BY_NAME


@click.command()
@click.argument("name", metavar="TARGET", type=click.Choice(sorted(BY_NAME)))
@click.argument("file", required=False, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--number", type=int, help="Exactly this damaged input.")
@click.option("--count", default=1_000, show_default=True, help="So many damaged inputs.")
@click.option("--first", default=0, show_default=True, help="The number of the first of them.")
@click.option("--most", default=5, show_default=True, help="Stop after so many findings.")
def main(name: str, file: Path | None, number: int | None, count: int, first: int, most: int) -> None:
    """Give TARGET the bytes of FILE, or COUNT damaged inputs. The exit code is 1 for a finding."""
    target = BY_NAME[name]
    if file is not None:
        found = trial(target, file.read_bytes())
        click.echo(found or f"{name}: no finding")
        sys.exit(1 if found else 0)
    numbers = range(first, first + count) if number is None else range(number, number + 1)
    started, findings = time.monotonic(), 0
    for one in numbers:
        data = mutated(target, one)
        if found := trial(target, data):
            findings += 1
            click.echo(f"{name} {one}: {data[:300]!r}\n{found}")
        if findings >= most:
            break
    seconds = time.monotonic() - started
    click.echo(f"{name}: {one - first + 1:,} inputs in {seconds:,.0f} s, {findings} findings")
    sys.exit(1 if findings else 0)


if __name__ == "__main__":
    main()
