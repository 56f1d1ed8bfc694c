"""Who replaces whom: the roles that have nobody left when people are away, and how much one then holds."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from calamiteit.core.contacts.directory import Candidate, Directory
from calamiteit.core.time import Millis


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """A role, and who is asked for it in this order while some are away."""

    role: str
    left: tuple[Candidate, ...]
    changed: bool
    """Whether somebody else is asked first than without the absence."""

    @property
    def first(self) -> str:
        """Who is asked first; empty when nobody is left."""
        return self.left[0].alias if self.left else ""


def cover(directory: Directory, away: Collection[str], at: Millis) -> list[Cover]:
    """Every role of the workspace as it would be filled while these people are away."""
    found: list[Cover] = []
    for role in directory.roles:
        candidates = directory.candidates(role, at)
        left = tuple(candidate for candidate in candidates if candidate.alias not in away)
        found.append(Cover(role=role, left=left, changed=left[:1] != candidates[:1]))
    return found


def heavy(covers: Collection[Cover]) -> dict[str, tuple[str, ...]]:
    """Who is asked first for more than one role, with those roles; the fullest hands first."""
    held: dict[str, tuple[str, ...]] = {}
    for one in covers:
        if one.first:
            held[one.first] = (*held.get(one.first, ()), one.role)
    several = [(alias, roles) for alias, roles in held.items() if len(roles) > 1]
    return dict(sorted(several, key=lambda item: (-len(item[1]), item[0])))


def weak_pairs(people_of: Mapping[str, Collection[str]]) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Two people with the roles for which nobody is left when both are away; two roles at least.

    One role that hangs on two people is the common case; several at once are the risk of double roles.
    """
    everybody = sorted({alias for people in people_of.values() for alias in people})
    for one, other in combinations(everybody, 2):
        lost = tuple(role for role, people in people_of.items() if people and set(people) == {one, other})
        if len(lost) > 1:
            yield one, other, lost
