"""A directory held in memory: drills and tests put people in and take them out."""

from __future__ import annotations

from collections.abc import Sequence

from calamiteit.core.contacts.directory import Directory
from calamiteit.core.errors import BadInput
from calamiteit.core.problems import Problem


class MemoryDirectory:
    """The picture that was put in last; good for several threads, since a picture never changes."""

    def __init__(self, directory: Directory | None = None) -> None:
        self._directory = directory
        self._problems: tuple[Problem, ...] = ()

    def put(self, directory: Directory) -> None:
        """From now on this is the picture, and nothing is wrong."""
        self._directory, self._problems = directory, ()

    def spoil(self, problems: Sequence[Problem]) -> None:
        """As if the files had become wrong: the picture stays, the problems are told."""
        self._problems = tuple(problems)

    def current(self) -> Directory:
        """The picture; BadInput when none was ever put in."""
        if self._directory is None:
            raise BadInput(self._problems or (Problem(what="there are no contacts", code="missing-file"),))
        return self._directory

    def problems(self) -> tuple[Problem, ...]:
        """What `spoil` told since the last `put`."""
        return self._problems
