"""The parts `small` and `attack`: plays of the fault simulator, one seed each."""

from __future__ import annotations

from collections import Counter

from tests.simulation.playing import play
from tests.simulation.script import script_of
from tests.simulation.shrinking import shrink
from tests.simulation.towns import town_of
from tests.soak.part import Failure, Outcome

SHRINK_SECONDS = 60.0


def play_small(seeds: range) -> Outcome:
    """The small town."""
    return _play("small", seeds)


def play_attack(seeds: range) -> Outcome:
    """The shipped plan for an attack in the own town."""
    return _play("attack-own-town", seeds)


def _play(name: str, seeds: range) -> Outcome:
    town, failures, tally = town_of(name), list[Failure](), Counter[str]()
    for seed in seeds:
        script = script_of(seed, town.length)
        played = play(town, script)
        tally.update({what: n for what, n in played.tally.items() if what.startswith("fault: ")})
        tally["acts"] += len(script)
        if played.broken:
            short = shrink(town, script, played, seconds=SHRINK_SECONDS)
            what = f"{played.broken}\nwith fewer acts: {short!r}"
            again = f"python -m tests.simulation {name} {seed}"
            failures.append(Failure(number=seed, what=what, replay=again))
    return Outcome(failures=tuple(failures), tally=tally)
