"""Commands that are typed in a hurry import only what they need: `--help`, and `status` of an open run."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from hatch_build import compile_catalogue
from tests.support.source import ROOT
from tests.support.whole_workspace import WholeWorkspace

NEVER_TO_LOOK = {
    "alembic", "apprise", "apscheduler", "asyncio", "babel", "calamiteit.core.contacts.authoring",
    "calamiteit.core.playbook.authoring", "calamiteit.core.playbook.compile", "calamiteit.core.run.commands",
    "calamiteit.core.run.decide", "calamiteit.settings", "cryptography", "email", "importlib.metadata",
    "jinja2", "logging", "phonenumbers", "pydantic", "pydantic_settings", "ruamel", "slack_bolt",
    "slack_sdk", "smtplib", "sqlalchemy", "structlog", "urllib.request",
}  # fmt: skip
NEVER_FOR_HELP = NEVER_TO_LOOK | {
    "calamiteit.bootstrap", "calamiteit.core.run", "calamiteit.engine", "pysqlite3", "rich", "sqlite3",
    "zoneinfo",
}  # fmt: skip

_PROGRAM = """
import contextlib, io, json, sys
from calamiteit.cli import cli
said = io.StringIO()
with contextlib.redirect_stdout(said), contextlib.suppress(SystemExit):
    cli(sys.argv[1:], prog_name="calamiteit")
print(json.dumps([said.getvalue(), sorted(sys.modules)]))
"""


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> WholeWorkspace:
    """One open run; words compiled as in an installed program, and copies made by a first look."""
    for catalogue in ROOT.glob("calamiteit/words/*/LC_MESSAGES/calamiteit.po"):
        compile_catalogue(catalogue)
    town = WholeWorkspace(tmp_path_factory.mktemp("quick") / "workspace")
    town.trigger()
    assert town.type("status").exit_code == 0
    return town


def _typed(folder: Path, *words: str) -> tuple[str, set[str]]:
    """What the command said, and the modules that were imported in the end."""
    command = [sys.executable, "-c", _PROGRAM, *words]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True, timeout=60)
    said, modules = json.loads(done.stdout)
    return said, set(modules)


@pytest.mark.parametrize(
    "words", [("status",), ("status", "--all"), ("status", "--as", "heron"), ("status", "--json")]
)
def test_a_look_at_a_run_imports_only_what_it_shows_with(
    town: WholeWorkspace, words: tuple[str, ...]
) -> None:
    said, modules = _typed(town.folder, *words)
    assert "attack-own-town" in said or "Lindeveen" in said
    assert "calamiteit.core.run.views" in modules
    assert sorted(modules & NEVER_TO_LOOK) == []


def test_help_imports_nearly_nothing(town: WholeWorkspace) -> None:
    said, modules = _typed(town.folder, "--help")
    assert "trigger" in said
    assert sorted(modules & NEVER_FOR_HELP) == []


def test_the_words_of_a_task_that_was_added_are_opened_for_a_look(town: WholeWorkspace) -> None:
    added = town.type("task", "add", "Ring the neighbours", "--to", "curlew")
    assert added.exit_code == 0, added.output
    said, modules = _typed(town.folder, "status")
    assert "Ring the neighbours" in said
    assert "cryptography" in modules
    assert "sqlalchemy" not in modules
