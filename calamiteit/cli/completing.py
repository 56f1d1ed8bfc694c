"""What the shell offers when Tab is pressed: never an error, never slow."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import click

from calamiteit.cli.frame import Frame


def _offering(
    names: Callable[[Frame], Iterable[str]],
) -> Callable[[click.Context, click.Parameter, str], list[str]]:
    def offer(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
        frame = context.find_object(Frame) or Frame()
        try:
            return [name for name in names(frame) if name.startswith(incomplete)]
        except Exception:  # noqa: BLE001 - a shell that completes must not show errors
            return []
        finally:
            frame.close()

    return offer


def _tasks(frame: Frame) -> list[str]:
    runs = frame.window.runs
    return [f"T{a.number}" for id in runs.open_runs() for a in runs.look(id)[1].open_assignments()]


def _steps(frame: Frame) -> list[str]:
    runs = frame.window.runs
    return [step for id in runs.open_runs() for step in runs.look(id)[0].plan.steps]


def _guards(frame: Frame) -> list[str]:
    runs = frame.window.runs
    return [guard for id in runs.open_runs() for guard in runs.look(id)[0].plan.guards]


complete_run = _offering(lambda frame: [info.id for info in frame.window.store.streams("run")])
complete_open_run = _offering(lambda frame: frame.window.runs.open_runs())
complete_task = _offering(_tasks)
complete_step = _offering(_steps)
complete_guard = _offering(_guards)
complete_playbook = _offering(lambda frame: frame.workspace.playbooks.ids())
complete_alias = _offering(lambda frame: frame.workspace.contacts.current().people)
complete_role = _offering(lambda frame: frame.workspace.contacts.current().roles)
