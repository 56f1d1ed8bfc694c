"""Simulated people: they read what reaches them and tap, through the same desk as everybody else."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta, tzinfo

from calamiteit.core.messages.message import Button, Message
from calamiteit.core.playbook.plan import Step
from calamiteit.core.time import HOUR, MINUTE, SECOND, Millis, local_instant, to_local
from calamiteit.drill.chance import Dice, at_quantile
from calamiteit.drill.manners import Manners, answering, working
from calamiteit.ports.desk import Click, Desk

StepOf = Callable[[str, int], tuple[Step, int]]
"""The step of a task and which occurrence of it: from the run and the number of the assignment."""

SOON = 20 * SECOND
"""From reading a plain question to the tap."""
CALL = 3 * MINUTE
"""From being asked to call somebody to their answer on the telephone."""
STAYS_UP = 4 * HOUR
"""Who does something at night sees messages for so long without being woken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A message as it reached a person."""

    alias: str
    channel: str
    address: str
    message: Message
    wakes: bool


@dataclass(frozen=True, slots=True, order=True)
class Deed:
    """A tap that somebody will make."""

    at: Millis
    order: int
    letter: Letter = field(compare=False)
    button: Button = field(compare=False)


class People:
    """Everybody. What they do follows from the dice, their manners, and what reaches them."""

    def __init__(self, manners: Manners, dice: Dice, zone: tzinfo, step_of: StepOf) -> None:
        self._manners = manners
        self._dice = dice
        self._zone = zone
        self._step_of = step_of
        self._deeds: list[Deed] = []
        self._order = itertools.count()
        self._answers: dict[tuple[str, str, int], Millis] = {}
        """When a person answers a task: a later message can only make it earlier."""
        self._tasks: dict[tuple[str, int | None], Letter] = {}
        """The message with which each task was given; who says yes on the telephone has it too."""
        self._at_work: dict[str, list[Millis]] = {}
        """Until when each person has their hands full, one moment a hand."""
        self._awake: dict[str, Millis] = {}
        """When a person last did something."""

    def next_deed(self) -> Millis | None:
        """When somebody does something next, if nothing else happens."""
        return self._deeds[0].at if self._deeds else None

    def act(self, now: Millis, desk: Desk) -> int:
        """Do what is due; how much that was."""
        done = 0
        while self._deeds and self._deeds[0].at <= now:
            self._tap(heapq.heappop(self._deeds), now, desk)
            done += 1
        return done

    def read(self, letter: Letter, now: Millis) -> None:
        """A message has arrived; what its buttons offer is what will be done about it, or nothing."""
        buttons = {button.transition: button for button in reversed(letter.message.buttons)}
        if letter.message.assignment is None:
            self._answer_question(letter, buttons, now)
        elif "heard-accept" in buttons:
            self._call(letter, buttons, now)
        elif "start" in buttons:
            self._plan(letter, buttons["start"], self._noticed(letter, now) + SOON)
        elif "cannot" in buttons:
            self._answer_task(letter, buttons, now)

    # --- inside

    def _noticed(self, letter: Letter, now: Millis) -> Millis:
        """When the person sees it: at night a message that wakes nobody waits for the morning."""
        local = to_local(now, self._zone)
        is_up = now - self._awake.get(letter.alias, -STAYS_UP) < STAYS_UP
        if is_up or not self._manners.asleep(local.hour * 60 + local.minute):
            return now
        if letter.wakes:
            table = self._manners.of(letter.alias).wakes_up
            return now + self._dice.draw(table, letter.alias, "wake-up", local.date())
        morning = local_instant(local.date(), self._manners.up, self._zone)
        tomorrow = local_instant(local.date() + timedelta(days=1), self._manners.up, self._zone)
        return morning if morning > now else tomorrow

    def _answer_task(self, letter: Letter, buttons: dict[str, Button], now: Millis) -> None:
        message = letter.message
        assert message.assignment is not None
        number, alias = message.assignment, letter.alias
        self._tasks.setdefault((message.run, number), letter)
        step, n = self._step_of(message.run, number)
        manner = self._manners.of(alias)
        who = (_linked(message.run), alias, step.id, n)
        if self._dice.happens(manner.silent, *who, "silent"):
            return
        at = self._noticed(letter, now) + self._dice.draw(answering(step), *who, "answer")
        known = self._answers.get((message.run, alias, number))
        if known is not None and known <= at:
            return
        self._answers[(message.run, alias, number)] = at
        if self._dice.happens(manner.declines, *who, "declines"):
            self._plan(letter, buttons["cannot"], at)
        elif "accept" in buttons:
            self._plan(letter, buttons["accept"], at)
        elif "done" in buttons:
            self._work(letter, at)

    def _work(self, letter: Letter, since: Millis) -> None:
        """Take the work in hand as soon as there is a hand free; then it is done."""
        endings = [button for button in letter.message.buttons if button.transition == "done"]
        if not endings:
            return
        assert letter.message.assignment is not None
        step, n = self._step_of(letter.message.run, letter.message.assignment)
        who = (_linked(letter.message.run), letter.alias, step.id, n)
        at_work = self._at_work.setdefault(letter.alias, [])
        begins = since
        if len(at_work) >= self._manners.of(letter.alias).at_once:
            begins = max(since, heapq.heappop(at_work))
        ends = begins + at_quantile(working(step), self._dice.uniform(*who, "work"))
        heapq.heappush(at_work, ends)
        chosen = endings[int(self._dice.uniform(*who, "option") * len(endings))]
        self._plan(letter, chosen, ends)

    def _call(self, letter: Letter, buttons: dict[str, Button], now: Millis) -> None:
        """Telephone somebody: they pick up and say yes, or say that they cannot, or do not pick up."""
        message = letter.message
        assert message.assignment is not None
        step, n = self._step_of(message.run, message.assignment)
        who = (_linked(message.run), "call", step.id, n)
        if self._dice.happens(self._manners.rest.silent, *who, "picks-up"):
            return
        declines = self._dice.happens(self._manners.rest.declines, *who, "declines")
        button = buttons["heard-cannot" if declines else "heard-accept"]
        self._plan(letter, button, self._noticed(letter, now) + CALL)

    def _answer_question(self, letter: Letter, buttons: dict[str, Button], now: Millis) -> None:
        """The officer is asked whether to wake people, or to hand a role over at a change of duty."""
        wanted = next((name for name in ("wake", "handover") if name in buttons), None)
        if wanted is None:
            return
        self._plan(letter, buttons[wanted], self._noticed(letter, now) + 2 * MINUTE)

    def _plan(self, letter: Letter, button: Button, at: Millis) -> None:
        heapq.heappush(self._deeds, Deed(at, next(self._order), letter, button))

    def _tap(self, deed: Deed, now: Millis, desk: Desk) -> None:
        """Tap; who accepted begins to work. A refusal is what they would see, and nothing more."""
        letter, button = deed.letter, deed.button
        self._awake[letter.alias] = now
        reply = desk.click(
            Click(
                key=f"{letter.message.run}:{deed.order}",
                channel=letter.channel,
                address=letter.address,
                run=letter.message.run,
                assignment=letter.message.assignment,
                transition=button.transition,
                option=button.option,
                text=TYPED.get(button.asks, ""),
            )
        )
        task = (letter.message.run, letter.message.assignment)
        if reply.ok and button.transition in ("accept", "heard-accept") and task in self._tasks:
            self._work(self._tasks[task], now)


TYPED = {"reason": "…", "minutes": "…"}
"""What simulated people type where words are asked for: they have none."""


def _linked(run: str) -> str:
    """What a run is to the first one of its drill, whose own name is drawn anew each time."""
    return run.partition(".")[2]
