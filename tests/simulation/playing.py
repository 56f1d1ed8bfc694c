"""Plays a script to its end and says what did not hold."""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.simulation.script import Script, script_of
from tests.simulation.towns import Town
from tests.simulation.watching import BrokenError
from tests.simulation.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """What became of one play."""

    broken: str = ""
    """What does not hold; empty when everything does."""
    where: str = ""
    """Where in the program it was found, when it ended with an error."""
    tally: Mapping[str, int] = field(default_factory=dict)


def play(town: Town, script: Script) -> Played:
    """The play of a script. An error that nobody expected breaks it as well."""
    world = World(town)
    try:
        world.play(script)
    except BrokenError as broken:
        return Played(broken=str(broken), where=_where(broken), tally=world.tally)
    except Exception as error:  # noqa: BLE001 - whatever the program raises here is a finding
        return Played(broken=repr(error), where=_where(error), tally=world.tally)
    return Played(tally=world.tally)


def play_seed(town: Town, seed: int) -> Played:
    """The play of a seed."""
    return play(town, script_of(seed, town.length))


def _where(error: BaseException) -> str:
    return "".join(traceback.format_exception(error)[-12:])
