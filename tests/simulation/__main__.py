"""Plays seeds again: python -m tests.simulation TOWN SEED [SEED ...]; a failing one is shrunk and printed."""

from __future__ import annotations

import sys

import click

from tests.simulation.playing import Played, play
from tests.simulation.script import Script, script_of
from tests.simulation.shrinking import shrink
from tests.simulation.towns import TOWNS, Town, town_of


@click.command()
@click.argument("town", type=click.Choice(sorted(TOWNS)))
@click.argument("seeds", metavar="SEED...", type=int, nargs=-1, required=True)
@click.option("--seconds", default=120.0, show_default=True, help="How long to look for a shorter script.")
def main(town: str, seeds: tuple[int, ...], seconds: float) -> None:
    """Play seeds exactly as the tests and the soak play them."""
    failed = False
    for seed in seeds:
        place = town_of(town)
        script = script_of(seed, place.length)
        found = play(place, script)
        click.echo(f"{town} {seed}: {found.broken or 'holds'}")
        if found.broken:
            failed = True
            click.echo(explained(place, script, found, seconds=seconds))
    sys.exit(1 if failed else 0)


def explained(town: Town, script: Script, found: Played, *, seconds: float) -> str:
    """Where it was found, and the shortest script that was found for it."""
    acts = "".join(f"    {act!r},\n" for act in shrink(town, script, found, seconds=seconds))
    return f"{found.where}\nthe same with fewer acts:\nSCRIPT = (\n{acts})"


if __name__ == "__main__":
    main()
