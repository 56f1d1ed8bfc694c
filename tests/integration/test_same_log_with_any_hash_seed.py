"""No order of a set or a hash matters: the same play gives the same log in any process."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.support.source import ROOT

PROGRAM = """
import json
from calamiteit.core.chain import canonical, digest
from tests.support.golden import PLAYS, as_stored
print(digest(canonical({name: as_stored(play()) for name, play in PLAYS.items()})))
"""


def test_the_log_does_not_depend_on_the_hash_seed_of_the_process() -> None:
    found = {_digest(seed) for seed in ("0", "1", "4711")}
    assert len(found) == 1


def _digest(seed: str) -> str:
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()
