"""What is wrong with a playbook: pure checks; each finding has a path, a code and a sentence."""

from __future__ import annotations

from collections.abc import Iterator

from calamiteit.core.playbook.authoring import Playbook
from calamiteit.core.playbook.checks.conditions import check_conditions
from calamiteit.core.playbook.checks.deadlines import check_deadlines
from calamiteit.core.playbook.checks.finding import Surroundings, checked
from calamiteit.core.playbook.checks.links import check_links
from calamiteit.core.playbook.checks.names import check_names
from calamiteit.core.playbook.checks.repeating import check_repeating
from calamiteit.core.playbook.checks.starting import check_starting
from calamiteit.core.playbook.checks.team import check_people, check_team
from calamiteit.core.playbook.checks.texts import check_markup, check_rendering, check_translations
from calamiteit.core.problems import Problem

ALONE = (
    check_names,
    check_conditions,
    check_starting,
    check_deadlines,
    check_repeating,
    check_team,
    check_markup,
)


def check(playbook: Playbook, around: Surroundings) -> Iterator[Problem]:
    """Every finding about one playbook, by itself and in its workspace; places are not filled in yet."""
    it = checked(playbook)
    for look in ALONE:
        yield from look(it)
    if around.directory is not None:
        yield from check_people(it, around.directory, around.now)
    if around.playbooks:
        yield from check_links(it, around.playbooks)
    if around.languages:
        yield from check_translations(it, around)
    if around.fills is not None:
        yield from check_rendering(it, around.fills, around.languages)
