"""Where the run finds who can be asked at this moment."""

from __future__ import annotations

from typing import Protocol

from calamiteit.core.contacts.directory import Directory
from calamiteit.core.problems import Problem


class DirectorySource(Protocol):
    """The contact files, as the last good picture of them. Safe to ask from several threads."""

    def current(self) -> Directory:
        """The picture of now; the very same object while nothing has changed, so asking is cheap.

        When the files became unreadable or contradict each other, the last good picture is kept. Raises
        BadInput only when there has never been a good one.
        """

    def problems(self) -> tuple[Problem, ...]:
        """The errors that keep the files of now from being used; empty when `current` is what they say."""
