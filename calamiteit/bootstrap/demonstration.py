"""A practice crisis on this machine: an invented town, practice servers, people who answer or do not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from calamiteit.bootstrap.app import App
from calamiteit.bootstrap.founding import found_workspace
from calamiteit.bootstrap.practice import practice_app, slack_addresses
from calamiteit.bootstrap.workspace import Workspace
from calamiteit.core.time import MINUTE, Millis, local_instant
from calamiteit.engine.runs import Done
from calamiteit.loopback.people import Manner, PracticePeople, Tap
from calamiteit.loopback.service import Practice
from calamiteit.loopback.slack import Person
from calamiteit.ports.report import Report

PLAYBOOK = "attack-own-town"
OFFICER = "heron"
NIGHT = (date(2026, 11, 24), 3 * 60 + 2)
"""A Tuesday at two minutes past three, local time."""
PLACE = "Stationsplein"
FACTS = {
    "nl": "Om 02:50 zijn er schoten gehoord bij het station.",
    "en": "Shots were heard near the station at 02:50.",
}

MANNERS: Mapping[str, Manner] = {
    OFFICER: Manner(answers_after=MINUTE // 2, works=4 * MINUTE),
    "curlew": Manner(answers_after=4 * MINUTE, works=5 * MINUTE),
    "kingfisher": Manner(answers_after=MINUTE, declines="Ik ben ziek / I am ill"),
    "wagtail": Manner(answers_after=MINUTE, works=4 * MINUTE),
    "godwit": Manner(answers_after=None),
    "plover": Manner(answers_after=2 * MINUTE, works=4 * MINUTE),
    "osprey": Manner(answers_after=MINUTE, works=6 * MINUTE),
    "wren": Manner(answers_after=2 * MINUTE, works=3 * MINUTE),
}
"""curlew answers late, kingfisher cannot, godwit sleeps through it all; the rest answers quickly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Demonstration:
    """Everything that runs while the demonstration lasts."""

    workspace: Workspace
    app: App
    servers: Practice
    people: PracticePeople
    language: str

    def trigger(self) -> str:
        """Start the run as the officer would; its id."""
        given = {"place": PLACE, "area": "stationsbuurt", "severity": "large"}
        known = self.app.place.playbooks.load(PLAYBOOK).plan.parameters
        prepared = self.app.triggering.prepare(
            PLAYBOOK,
            {name: value for name, value in given.items() if name in known},
            [FACTS[self.language]],
            language=self.language,
        )
        result = self.app.triggering.start(prepared, actor=self.app.actor(OFFICER), key="demonstration")
        if not isinstance(result, Done):
            raise RuntimeError(f"the demonstration could not start: {result}")
        return result.run


@contextmanager
def demonstration(
    folder: Path, *, language: str, speed: float, report: Report, tapped: Callable[[Tap], None]
) -> Iterator[Demonstration]:
    """Make the workspace in an empty folder, start the servers, the engine and the people; end them all."""
    languages = (language, "en" if language == "nl" else "nl")
    found_workspace(folder, municipality="Lindeveen", languages=languages, today=NIGHT[0], user_file=folder)
    workspace = Workspace.open(folder)
    addresses = slack_addresses(workspace)
    names = [Person(id=address, name=alias) for alias, address in addresses.items()]
    with Practice(names, channels=()) as servers:
        start: Millis = local_instant(*NIGHT, workspace.settings.tz)
        app = practice_app(workspace, servers, start=start, speed=speed, report=report)
        people = PracticePeople(servers.slack, addresses, MANNERS, app.place.clock, tapped)
        try:
            app.become_engine()
            people.start()
            yield Demonstration(
                workspace=workspace, app=app, servers=servers, people=people, language=language
            )
        finally:
            people.stop()
            app.close()
