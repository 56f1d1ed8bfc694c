"""What every source of directories promises; each source runs this whole suite."""

from __future__ import annotations

from typing import Protocol

import pytest

from calamiteit.core.errors import BadInput
from calamiteit.ports.directory import DirectorySource


class Town(Protocol):
    """A source with two people, heron and lapwing, and a hand on what it is made from."""

    @property
    def source(self) -> DirectorySource:
        """The source under test."""

    def remove(self, alias: str) -> None:
        """Take one person out."""

    def spoil(self) -> None:
        """Make what it is made from unusable."""

    def mend(self) -> None:
        """Undo `spoil`."""


class DirectorySourceContract:
    """Subclassed for each source, which only says how a town is made."""

    def town(self) -> Town:
        raise NotImplementedError

    def empty(self) -> DirectorySource:
        """A source of which there has never been a good picture."""
        raise NotImplementedError

    def test_the_people_are_there_from_the_start(self) -> None:
        town = self.town()
        assert {"heron", "lapwing"} <= set(town.source.current().people)
        assert town.source.problems() == ()

    def test_while_nothing_changes_the_very_same_picture_is_given(self) -> None:
        town = self.town()
        assert town.source.current() is town.source.current()

    def test_a_removal_acts_at_once_and_leaves_the_old_picture_as_it_was(self) -> None:
        town = self.town()
        before = town.source.current()
        town.remove("lapwing")
        after = town.source.current()
        assert after.person("lapwing") is None
        assert before.person("lapwing") is not None
        assert before.hash != after.hash

    def test_a_spoilt_source_keeps_the_last_good_picture_and_tells_its_problems(self) -> None:
        town = self.town()
        before = town.source.current()
        town.spoil()
        assert town.source.current() is before
        assert town.source.problems()

    def test_once_mended_the_problems_are_gone(self) -> None:
        town = self.town()
        before = town.source.current()
        town.spoil()
        assert town.source.problems()
        town.mend()
        assert town.source.problems() == ()
        assert town.source.current().hash == before.hash

    def test_without_any_good_picture_there_is_an_error_with_the_problems(self) -> None:
        with pytest.raises(BadInput) as caught:
            self.empty().current()
        assert caught.value.problems
