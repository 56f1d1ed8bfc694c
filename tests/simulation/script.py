"""What happens to a town in one play: a list of acts, drawn from a seed and from nothing else."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from calamiteit.core.time import HOUR, MINUTE, SECOND, Millis

Argument = int | str


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that happens. `inner` happens in the middle of it, to the others."""

    what: str
    args: tuple[Argument, ...] = ()
    inner: tuple[Act, ...] = ()

    def __repr__(self) -> str:
        inner = f", ({', '.join(map(repr, self.inner))},)" if self.inner else ""
        return f"Act({self.what!r}, {self.args!r}{inner})" if self.args or inner else f"Act({self.what!r})"


Script = tuple[Act, ...]
Draw = Callable[[random.Random], Act]

VERBS = ("accept", "accept", "accept", "start", "done", "done", "cannot")
WAITS: tuple[Millis, ...] = (
    200, SECOND, 3 * SECOND, 20 * SECOND, 70 * SECOND, 3 * MINUTE, 6 * MINUTE, 20 * MINUTE, HOUR
)  # fmt: skip
JUMPS: tuple[Millis, ...] = (-HOUR, -MINUTE, -SECOND, SECOND, MINUTE, HOUR, 9 * HOUR)
MANY = 1_000
"""A pick is taken modulo what there is to choose from: an act means something in every state."""
STORE_POINTS = ("commit", "settle", "claim", "stuck", "read", "beat", "take", "due", "lease", "release")
CHANNEL_POINTS = ("send", "look", "edit", "room")
CHANNELS = ("slack", "slack", "slack", "mail", "sms")


def script_of(seed: int, length: int) -> Script:
    """The script of a seed: after the trigger, so many acts."""
    chance = random.Random(seed)
    acts = [chance.choices(_DRAWS, _WEIGHTS)[0](chance) for _ in range(length)]
    return (Act("trigger", (0,)), *acts)


def _pass(chance: random.Random) -> Act:
    return Act("pass", (chance.choice(WAITS),))


def _click(chance: random.Random) -> Act:
    who = chance.randrange(MANY) if chance.random() < 0.2 else -1
    return Act("click", (chance.randrange(MANY), chance.choice(VERBS), who, chance.randrange(4)))


def _late(chance: random.Random) -> Act:
    return Act("late", (chance.randrange(MANY), chance.choice(VERBS)))


def _under_way(chance: random.Random) -> Act:
    """A tap that somebody makes now and that arrives later, or such a tap that arrives: in any order."""
    if chance.random() < 0.5:
        return Act("hold", (chance.randrange(MANY), chance.choice(VERBS)))
    return Act("arrive", (chance.randrange(MANY),))


def _again(chance: random.Random) -> Act:
    return Act("again", (chance.randrange(6),))


def _said(chance: random.Random) -> Act:
    return Act("say", (chance.randrange(MANY), chance.choice(("note", "note", "status", "press"))))


def _officer(chance: random.Random) -> Act:
    what = chance.choice(
        ("skip", "skip-step", "reassign", "give-step", "add", "start", "redate", "hand-over", "heard", "wake")
    )
    return Act("officer", (what, chance.randrange(MANY), chance.randrange(MANY)))


def _end(chance: random.Random) -> Act:
    return Act("end", (chance.choice(("false-alarm", "stop", "wind-down", "close")),))


def _people(chance: random.Random) -> Act:
    what = chance.choice(("withdraw", "withdraw", "return", "duty", "duty"))
    return Act(what, (chance.randrange(MANY), chance.randrange(MANY)))


def _channel(chance: random.Random) -> Act:
    name = chance.choice(CHANNELS)
    match chance.randrange(6):
        case 0:
            return Act("down", (name, chance.choice(WAITS)))
        case 1:
            return Act("busy", (name, chance.randint(1, 4), chance.choice(WAITS[:7])))
        case 2 | 3:
            return Act("lose-answer", (name, chance.randint(1, 3)))
        case 4:
            return Act("lose-request", (name, chance.randint(1, 3)))
        case _:
            return Act("refuse", (name, chance.randint(1, 2)))


def _store(chance: random.Random) -> Act:
    kind = chance.choice(("trouble", "trouble", "conflict", "slow"))
    points = (*STORE_POINTS, *CHANNEL_POINTS) if kind == "slow" else STORE_POINTS
    point = "commit" if kind == "conflict" else chance.choice(points)
    when = "before" if kind == "conflict" else chance.choice(("before", "after"))
    return Act("fault", (kind, point, when, chance.randint(1, 6), chance.choice(WAITS[:6])))


def _kill(chance: random.Random) -> Act:
    point = chance.choice((*STORE_POINTS[:4], "commit", *CHANNEL_POINTS))
    return Act("fault", ("kill", point, chance.choice(("before", "after")), chance.randint(1, 6), 0))


def _meanwhile(chance: random.Random) -> Act:
    point = chance.choice((*STORE_POINTS[:5], *CHANNEL_POINTS))
    when = chance.choice(("before", "after")) if point in STORE_POINTS else "after"
    inner = [chance.choice(_INNER)(chance) for _ in range(chance.randint(1, 4))]
    return Act("fault", ("meanwhile", point, when, chance.randint(1, 6), 0), tuple(inner))


def _take_over(chance: random.Random) -> Act:
    """The holder of the lease sleeps in the middle of something until another has taken over, and wakes."""
    point = chance.choice(("commit", "settle", "claim", "send", "send", "edit"))
    when = "after" if point in CHANNEL_POINTS else chance.choice(("before", "after"))
    inner = (Act("start"), Act("pass", (chance.choice((16, 40, 300)) * SECOND,)))
    more = tuple(chance.choice(_INNER)(chance) for _ in range(chance.randint(0, 2)))
    return Act("fault", ("meanwhile", point, when, chance.randint(1, 6), 0), (*inner, *more))


def _long_pause(chance: random.Random) -> Act:
    return Act("pass", (chance.choice((16 * SECOND, 40 * SECOND, 5 * MINUTE)),))


def _process(chance: random.Random) -> Act:
    return chance.choice(
        (Act("start"), Act("start"), Act("kill", (chance.randrange(2),)), Act("restart"), Act("hand-over"))
    )


def _pause(chance: random.Random) -> Act:
    return Act("pause", (chance.randrange(2), chance.choice((5, 17, 60, 600)) * SECOND))


def _clock(chance: random.Random) -> Act:
    if chance.random() < 0.5:
        return Act("lose-alarm")
    return Act("jump", (chance.choice(JUMPS),))


def _plan(chance: random.Random) -> Act:
    what = chance.choice(("edit-plan", "edit-plan", "break-plan", "trigger"))
    return Act(what, (chance.randrange(MANY),))


_INNER: Sequence[Draw] = (
    *(_long_pause, _long_pause, _long_pause, _click, _officer, _people, _again, _under_way, _plan, _end),
)
_TABLE: Sequence[tuple[Draw, float]] = (
    (_pass, 34), (_click, 28), (_late, 3), (_under_way, 5), (_again, 5), (_said, 4), (_officer, 9),
    (_people, 5), (_channel, 7), (_store, 6), (_kill, 4), (_meanwhile, 5), (_take_over, 3), (_process, 5),
    (_pause, 2), (_clock, 3), (_plan, 3), (_end, 1.5),
)  # fmt: skip
_DRAWS = [draw for draw, _ in _TABLE]
_WEIGHTS = [weight for _, weight in _TABLE]
