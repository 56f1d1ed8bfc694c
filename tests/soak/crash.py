"""The part `crash`: engines of a real workspace are killed, and after each dozen everything is checked."""

from __future__ import annotations

import random
import tempfile
import traceback
from pathlib import Path

from tests.soak.part import Failure, Outcome
from tests.support.crash_town import TABLE, check_everything, open_town


def kill_engines(numbers: range) -> Outcome:
    """One workspace for these kills; moments of a real process are not the same every time."""
    again = f"python -m tests.soak crash --first {numbers.start} --count {len(numbers)}"
    with tempfile.TemporaryDirectory() as folder, open_town(Path(folder)) as town:
        try:
            for number in numbers:
                town.kill_one(point_of(number))
            town.recover()
            check_everything(town)
        except AssertionError as error:
            what = "".join(traceback.format_exception(error, limit=-2)) + "\n".join(town.troubles[-20:])
            failure = Failure(number=numbers.start, what=what, replay=again)
            return Outcome(failures=(failure,), tally={"runs triggered": len(town.runs)})
        return Outcome(tally={"runs triggered": len(town.runs)})


def point_of(number: int) -> str:
    """Where the engine of this number is killed: each row of the crash table in turn, else at random."""
    if number % 2:
        return TABLE[number // 2 % len(TABLE)]
    return f"after-{random.Random(number).randrange(300, 2500)}"
