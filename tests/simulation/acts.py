"""What each act of a script does to the town."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from calamiteit.ports.channel import GiveUp, TryAgain
from calamiteit.ports.desk import SlashCommand
from tests.simulation import officer
from tests.simulation.script import Act
from tests.simulation.towns import address_of

if TYPE_CHECKING:
    from tests.simulation.world import World

MOST_PROCESSES = 2


def _click(world: World, act: Act) -> None:
    found = officer.open_tasks(world)
    if not found:
        return
    pick, verb, who, option = act.args
    run, assignment = found[int(pick) % len(found)]
    people = world.people()
    alias = assignment.alias if int(who) < 0 else people[int(who) % len(people)]
    world.tap(officer.click_on(world, run, assignment, str(verb), alias, int(option)))


def _late(world: World, act: Act) -> None:
    found = officer.all_tasks(world)
    if found:
        pick, verb = act.args
        run, assignment = found[int(pick) % len(found)]
        world.tap(officer.click_on(world, run, assignment, str(verb), assignment.alias, 0))


def _hold(world: World, act: Act) -> None:
    """A tap that is made now: it carries what the button says now, and arrives with `arrive`."""
    found = officer.open_tasks(world)
    if found:
        pick, verb = act.args
        run, assignment = found[int(pick) % len(found)]
        world.held.append(officer.click_on(world, run, assignment, str(verb), assignment.alias, 0))


def _arrive(world: World, act: Act) -> None:
    if world.held:
        world.tap(world.held.pop(int(act.args[0]) % len(world.held)))


def _plan_on_disk(world: World, act: Act) -> None:
    desktop = world.outside.desktop
    names = desktop.ids()
    name = names[int(act.args[0]) % len(names)] if act.args else world.outside.town.main
    if act.what == "break-plan":
        desktop.damage(name)
    else:
        desktop.edit(name)


def _again(world: World, act: Act) -> None:
    if world.clicks:
        back = int(act.args[0]) % len(world.clicks)
        world.tap(world.clicks[-1 - back])


def _say(world: World, act: Act) -> None:
    pick, what = act.args
    people = world.people()
    alias = people[int(pick) % len(people)]
    if what == "press":
        if (tap := officer.press_on(world, alias, int(pick))) is not None:
            world.tap(tap)
        return
    words = "note it rains" if what == "note" else "status"
    key, address = world.key(), address_of(alias, "slack")
    world.tap(SlashCommand(key=key, channel="slack", address=address, words=words))


def _channel_fault(world: World, act: Act) -> None:
    name, number, *rest = act.args
    channel, times = world.outside.channels[str(name)], int(number)
    match act.what:
        case "down":
            world.down(str(name), times)
        case "busy":
            wait = TryAgain(reason="ratelimited", after=int(rest[0]))
            channel.answer(*[wait] * times)
        case "lose-answer":
            channel.lose_answer(times)
        case "lose-request":
            channel.lose_request(times)
        case _:
            channel.answer(*[GiveUp(reason="refused")] * times)


def _people(world: World, act: Act) -> None:
    pick, other = (int(argument) for argument in act.args)
    people, roles = world.people(), sorted(world.outside.town.directory.roles)
    alias = people[pick % len(people)]
    match act.what:
        case "withdraw":
            world.withdraw(alias)
        case "return":
            world.come_back(alias)
        case _:
            world.on_duty(roles[other % len(roles)], alias)


def _process(world: World, act: Act) -> None:
    alive = [process for process in world.processes if process.can_act()]
    match act.what:
        case "start" if len(world.processes) < MOST_PROCESSES:
            world.start_process()
        case "kill" if alive:
            world.bury(alive[int(act.args[0]) % len(alive)])
        case "restart" if alive:
            with world.running(alive[0]):
                alive[0].stop()
            world.start_process()
        case "hand-over":
            _ask_to_hand_over(world)
        case "pause" if alive:
            chosen = alive[int(act.args[0]) % len(alive)]
            chosen.paused_until = world.now + int(act.args[1])
        case _:
            pass


def _ask_to_hand_over(world: World) -> None:
    lease = world.outside.shelf.lease
    asking = next((p for p in world.processes if p.can_act() and not p.holds), None)
    if asking is not None and lease is not None:
        asking.store.ask_to_release(lease)


def _clock(world: World, act: Act) -> None:
    if act.what == "jump":
        world.outside.clock.set(world.now + int(act.args[0]))
    for process in world.processes:
        process.alarm.at = None if act.what == "lose-alarm" else world.now


ACTS: dict[str, Callable[[World, Act], None]] = {
    "pass": lambda world, act: world.pass_time(int(act.args[0])),
    "click": _click,
    "late": _late,
    "hold": _hold,
    "arrive": _arrive,
    "again": _again,
    "say": _say,
    "officer": officer.act,
    "end": officer.end,
    "trigger": lambda world, act: world.trigger(),
    "fault": lambda world, act: world.faults.arm(act),
    **dict.fromkeys(("edit-plan", "break-plan"), _plan_on_disk),
    **dict.fromkeys(("down", "busy", "lose-answer", "lose-request", "refuse"), _channel_fault),
    **dict.fromkeys(("withdraw", "return", "duty"), _people),
    **dict.fromkeys(("start", "kill", "restart", "hand-over", "pause"), _process),
    **dict.fromkeys(("jump", "lose-alarm"), _clock),
}
