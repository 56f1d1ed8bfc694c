"""Workspaces to measure in: the invented town as it ships, with more people, and with a plan of 40 steps."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.processes import environment
from calamiteit.bootstrap.app import App
from calamiteit.bootstrap.founding import found_workspace
from calamiteit.bootstrap.live import live_app
from calamiteit.bootstrap.workspace import Workspace
from calamiteit.engine.runs import Done

OFFICER = "heron"
SHIPPED_PEOPLE = 25
STEPS = 40

_HEAD = """\
format: 1
id: {id}
title: {{nl: Gemeten, en: Measured}}
scenario: {{nl: Een plan om mee te meten., en: A plan to measure with.}}
trigger_when: [{{nl: Er wordt gemeten, en: Something is measured}}]
origin: {{source: {{nl: Verzonnen, en: Invented}}, evidence: opinion, last_drilled: never}}
parameters:
  place: {{type: text, title: {{nl: Plaats, en: Place}}}}
role: {{does: [{{nl: Wij helpen, en: We help}}], does_not: [{{nl: Wij zoeken niet, en: We do not search}}]}}
if_nothing_is_done: {{nl: Dan is er niets gemeten., en: Then nothing was measured.}}
team:
  chair: {{title: {{nl: Voorzitter, en: Chair}}, domain: safety, minimum: 1, critical: true}}
  social: {{title: {{nl: Sociaal, en: Social}}, domain: social, minimum: 1}}
scale_down: [{{nl: Het is rustig, en: It is calm}}]
retention: {{label: crisis-log}}
steps:
"""
_STEP = """\
  - id: step-{n}
    kind: task
    title: {{nl: "Stap {n}", en: "Step {n}"}}
    text: {{nl: "Doe stap {n} bij {{{{ place }}}}.", en: "Do step {n} at {{{{ place }}}}."}}
    who: {who}
    at: "{at}"
    acknowledge: {{repeat: 3h, second_channel: 3h, deputy: 4h, officer: 5h}}
"""


def plan_of(id: str, moments: list[str]) -> str:
    """A playbook with one task at each of these moments after the start."""
    roles = ("chair", "social")
    steps = (_STEP.format(n=n, who=roles[n % 2], at=at) for n, at in enumerate(moments, start=1))
    return _HEAD.format(id=id) + "".join(steps)


def forty_steps() -> str:
    """Two tasks at once, the others over the hours that follow."""
    return plan_of("forty-steps", ["+0m"] * 2 + [f"+{n}h" for n in range(1, STEPS - 1)])


class PracticeSlack:
    """The practice Slack in a process of its own, so that it takes no time from what is measured."""

    def __init__(self, settings: dict[str, str]) -> None:
        self._settings = settings

    def lines(self) -> str:
        """Settings of a workspace that reach it."""
        return (
            f"live:\n  slack: {{bot_token: {self._settings['slack_bot_token']}, "
            f"app_token: {self._settings['slack_app_token']}, "
            f'base_url: "{self._settings["slack_base_url"]}"}}\n'
        )


@contextmanager
def practice_slack(folder: Path) -> Iterator[PracticeSlack]:
    """Started with everybody of the shipped contacts as a member; ended at the end."""
    town(folder, "")
    people = Workspace.open(folder).contacts.current().people
    members = [
        f"--person={route.address}:{alias}"
        for alias, person in people.items()
        if (route := person.route("slack")) is not None
    ]
    command = [sys.executable, "-m", "calamiteit.loopback", "--json", *members]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment(), text=True)
    try:
        assert process.stdout is not None
        yield PracticeSlack(json.loads(process.stdout.readline()))
    finally:
        process.terminate()
        process.wait()


def town(
    folder: Path, settings: str, *, people: int = SHIPPED_PEOPLE, playbooks: dict[str, str] | None = None
) -> Path:
    """A new workspace with the shipped content; its checked copies are made, as after any earlier command."""
    found_workspace(
        folder,
        municipality="Lindeveen",
        languages=("nl", "en"),
        today=datetime.now(UTC).date(),
        user_file=folder,
    )
    (folder / "settings.yaml").write_text(
        f"municipality: Lindeveen\nlanguages: [nl, en]\nfictional: true\nme: {OFFICER}\n{settings}",
        encoding="utf-8",
    )
    with (folder / "contacts" / "people.yaml").open("a", encoding="utf-8") as file:
        file.writelines(_official(n) for n in range(SHIPPED_PEOPLE + 1, people + 1))
    for name, text in (playbooks or {}).items():
        (folder / "playbooks" / f"{name}.yaml").write_text(text, encoding="utf-8")
    workspace = Workspace.open(folder)
    workspace.contacts.current()
    for name in workspace.playbooks.ids():
        workspace.playbooks.load(name)
    return folder


def _official(n: int) -> str:
    """A fictional official: invented name, an address that receives no mail."""
    return (
        f"\n  colleague-{n:05d}:\n    name: Iemand Verzonnen\n    function: medewerker\n"
        f"    languages: [nl, en]\n    channels:\n      - {{channel: slack, address: U0BENCH{n:05d}}}\n"
        f"      - {{channel: mail, address: colleague-{n:05d}@example.org}}\n"
    )


def start_runs(app: App, playbook: str, count: int) -> list[str]:
    """Runs of one playbook, committed; nobody sends until an engine does."""
    ids: list[str] = []
    prepared = app.triggering.prepare(playbook, {"place": "Markt"}, [], language="nl")
    for _ in range(count):
        result = app.triggering.start(prepared, actor=app.actor(OFFICER), key=app.place.ids.fresh())
        if not isinstance(result, Done):
            raise RuntimeError(f"no run was started: {result}")
        ids.append(result.run)
    return ids


def opened(folder: Path) -> App:
    """The live app of a workspace; what goes wrong in the background ends the measurement."""
    return live_app(Workspace.open(folder), _loudly)


def _loudly(where: str, error: Exception) -> None:
    print(f"{where}: {type(error).__name__}: {error}", file=sys.stderr)
