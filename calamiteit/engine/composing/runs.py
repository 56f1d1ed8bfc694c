"""Writes the messages about a whole run: alarms for the officer, the room, the card, the end."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from calamiteit.core.messages.message import Button, Message
from calamiteit.core.playbook.plan import in_language
from calamiteit.core.run.views import headline, waits_for
from calamiteit.engine.composing.scene import Scene


def _told(scene: Scene) -> Message:
    """Something goes wrong with a task: what, with whom, and what the officer can do about it."""
    assignment = scene.assignment
    why = str(scene.out.values["why"])
    title = scene.title(assignment.step)
    return scene.message(
        scene.say(f"told.{why}", alias=assignment.alias, role=scene.roles(assignment), title=title),
        scene.say("told.what-now"),
        f"calamiteit task reassign T{assignment.number} --to ALIAS --run {scene.run.id}",
        f"calamiteit task accept T{assignment.number} --heard-by phone --run {scene.run.id}",
        facts=(
            (scene.say("task.role"), scene.roles(assignment)),
            (scene.say("task.due"), scene.clock(assignment.due) or "-"),
            (scene.say("task.number"), f"T{assignment.number}"),
        ),
        alarm=True,
    )


def _unfilled(scene: Scene) -> Message:
    step = str(scene.out.values["step"])
    role = scene.role(str(scene.out.values["role"]))
    return scene.message(
        scene.say("unfilled.title", role=role, title=scene.title(step)),
        scene.say("unfilled.what-now"),
        f"calamiteit task reassign {step} --to ALIAS --run {scene.run.id}",
        alarm=True,
    )


def _handover(scene: Scene) -> Message:
    values = scene.out.values
    before, after = str(values["from_alias"]), str(values["to_alias"])
    role = scene.role(str(values["role"]))
    return scene.message(
        scene.say("handover.title", role=role, before=before, after=after),
        scene.say("handover.what-now", before=before, after=after),
        f"calamiteit run handover {scene.run.id} --from {before} --to {after}",
        buttons=(
            Button(
                transition="handover",
                option=f"{values['role']}|{before}|{after}",
                label=scene.say("handover.button", after=after),
                style="primary",
            ),
        ),
    )


def _date(scene: Scene) -> Message:
    step = str(scene.out.values["step"])
    return scene.message(
        scene.say("date.title", title=scene.title(step)),
        scene.say("date.what-now"),
        f"calamiteit task redate {step} --at 'YYYY-MM-DD HH:MM' --run {scene.run.id}",
    )


def _link_lost(scene: Scene) -> Message:
    """A linked run will not come to its end: what waits for it, and how to go on."""
    step, run = str(scene.out.values["step"]), str(scene.out.values["run"])
    waiting = [one.id for one in scene.plan if step and step in waits_for(scene.run, one)]
    return scene.message(
        scene.say("link-lost.title", title=scene.title(step) if step else run),
        scene.say(f"link-lost.{scene.out.values['why']}"),
        scene.say("link-lost.waiting", titles=", ".join(scene.title(id) for id in waiting))
        if waiting
        else "",
        scene.say("link-lost.what-now"),
        *(f"calamiteit task start {id} --run {scene.run.id}" for id in (step, *waiting[:3]) if id),
        alarm=True,
    )


def _can_close(scene: Scene) -> Message:
    """Nothing is open in a run that is winding down."""
    command = f"calamiteit run close {scene.run.id}"
    return scene.message(scene.say("can-close.title"), scene.say("can-close.what-now"), command)


def _wake_them(scene: Scene) -> Message:
    """Quiet hours: one decision for all who would be woken."""
    values = scene.out.values
    step, n = str(values["step"]), int(values["n"])
    until = scene.clock(int(values["until"]))
    return scene.message(
        scene.say("wake-them.title", title=scene.title(step)),
        scene.say("wake-them.question", until=until),
        buttons=(
            Button(
                transition="wake", option=f"{step}#{n}", label=scene.say("wake-them.wake"), style="danger"
            ),
            Button(
                transition="hold",
                option=f"{step}#{n}",
                label=scene.say("wake-them.hold", until=until),
                style="primary",
            ),
        ),
    )


def _guard(scene: Scene) -> Message:
    guard = scene.plan.guards[str(scene.out.values["guard"])]
    halted = [scene.title(step) for step in guard.halts]
    return scene.message(
        scene.say("guard.title", guard=in_language(guard.title, scene.language)),
        scene.say("guard.halted", steps="; ".join(halted)) if halted else "",
        alarm=True,
    )


def _ended(scene: Scene) -> Message:
    """The run is stopped, wound down or closed: what it means for the receiver."""
    purpose = scene.out.purpose
    title = in_language(scene.plan.title, scene.language)
    return scene.message(
        scene.say(f"ended.{purpose}.title", title=title),
        scene.say(f"ended.{purpose}.text"),
        alarm=purpose == "false-alarm",
    )


def _call_off(scene: Scene) -> Message:
    """Somebody who was called by telephone has to be called again: it is over, or no longer theirs."""
    alias, why = str(scene.out.values["alias"]), str(scene.out.values["why"])
    code = why if why in ("false-alarm", "stopped", "halted") else "elsewhere"
    show = Button(transition="show-number", label=scene.say("call.show-number"), style="primary")
    title = scene.say("call-off.title", alias=alias)
    return scene.message(title, scene.say(f"call-off.{code}", alias=alias), buttons=(show,), alarm=True)


def _room(scene: Scene) -> Message:
    """The topic of the run's own channel."""
    title = in_language(scene.plan.title, scene.language)
    return scene.message(title, scene.say("room.topic", run=scene.run.id))


def _card(scene: Scene) -> Message:
    """The headline: how far, who has not answered, what did not arrive, what is overdue."""
    view = headline(scene.plan, scene.run, scene.around.now)
    lines = [
        scene.say(
            "card.status",
            status=scene.say(f"run.status.{view.status}"),
            time=scene.clock(scene.run.started_at),
        ),
        scene.say("card.steps", done=view.done, running=view.running, waiting=view.waiting),
        scene.say("card.people", acknowledged=view.acknowledged, asked=view.asked),
    ]
    lines += [
        scene.say(code, people=", ".join(people))
        for code, people in (
            ("card.silent", view.silent),
            ("card.overdue", view.overdue),
            ("card.undelivered", view.undelivered),
            ("card.unfilled", tuple(scene.role(role) for role in view.unfilled)),
        )
        if people
    ]
    buttons = tuple(
        Button(
            transition="guard",
            option=guard.id,
            label=in_language(guard.title, scene.language),
            style="danger",
            asks="reason",
        )
        for guard in scene.plan.guards.values()
        if guard.id not in scene.run.guards and not scene.run.over
    )
    return scene.message(in_language(scene.plan.title, scene.language), *lines, buttons=buttons)


RUN_WRITERS: Mapping[str, Callable[[Scene], Message]] = {
    "told": _told,
    "unfilled": _unfilled,
    "handover": _handover,
    "date": _date,
    "link-lost": _link_lost,
    "can-close": _can_close,
    "wake-them": _wake_them,
    "guard": _guard,
    "false-alarm": _ended,
    "stopped": _ended,
    "wound-down": _ended,
    "closed": _ended,
    "call-off": _call_off,
    "room": _room,
    "card": _card,
}
