"""Writes the messages of a run: one function for each purpose."""

from __future__ import annotations

from calamiteit.core.messages.message import Message
from calamiteit.engine.composing.runs import RUN_WRITERS
from calamiteit.engine.composing.scene import Scene
from calamiteit.engine.composing.tasks import TASK_WRITERS

WRITERS = {**TASK_WRITERS, **RUN_WRITERS}


def compose(scene: Scene) -> Message:
    """The message for an outgoing row."""
    return WRITERS[scene.out.purpose](scene)


__all__ = ["WRITERS", "Scene", "compose"]
