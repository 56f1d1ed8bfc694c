"""Plays in which something once went wrong, as short as they could be made; each must hold for ever."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from calamiteit.core.time import MINUTE
from tests.simulation.playing import play
from tests.simulation.script import Act, Script
from tests.simulation.towns import small

TRIGGER = Act("trigger", (0,))

FOUND: Mapping[str, Script] = {
    "a claim that is written and answered with an error is not left in sending": (
        Act("fault", ("trouble", "claim", "after", 2, 0)),
        TRIGGER,
    ),
    "an answer that cannot be written down is not forgotten": (
        Act("fault", ("trouble", "commit", "before", 4, 0)),
        TRIGGER,
    ),
    "a read that takes minutes makes no timer wait longer than that": (
        TRIGGER,
        Act("fault", ("slow", "read", "after", 4, 180_000)),
        Act("pass", (1_000,)),
    ),
    "a call that was asked for while the run was being stopped is called off": (
        Act("fault", ("meanwhile", "send", "after", 1, 0), (Act("end", ("stop",)),)),
        TRIGGER,
    ),
    "who withdraws while the lease is looked at once more is not written to": (
        Act("fault", ("meanwhile", "lease", "before", 4, 0), (Act("withdraw", (1, 0)),)),
        TRIGGER,
    ),
    "who hears of a run by being asked to call somebody off knows that it is over": (
        TRIGGER,
        Act("pass", (40 * MINUTE,)),
        Act("fault", ("meanwhile", "send", "after", 1, 0), (Act("withdraw", (0, 0)), Act("end", ("stop",)))),
        Act("pass", (3 * MINUTE,)),
    ),
}


@pytest.mark.parametrize("what", FOUND)
def test_what_was_found_once_holds_now(what: str) -> None:
    assert play(small(), FOUND[what]).broken == ""
