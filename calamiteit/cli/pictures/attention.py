"""What needs the officer first: nobody found, nothing delivered, no answer, too late."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from calamiteit.cli.pictures.scene import Scene
from calamiteit.cli.reasons import explained
from calamiteit.core.run.views import TaskLine


def attention(scene: Scene) -> list[RenderableType]:
    """The section, or nothing when all goes well."""
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0), expand=True)
    table.add_column(width=5, no_wrap=True)
    table.add_column(ratio=1, overflow="fold")
    table.add_column(ratio=1, overflow="fold")
    if scene.run.over:
        _add_not_told(table, scene)
    else:
        _add_troubled(table, scene)
    if not table.row_count:
        return []
    return [
        Text(f"\n{scene.say('status.section.attention', count=table.row_count)}", style="bold red"),
        table,
    ]


def _add_not_told(table: Table, scene: Scene) -> None:
    """Who knew of a run that was stopped, and has not heard that it is over: somebody has to call them."""
    for alias, failed in scene.view.not_told.items():
        why = [scene.say("status.not-told")]
        if failed:
            why.append(scene.say("status.undelivered", channels=_all_explained(scene, failed)))
        mark, who = Text("!", style="bold red"), Text(alias, style="bold")
        table.add_row(mark, who, Text(" · ".join(why), style="bold red"))


def _add_troubled(table: Table, scene: Scene) -> None:
    for role, steps in _unfilled(scene).items():
        what = scene.say("status.unfilled", steps=", ".join(steps))
        table.add_row(
            Text("!", style="bold red"), Text(scene.role(role), style="bold"), Text(what, style="bold red")
        )
    for task, why in sorted(_troubled(scene), key=lambda found: (not found[0].critical, found[0].number)):
        table.add_row(
            Text(f"T{task.number}", style="bold red" if task.critical else "bold yellow"),
            Text.assemble(scene.who(task.alias, task.roles), "\n", (scene.step(task.step), "dim")),
            Text(why, style="red" if task.critical else "yellow"),
        )


def _unfilled(scene: Scene) -> dict[str, list[str]]:
    """Roles that nobody could be found for, with the steps that wait for them."""
    found: dict[str, list[str]] = {}
    for line in scene.view.steps:
        for role in line.unfilled:
            found.setdefault(role, []).append(scene.step(line.step))
    return found


def _troubled(scene: Scene) -> Iterator[tuple[TaskLine, str]]:
    for task in scene.view.tasks:
        if task.state in ("done", "declined", "skipped", "cancelled"):
            continue
        reasons = list(_reasons(scene, task))
        if reasons:
            yield task, " · ".join(reasons)


def _reasons(scene: Scene, task: TaskLine) -> Iterator[str]:
    unanswered = task.state in ("open", "waiting")
    if task.undelivered and unanswered:
        yield scene.say("status.undelivered", channels=_all_explained(scene, task.failed))
    run_task = scene.run.assignments[task.number]
    if unanswered and (run_task.repeats or task.escalated_to):
        yield scene.say("status.no-answer", ago=scene.ago(task.opened_at))
    elif task.silent:
        yield scene.say("status.silent")
    if task.escalated_to:
        yield scene.say("status.escalated", to=", ".join(task.escalated_to))
    if task.overdue:
        yield scene.say("status.overdue", time=scene.at(task.due))


def _all_explained(scene: Scene, failed: tuple[str, ...]) -> str:
    return ", ".join(_explained(scene, one) for one in failed)


def _explained(scene: Scene, failed: str) -> str:
    """`slack: invalid_auth` with the reason in words."""
    channel, _, reason = failed.partition(": ")
    return f"{channel}: {explained(scene.frame.words, reason)}"
