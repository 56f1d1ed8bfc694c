"""The list of runs: one line each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from calamiteit.cli.pictures.heading import engine_line, heading
from calamiteit.cli.pictures.scene import Scene

if TYPE_CHECKING:
    from calamiteit.cli.frame import Frame


def runs_picture(frame: Frame, runs: Sequence[str]) -> RenderableType:
    """The runs in this order, or that there are none."""
    if not runs:
        return Group(
            heading(frame), engine_line(frame) if _is_alive(frame) else "", frame.say("status.no-runs")
        )
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for name in ("run", "playbook", "state", "since", "by", "steps", "people"):
        table.add_column(frame.say(f"status.column.{name}"))
    for id in runs:
        table.add_row(*_row(Scene.of(frame, id)))
    return Group(heading(frame), engine_line(frame), Text(), table)


def _is_alive(frame: Frame) -> bool:
    from calamiteit.cli.acting import engine_alive

    return engine_alive(frame)


def _row(scene: Scene) -> tuple[str, ...]:
    view, head = scene.view, scene.view.headline
    return (
        view.run,
        view.playbook,
        scene.say(f"run.status.{view.status}"),
        scene.at(view.started_at),
        view.started_by,
        scene.say("status.of", some=head.done, all=head.done + head.dropped + head.running + head.waiting),
        scene.say("status.of", some=head.acknowledged, all=head.asked),
    )
