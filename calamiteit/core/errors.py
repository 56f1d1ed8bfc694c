"""The error tree: every failure that a person may have to act on.

CalamiteitError
├── Mistake            the input is wrong: mend the file, the option or the name, then try again
│   ├── InWords        one that the program's words explain, in the language of the person
│   ├── BadInput       located problems in files or arguments (exit code 3 from checks, 2 elsewhere)
│   ├── UnknownName    a run, task, role or playbook that does not exist; carries the nearest right names
│   ├── DoesNotRender  a text or template cannot be filled in: mend it, or give the value that it asks for
│   └── NotAllowed     the authority table or the mode forbids this act to this person
├── NotConfirmed       a live act was not confirmed (exit code 4); nothing was done
└── Trouble            the machine or a service fails: nothing is lost; the text says what to do
    ├── StoreTrouble   the database cannot be read or written (disk full, read-only, locked, old library)
    ├── VersionConflict  another process committed first; read and decide again (the engine does, 3 times)
    └── Superseded     the lease went to another process; this one must stop sending at once
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

from calamiteit.core.problems import Problem


class CalamiteitError(Exception):
    """Any failure that calamiteit reports by itself."""

    exit_code = 1


class Mistake(CalamiteitError):
    """The input is wrong; nothing was changed. Mend it and try again."""

    exit_code = 2


class InWords(Mistake):
    """A mistake that the program's words explain: `code` names them, `values` fill them."""

    def __init__(self, code: str, /, **values: str) -> None:
        super().__init__(": ".join([code, *values.values()]))
        self.code, self.values = code, values


class BadInput(Mistake):
    """One or more problems, all found at once, each with its place."""

    exit_code = 3

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


class UnknownName(Mistake):
    """A name that does not exist, with the nearest right one."""

    def __init__(self, what: str, name: str, known: Iterable[str]) -> None:
        names = sorted(known)
        self.what, self.name, self.nearest = what, name, nearest(name, names)
        few = names if len(names) <= MOST_LISTED else names[-_NEWEST:] if what == "run" else []
        self.others = tuple(few) if self.nearest is None else ()
        """What there is instead, when nothing is like the name; of many runs the newest."""
        hint = f"; did you mean '{self.nearest}'?" if self.nearest else ""
        super().__init__(f"no {what} '{name}'{hint}")


class DoesNotRender(Mistake):
    """A text of a plan or a template file cannot be filled in; nothing was sent with a gap in it."""

    def __init__(self, what: str, *, line: int = 0, hint: str | None = None) -> None:
        self.what, self.line, self.hint = what, line, hint
        place = f" (line {line} of the text)" if line > 1 else ""
        super().__init__(f"{what}{place}" + (f"; did you mean '{hint}'?" if hint else ""))


class NotAllowed(Mistake):
    """The authority table, the mode or the holder of a task forbids this act."""


class NotConfirmed(CalamiteitError):
    """A live act was not confirmed; nothing was done."""

    exit_code = 4


class Trouble(CalamiteitError):
    """The machine or a service fails; what was committed is kept."""


class StoreTrouble(Trouble):
    """The database cannot be read or written; the text says why and what to do."""

    def __init__(self, text: str, *, code: str = "", place: str = "") -> None:
        super().__init__(text)
        self.code = code
        """A short name of the cause for words in another language, such as `disk-full`."""
        self.place = place
        """The file or folder that it is about."""


class VersionConflict(Trouble):
    """Another process committed to this stream first."""


class Superseded(Trouble):
    """Another process holds the lease now; stop sending and firing timers."""


_BEGINNING = 3
"""Letters of a beginning that say which name is meant."""
_NEWEST = 5


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name most like `name`, or the only one that begins so; None when none is near."""
    known = sorted(known)
    begin = [one for one in known if one.startswith(name)] if len(name) >= _BEGINNING else []
    if len(begin) == 1:
        return begin[0]
    found = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    return found[0] if found else None


MOST_LISTED = 12


def listed(name: str, known: Iterable[str]) -> str:
    """The names to choose from, when none is like `name` and they are few; else nothing."""
    names = sorted(known)
    few = 0 < len(names) <= MOST_LISTED
    return f"; there is: {', '.join(names)}" if few and nearest(name, names) is None else ""
