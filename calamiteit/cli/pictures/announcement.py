"""The last screen before people are reached: who you are, LIVE, what goes out, what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.text import Text

from calamiteit.cli.parameters import in_words
from calamiteit.cli.pictures.first_wave import missing_picture, wave_picture
from calamiteit.core.playbook.plan import in_language
from calamiteit.engine.foresight import FirstWave

if TYPE_CHECKING:
    from calamiteit.cli.frame import Frame
    from calamiteit.engine.triggering import Prepared


def announcement(frame: Frame, prepared: Prepared, wave: FirstWave) -> RenderableType:
    """Everything on one screen."""
    plan = prepared.pinned.plan
    municipality = frame.workspace.basics.municipality
    head = Text(frame.say("trigger.live", municipality=municipality), style="bold", justify="center")
    problems = [str(problem) for problem in frame.app.place.directory.problems()]
    missing = missing_picture(frame, plan, wave, problems)
    parts: list[RenderableType] = [
        Panel(head, border_style="bold red", style="white on red"),
        Text.assemble(
            (in_language(plan.title, frame.language), "bold"), "\n", (in_words(frame, prepared), "dim")
        ),
        Text(frame.say("trigger.you", alias=frame.me, roles=_roles(frame)), style="dim"),
    ]
    parts += [Text(f"• {fact}") for fact in prepared.facts]
    parts += [Text(f"\n{frame.say('trigger.first', count=wave.messages)}", style="bold")]
    parts += [
        wave_picture(frame, plan, wave),
        Text(frame.say("trigger.later", count=wave.later), style="dim"),
    ]
    if not frame.app.place.channels:
        parts.append(Text(f"\n{frame.say('trigger.nobody')}", style="bold white on red"))
    if missing is not None:
        parts += [Text(), missing]
    return Group(*parts, Text())


def _roles(frame: Frame) -> str:
    place = frame.app.place
    return ", ".join(place.directory.current().roles_of(frame.me, place.clock.now())) or "–"
