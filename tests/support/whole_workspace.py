"""A real workspace with the shipped content, a practice Slack, and the command line as a person types it."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result
from ruamel.yaml import YAML

from calamiteit.adapters.keys import WorkspaceKeys
from calamiteit.bootstrap.app import App
from calamiteit.bootstrap.live import live_app
from calamiteit.bootstrap.workspace import Workspace
from calamiteit.cli import cli
from calamiteit.loopback.slack import LoopbackSlack, Person
from calamiteit.loopback.slack.scopes import ALL_SCOPES
from tests.support.source import ROOT

GIVEN = {"place": "Markt", "area": "centrum"}


class WholeWorkspace:
    """The folder, and what a person does with it."""

    def __init__(self, folder: Path, settings: str = "live: {}\n") -> None:
        self.folder = folder
        folder.mkdir(parents=True)
        for name in ("playbooks", "templates"):
            shutil.copytree(ROOT / name, folder / name)
        shutil.copytree(ROOT / "contacts" / "lindeveen", folder / "contacts")
        WorkspaceKeys.create(folder / "keys" / "workspace.key")
        (folder / "settings.yaml").write_text(f"municipality: Lindeveen\nfictional: true\n{settings}")
        self.reported: list[str] = []

    @property
    def database(self) -> Path:
        return self.folder / "var" / "live.db"

    def app(self) -> App:
        return live_app(Workspace.open(self.folder), lambda where, error: self.reported.append(repr(error)))

    def trigger(
        self, playbook: str = "attack-own-town", fact: str = "Er is geschoten.", by: str = "heron"
    ) -> str:
        """Start a run as heron; nobody sends until an engine does."""
        app = self.app()
        try:
            plan = app.place.playbooks.load(playbook).plan
            given = {name: value for name, value in GIVEN.items() if name in plan.parameters}
            prepared = app.triggering.prepare(playbook, given, [fact], language="nl")
            result = app.triggering.start(prepared, actor=app.actor(by), key="start")
            assert hasattr(result, "run"), result
            return str(result.run)
        finally:
            app.close()

    def type(self, *words: str, me: str = "heron", language: str = "en", color: bool = False) -> Result:
        """Run the program, without a `language` in that of the person; stdout and stderr are kept apart."""
        spoken = ("--lang", language) if language else ()
        arguments = [*words, "--workspace", str(self.folder), "--as", me, *spoken]
        return CliRunner(env={"COLUMNS": "120"}).invoke(cli, arguments, color=color)

    def practise(self, *words: str, me: str = "heron") -> Result:
        """Run a command among practice servers; what it says itself goes to the real stdout."""
        options = ["--workspace", str(self.folder), "--as", me, "--lang", "en"]
        return CliRunner().invoke(cli, ["practice", *options, "--", *words])

    def personal(self, alias: str) -> list[str]:
        """Name and addresses of a person, as the contact files have them."""
        entry = _people()[alias]
        return [str(entry["name"]), *(str(way["address"]) for way in entry["channels"])]

    def holding(self, traces: list[str]) -> dict[str, list[str]]:
        """Trace to the files of the workspace that hold it."""
        files = [path for path in sorted(self.folder.rglob("*")) if path.is_file()]
        found: dict[str, list[str]] = {}
        for path in files:
            content = path.read_bytes()
            for trace in traces:
                if trace.encode() in content or trace.encode("utf-16-le") in content:
                    found.setdefault(trace, []).append(str(path.relative_to(self.folder)))
        return found


def _people() -> dict[str, dict[str, Any]]:
    found = YAML(typ="safe").load(
        (ROOT / "contacts" / "lindeveen" / "people.yaml").read_text(encoding="utf-8")
    )
    people: dict[str, dict[str, Any]] = found["people"]
    return people


def slack_of_everybody(scopes: Iterable[str] = ALL_SCOPES) -> LoopbackSlack:
    """A practice Slack in which everybody of the shipped contacts has an account; not started yet."""
    accounts = [
        Person(id=str(way["address"]), name=alias)
        for alias, entry in _people().items()
        for way in entry["channels"]
        if way["channel"] == "slack"
    ]
    return LoopbackSlack(users=accounts, channels=[], scopes=scopes)


def slack_settings(slack: LoopbackSlack) -> str:
    """The settings that reach it."""
    return (
        f"live:\n  slack: {{bot_token: {slack.bot_token}, app_token: {slack.app_token}, "
        f'base_url: "{slack.base_url}"}}\n'
    )
