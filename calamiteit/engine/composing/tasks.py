"""Writes the messages about one task: the question, its reminders, its present state."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from calamiteit.core.messages.message import Button, Message
from calamiteit.core.playbook.kind_words import WORDS
from calamiteit.core.playbook.plan import CompletesOn, Step, in_language
from calamiteit.core.run.roles import SEEN
from calamiteit.core.run.state import Assignment, AssignmentState
from calamiteit.engine.composing.scene import Scene


def _task(scene: Scene) -> Message:
    """What, by when, why you; accept, done, cannot."""
    assignment = scene.assignment
    step = scene.step(assignment.step)
    if step.id in scene.run.calls:
        return _call_task(scene, scene.run.assignments[scene.run.calls[step.id]])
    values = scene.voice.values(
        scene.run, scene.plan, scene.around.directory, scene.language, scene.open_text
    )
    lines = (
        _opening(scene),
        _why_now(scene, assignment),
        scene.voice.instruction(step, values, scene.language),
        *(in_language(words, scene.language) for words in step.agenda),
    )
    return scene.message(
        scene.title(step.id),
        *lines,
        facts=_facts(scene, assignment),
        attachment=scene.attachment(step, values),
        buttons=buttons(scene, step, assignment),
        generation=assignment.generation,
        alarm=assignment.critical,
    )


def _opening(scene: Scene) -> str:
    opening = {"repeat": "task.repeat", "second": "task.second", "wake": "task.wake"}.get(scene.out.purpose)
    return scene.say(opening) if opening else ""


def _why_now(scene: Scene, assignment: Assignment) -> str:
    """Why this person is asked although somebody else was first."""
    if assignment.because in ("no-answer", "declined", "withdrawn", "reassigned", "handover"):
        return scene.say(f"task.because.{assignment.because}", role=scene.roles(assignment))
    return ""


def _facts(scene: Scene, assignment: Assignment) -> tuple[tuple[str, str], ...]:
    pairs = [(scene.say("task.role"), scene.roles(assignment))]
    if assignment.due is not None:
        pairs.append((scene.say("task.due"), scene.clock(assignment.due)))
    asks = scene.step(assignment.step).asks
    if asks is not None:
        partner = scene.around.directory.partners.get(asks)
        pairs.append(
            (scene.say("task.asks"), in_language(partner.title, scene.language) if partner else asks)
        )
    pairs.append((scene.say("task.number"), f"T{assignment.number}"))
    return tuple(pairs)


def buttons(scene: Scene, step: Step, assignment: Assignment) -> tuple[Button, ...]:
    """What the holder can do now, in the words of the step's kind."""
    if assignment.state.over or scene.run.over:
        return ()
    if step.id in scene.run.calls:
        return _calling(scene, assignment)
    words = WORDS[step.kind]
    cannot = Button(transition="cannot", label=scene.say(words.cannot), asks="reason")
    accept = Button(transition="accept", label=scene.say(words.accept), style="primary")
    is_new = assignment.state in (AssignmentState.OPEN, AssignmentState.WAITING)
    if step.completes_on is CompletesOn.ACKNOWLEDGED:
        return (accept, cannot) if is_new else ()
    return (*((accept,) if is_new else ()), *_endings(scene, step, assignment), cannot)


def _endings(scene: Scene, step: Step, assignment: Assignment) -> tuple[Button, ...]:
    """How the work can end: an option to choose, minutes to send in, or simply done."""
    if step.options:
        labels = [(option.id, in_language(option.title, scene.language)) for option in step.options]
        return tuple(
            Button(transition="done", option=id, label=label, confirm=scene.say("form.confirm", choice=label))
            for id, label in labels
        )
    if step.leader is not None and step.leader not in assignment.roles:
        return ()
    label = scene.say(WORDS[step.kind].done)
    asks = "minutes" if step.leader is not None else ""
    return (Button(transition="done", label=label, asks=asks),)


def _refresh(scene: Scene) -> Message:
    """The task message as it should stand now: who has it, without buttons when it is over."""
    assignment = scene.assignment
    message = _task(scene)
    state = scene.say(
        f"task.state.{assignment.state.value}",
        alias=assignment.alias,
        time=scene.clock(assignment.ended_at or assignment.acknowledged_at),
    )
    holder = _who_has_it(scene, assignment)
    lines = (f"*{state}*", holder, *(() if assignment.state.over else message.lines))
    return scene.message(
        message.title,
        *lines,
        facts=message.facts,
        attachment="" if assignment.state.over else message.attachment,
        buttons=message.buttons,
        generation=assignment.generation,
    )


def _who_has_it(scene: Scene, assignment: Assignment) -> str:
    """For the loser of a race: who has it now."""
    if assignment.state is not AssignmentState.CANCELLED:
        return ""
    others = scene.run.of(scene.run.occurrence_of(assignment))
    has_it = [other.alias for other in others if other.state in SEEN]
    if assignment.why in ("taken", "reassigned", "handover") and has_it:
        return scene.say("task.now-with", alias=", ".join(has_it))
    return scene.say(f"task.cancelled.{assignment.why or 'enough'}")


def _released(scene: Scene) -> Message:
    """This is no longer asked of you."""
    return scene.message(
        scene.say("released.title", title=scene.title(scene.assignment.step)),
        _who_has_it(scene, scene.assignment),
    )


def _progress(scene: Scene) -> Message:
    """Silence after acceptance: are you still on it?"""
    step = scene.step(scene.assignment.step)
    still = Button(transition="start", label=scene.say("progress.still"), style="primary")
    rest = tuple(button for button in buttons(scene, step, scene.assignment) if button.transition != "accept")
    return scene.message(
        scene.say("progress.title", title=scene.title(step.id)),
        scene.say("progress.question"),
        facts=_facts(scene, scene.assignment),
        buttons=(still, *rest),
        generation=scene.assignment.generation,
    )


def _reminder(scene: Scene) -> Message:
    assignment = scene.assignment
    step = scene.step(assignment.step)
    return scene.message(
        scene.say("reminder.title", title=scene.title(step.id)),
        scene.say("reminder.due", time=scene.clock(assignment.due)),
        facts=_facts(scene, assignment),
        buttons=buttons(scene, step, assignment),
        generation=assignment.generation,
    )


def _redated(scene: Scene) -> Message:
    title = scene.say("redated.title", title=scene.title(scene.assignment.step))
    return scene.message(title, scene.say("redated.due", time=scene.clock(scene.assignment.due)))


def _call_task(scene: Scene, called: Assignment) -> Message:
    """Somebody has to be called by telephone; the number is shown at a tap, to this person only."""
    assignment = scene.assignment
    return scene.message(
        scene.title(assignment.step),
        _opening(scene),
        _why_now(scene, assignment),
        scene.say("call.why", alias=called.alias, role=scene.roles(called)),
        scene.say("call.ask", title=scene.title(called.step)),
        facts=(*_facts(scene, assignment), (scene.say("call.about"), f"T{called.number}")),
        buttons=_calling(scene, assignment),
        generation=assignment.generation,
        alarm=True,
    )


def _calling(scene: Scene, assignment: Assignment) -> tuple[Button, ...]:
    """The number, what was said, or that nobody answered; the two answers are those of who was called."""
    words = WORDS["task"]
    accept = Button(transition="accept", label=scene.say(words.accept))
    is_new = assignment.state in (AssignmentState.OPEN, AssignmentState.WAITING)
    return (
        *_heard(scene),
        *((accept,) if is_new else ()),
        Button(transition="done", label=scene.say("call.no-reply")),
        Button(transition="cannot", label=scene.say(words.cannot), asks="reason"),
    )


def _heard(scene: Scene) -> tuple[Button, ...]:
    return (
        Button(transition="show-number", label=scene.say("call.show-number"), style="primary"),
        Button(transition="heard-accept", label=scene.say("call.heard-accept")),
        Button(transition="heard-cannot", label=scene.say("call.heard-cannot"), asks="reason"),
    )


def _call(scene: Scene) -> Message:
    """A call as releases before the call tasks wrote it; such messages may still wait in a run of theirs."""
    assignment = scene.assignment
    return scene.message(
        scene.say("call.title", alias=assignment.alias),
        scene.say("call.why", alias=assignment.alias, role=scene.roles(assignment)),
        scene.say("call.ask", title=scene.title(assignment.step)),
        facts=_facts(scene, assignment),
        buttons=_heard(scene),
        alarm=True,
        generation=assignment.generation,
    )


TASK_WRITERS: Mapping[str, Callable[[Scene], Message]] = {
    "task": _task,
    "repeat": _task,
    "second": _task,
    "wake": _task,
    "refresh": _refresh,
    "released": _released,
    "progress": _progress,
    "reminder": _reminder,
    "redated": _redated,
    "call": _call,
}
