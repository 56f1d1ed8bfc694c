"""Who the officer of a run is: the one who hears what goes wrong."""

from __future__ import annotations

from calamiteit.core.messages.routing import people_of
from calamiteit.core.playbook.plan import Plan
from calamiteit.core.run.decide.turn import Circumstances
from calamiteit.core.run.state import Run


def officers(plan: Plan, run: Run, around: Circumstances, *, about: str = "") -> list[str]:
    """Who started the run and who holds the officer's role, each once.

    When all of them are the silent person that this is `about`, the officer's deputies hear it as well.
    """
    found = dict.fromkeys([run.started_by, *people_of([plan.officer], run, around)])
    known = [alias for alias in found if around.directory.person(alias) is not None]
    if any(alias != about for alias in known):
        return known
    deputies = [candidate.alias for candidate in around.directory.candidates(plan.officer, around.now)]
    return list(dict.fromkeys([*known, *deputies]))
