"""The picture of one run: its head, what needs attention first, then what runs, comes next and is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from calamiteit.cli.pictures.attention import attention
from calamiteit.cli.pictures.heading import contacts_line, engine_line, heading
from calamiteit.cli.pictures.scene import Scene, span
from calamiteit.cli.reasons import explained
from calamiteit.cli.whereabouts import where_it_went
from calamiteit.core.playbook.plan import in_language
from calamiteit.core.run.views import GoalLine, StepLine, TaskLine

if TYPE_CHECKING:
    from calamiteit.cli.frame import Frame

TASK_STYLES = {
    "open": "yellow",
    "waiting": "dim",
    "acknowledged": "cyan",
    "in-progress": "cyan",
    "done": "green",
    "declined": "red",
    "skipped": "dim",
    "cancelled": "dim",
}
RECENT, COMING = 6, 10
"""So many steps that are over, or to come, are shown unless all are asked for."""
GOALS_REACHED, GOALS_NEXT = 2, 3


def status_picture(frame: Frame, run_id: str, *, everything: bool = False) -> RenderableType:
    """Everything that the officer needs to see of one run; with `everything`, each step of the plan."""
    scene = Scene.of(frame, run_id)
    parts: list[RenderableType] = [heading(frame), _title(scene), _numbers(scene)]
    if not scene.run.over:
        broken = contacts_line(frame)
        parts += [_who_leads(scene), *([broken] if broken else []), *_silent(scene), *_guards(scene)]
    parts += [_goals(scene), *attention(scene), *_sections(scene, everything)]
    return Group(*parts)


def _who_leads(scene: Scene) -> Text:
    """The engine of this machine; of a run that went to another one, where it is led now."""
    gone = where_it_went(scene.frame, scene.run.id) if scene.run.away else ""
    return Text(gone, style="bold yellow") if gone else engine_line(scene.frame)


def _title(scene: Scene) -> Text:
    view = scene.view
    title = in_language(scene.plan.title, scene.frame.language)
    facts = scene.say(
        "status.title",
        run=view.run,
        state=scene.say(f"run.status.{view.status}"),
        since=scene.at(view.started_at),
        ago=span((view.ended_at or view.now) - view.started_at),
        by=view.started_by,
    )
    return Text.assemble((title, "bold"), "\n", (facts, "dim"))


def _numbers(scene: Scene) -> Text:
    head = scene.view.headline
    return Text.assemble(
        (scene.say("status.done", count=head.done), "green"),
        f" · {scene.say('status.dropped', count=head.dropped)}" if head.dropped else "",
        " · ",
        (scene.say("status.running", count=head.running), "cyan"),
        " · ",
        scene.say("status.waiting", count=head.waiting),
        " · ",
        scene.say("status.acknowledged", some=head.acknowledged, all=head.asked),
    )


def _silent(scene: Scene) -> list[RenderableType]:
    """Each channel that delivers nothing any more: people on it have to be reached in another way."""
    return [
        Text(
            scene.say(
                "status.channel-silent",
                channel=one.channel,
                time=scene.at(one.since),
                count=one.messages,
                why=explained(scene.frame.words, one.reason),
            ),
            style="bold white on red",
        )
        for one in scene.view.silent_channels
    ]


def _guards(scene: Scene) -> list[RenderableType]:
    """Each guard that is on: what it halts does not start."""
    on = [guard for guard, is_on in scene.view.guards.items() if is_on]
    titles = [in_language(scene.plan.guards[guard].title, scene.frame.language) for guard in on]
    return [Text(scene.say("status.guard", guard=title), style="bold white on red") for title in titles]


def _goals(scene: Scene) -> Text:
    """What was missed, what is due next, and how many were reached in time."""
    goals = scene.view.goals
    missed = [goal for goal in goals if goal.missed]
    coming = sorted((g for g in goals if not g.missed and g.reached_after is None), key=lambda g: g.within)
    good = [goal for goal in goals if not goal.missed and goal.reached_after is not None]
    shown = [_goal(scene, goal) for goal in (*missed, *good[-GOALS_REACHED:], *coming[:GOALS_NEXT])]
    if len(good) > GOALS_REACHED:
        shown.append(Text(scene.say("status.goals.reached", count=len(good)), style="green"))
    return Text(" · ").join(shown)


def _goal(scene: Scene, goal: GoalLine) -> Text:
    within = span(goal.within)
    name = f"“{scene.step(goal.step)}”"
    if goal.reached_after is not None:
        after = span(goal.reached_after)
        style = "red" if goal.missed else "green"
        return Text(scene.say("status.goal.reached", mark=name, after=after, within=within), style=style)
    if goal.missed:
        return Text(scene.say("status.goal.missed", mark=name, within=within), style="bold red")
    left = span(goal.within - (scene.view.now - scene.view.started_at))
    return Text(scene.say("status.goal.open", mark=name, left=left), style="dim")


def _sections(scene: Scene, everything: bool) -> list[RenderableType]:
    """Running, next and over, each with a line above it; an empty one is left out."""
    steps = scene.view.steps
    running = [line for line in steps if line.state == "running"]
    coming = [line for line in steps if line.state in ("planned", "waiting")]
    coming.sort(key=lambda line: (line.planned_at is None, line.planned_at or 0))
    over = [line for line in steps if line.state == "over"]
    over.sort(key=lambda line: line.ended_at or 0)
    aside = [line for line in steps if line.state in ("standby", "halted")]
    parts: list[RenderableType] = []
    for code, found, shown, drawn in (
        ("status.section.running", running, running, _running),
        ("status.section.next", coming, coming if everything else coming[:COMING], _coming),
        ("status.section.over", over, over if everything else over[-RECENT:], _over),
        ("status.section.aside", aside, aside, _aside),
    ):
        if not found:
            continue
        parts += [section(scene.say(code, count=len(found))), drawn(scene, shown)]
        if len(shown) < len(found):
            parts.append(Text(scene.say("status.more", count=len(found) - len(shown)), style="dim"))
    return parts


def section(title: str) -> Text:
    """The line above a group."""
    return Text(f"\n{title}", style="bold")


def rows(*widths: int | None) -> Table:
    """A table without lines; None for a column that takes what is left."""
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0), expand=True)
    for width in widths:
        if width is None:
            table.add_column(ratio=1, overflow="fold")
        else:
            table.add_column(width=width, no_wrap=width < 8)
    return table


def _running(scene: Scene, found: list[StepLine]) -> Table:
    table = rows(5, None, 26)
    tasks = {task.number: task for task in scene.view.tasks}
    for line in found:
        due = scene.say("status.due", time=scene.at(line.due)) if line.due else ""
        late = line.due is not None and line.due <= scene.view.now
        number = f" #{line.n}" if line.n > 1 else ""
        table.add_row(
            Text(scene.at(line.started_at)[-5:], style="dim"),
            Text(scene.step(line.step) + number, style="bold"),
            Text(due, style="bold red" if late else "dim"),
        )
        for task in (tasks[number] for number in line.tasks):
            if task.state != "cancelled":
                table.add_row(*_task(scene, task))
        if line.linked_run:
            table.add_row("", Text(line.linked_run, style="cyan"), "")
    return table


def _task(scene: Scene, task: TaskLine) -> tuple[Text, Text, Text]:
    code = "unsent" if _is_unsent(scene, task) else task.state
    state = scene.say(f"status.task.{code}", time=scene.at(_moment(task))[-5:])
    if task.heard_by:
        state += f" ({scene.say(f'status.heard.{task.heard_by}', by=task.answered_by)})"
    return (
        Text(f"T{task.number}", style="dim"),
        Text(f"  {scene.who(task.alias, task.roles)}"),
        Text(state, style=TASK_STYLES[task.state]),
    )


def _is_unsent(scene: Scene, task: TaskLine) -> bool:
    """Whether the question waits in the outbox: no channel has answered yet, to whomever it goes."""
    return task.state == "open" and not scene.run.assignments[task.number].deliveries


def _moment(task: TaskLine) -> int:
    return task.ended_at or task.acknowledged_at or task.opened_at


def _coming(scene: Scene, found: list[StepLine]) -> Table:
    table = rows(5, None, 26)
    for line in found:
        when = scene.at(line.planned_at)
        note = "" if len(when) <= 5 else when[:-6]
        if line.waits_for:
            note = scene.say("status.after", steps=", ".join(line.waits_for))
        table.add_row(Text(when[-5:], style="dim"), scene.step(line.step), Text(note, style="dim"))
    return table


def _over(scene: Scene, found: list[StepLine]) -> Table:
    table = rows(5, None, 26)
    by = {task.number: task for task in scene.view.tasks if task.state == "done"}
    for line in found:
        who = ", ".join(dict.fromkeys(by[number].alias for number in line.tasks if number in by))
        outcome = scene.say(f"status.outcome.{line.outcome}", option=line.option)
        style = "green" if line.outcome == "done" else "dim"
        text = f"{outcome.strip()} · {who}" if who else outcome
        table.add_row(
            Text(scene.at(line.ended_at)[-5:], style="dim"), scene.step(line.step), Text(text, style=style)
        )
    return table


def _aside(scene: Scene, found: list[StepLine]) -> Table:
    table = rows(5, None, 26)
    for line in found:
        hint = f"task start {line.step}" if line.state == "standby" else scene.say("status.halted")
        table.add_row("", Text(scene.step(line.step), style="dim"), Text(hint, style="dim"))
    return table
