"""How checks say what they found, and the picture of a playbook that they share."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from calamiteit.core.contacts.directory import Directory
from calamiteit.core.errors import listed, nearest
from calamiteit.core.playbook.authoring import Playbook
from calamiteit.core.playbook.compile import compile as compile_playbook
from calamiteit.core.playbook.plan import Plan
from calamiteit.core.problems import Path, Problem, Severity
from calamiteit.core.time import Millis


class Fills(Protocol):
    """Fills in texts; every failure is a DoesNotRender. The port Renderer is one."""

    def text(self, source: str, values: Mapping[str, object], /) -> str:
        """The text filled in."""

    def template(self, name: str, language: str, values: Mapping[str, object], /) -> str:
        """The template file filled in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a playbook meets in its workspace; checks of what is not given here are left out."""

    directory: Directory | None = None
    now: Millis = 0
    """When roles are resolved: the rota differs from week to week."""
    playbooks: Mapping[str, Playbook] = field(default_factory=dict)
    """Every playbook of the workspace, itself included."""
    fills: Fills | None = None
    languages: tuple[str, ...] = ()
    shipped: bool = False
    """Content that ships has to be complete: what is a warning in a workspace is an error there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A playbook with what the checks ask about it again and again."""

    playbook: Playbook
    plan: Plan
    positions: Mapping[str, int]
    """Step to its place in the file; of a duplicate the last, as in the plan."""

    def at(self, step: str, *rest: str | int) -> Path:
        """The path of something inside a step."""
        return ("steps", self.positions[step], *rest)


def checked(playbook: Playbook) -> Checked:
    """The playbook, its plan, and where its steps stand."""
    positions = {step.id: position for position, step in enumerate(playbook.steps)}
    return Checked(playbook=playbook, plan=compile_playbook(playbook), positions=positions)


def error(path: Path, code: str, what: str, *, hint: str | None = None) -> Problem:
    """A finding that stops a live start."""
    return Problem(what=what, path=path, code=code, hint=hint)


def warning(path: Path, code: str, what: str) -> Problem:
    """A finding that is shown and stops nothing."""
    return Problem(what=what, path=path, code=code, severity=Severity.WARNING)


def unknown(path: Path, what: str, name: str, known: Collection[str]) -> Iterator[Problem]:
    """Nothing, or the finding that there is no such name, with the right ones."""
    if name not in known:
        code = f"unknown-{what.split()[0]}"
        said = f"there is no {what} '{name}'{listed(name, known)}"
        yield error(path, code, said, hint=nearest(name, known))
