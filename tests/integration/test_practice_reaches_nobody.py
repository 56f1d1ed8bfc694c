"""An exercise among practice servers has no way out, whatever environment, settings or disk say."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from calamiteit.adapters.clock import ScaledClock
from calamiteit.bootstrap.app import App
from calamiteit.bootstrap.live import live_app
from calamiteit.bootstrap.practice import practice_app, refuse_outside
from calamiteit.bootstrap.transports import live_transports
from calamiteit.bootstrap.workspace import Workspace
from calamiteit.core.errors import BadInput, NotAllowed, StoreTrouble
from calamiteit.loopback.service import Practice
from calamiteit.loopback.slack import Person
from calamiteit.settings import ExerciseSettings, LiveSettings, SlackSettings
from tests.support.source import ROOT
from tests.support.waiting import eventually
from tests.support.whole_workspace import WholeWorkspace

HERON = "U0HERON0001"


@pytest.fixture
def town(tmp_path: Path) -> WholeWorkspace:
    return WholeWorkspace(tmp_path / "workspace")


@pytest.fixture
def servers() -> Iterator[Practice]:
    with Practice([Person(id=HERON, name="heron")], channels=()) as running:
        yield running


def opened(town: WholeWorkspace, servers: Practice) -> App:
    return practice_app(
        Workspace.open(town.folder), servers, start=0, speed=10, report=lambda where, error: None
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CALAMITEIT_LIVE__SLACK__BOT_TOKEN", "token-of-somebody"),
        ("CALAMITEIT_EXERCISE__SLACK__BOT_TOKEN", "token-of-somebody"),
        ("CALAMITEIT_LIVE__CHANNELS", '{"sms": "ntfys://ntfy.example.org/{address}"}'),
        ("CALAMITEIT_LIVE__ARCHIVIST", "archivist@example.org"),
        ("CALAMITEIT_EXERCISE__ARCHIVIST", "archivist@example.org"),
        ("SLACK_BOT_TOKEN", "token-of-somebody"),
        ("SLACK_APP_TOKEN", "token-of-somebody"),
    ],
)
def test_a_token_or_an_address_in_the_environment_is_refused(
    town: WholeWorkspace, servers: Practice, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(NotAllowed) as refused:
        opened(town, servers)
    assert value not in str(refused.value)


def test_a_secret_in_the_folder_of_the_workspace_is_refused(town: WholeWorkspace, servers: Practice) -> None:
    (town.folder / "secrets").mkdir()
    (town.folder / "secrets" / "live__slack__bot_token").write_text("token-of-somebody")
    with pytest.raises(NotAllowed):
        opened(town, servers)


def test_nothing_goes_through_a_proxy_of_the_environment(
    town: WholeWorkspace, servers: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        proxy.setblocking(False)
        for name in ("HTTP_PROXY", "https_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.getsockname()[1]}")
        app = opened(town, servers)
        try:
            _trigger(app)
            assert app.become_engine() is not None
            eventually(lambda: servers.slack.messages(HERON) and servers.push.notifications)
        finally:
            app.close()
        with pytest.raises(BlockingIOError):
            proxy.accept()


def test_live_settings_take_no_speed(town: WholeWorkspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALAMITEIT_LIVE__SPEED", "10")
    with pytest.raises(BadInput):
        Workspace.open(town.folder)


def test_a_scaled_clock_makes_no_live_channel(town: WholeWorkspace) -> None:
    workspace = Workspace.open(town.folder)
    with pytest.raises(NotAllowed):
        live_transports(LiveSettings(), workspace, ScaledClock(0, 10), lambda where, error: None)  # type: ignore[arg-type]


def test_live_settings_and_a_scaled_clock_do_not_type_check(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.py"
    wrong.write_text(
        textwrap.dedent("""\
        from calamiteit.adapters.clock import ScaledClock
        from calamiteit.bootstrap.transports import live_transports, exercise_transports
        from calamiteit.bootstrap.workspace import Workspace
        from calamiteit.settings import ExerciseSettings, LiveSettings

        def wire(workspace: Workspace) -> None:
            report = lambda where, error: None
            live_transports(LiveSettings(), workspace, ScaledClock(0, 10), report)
            exercise_transports(LiveSettings(), workspace, ScaledClock(0, 10), report)
            live_transports(ExerciseSettings(), workspace, ScaledClock(0, 10), report)
    """)
    )
    found = subprocess.run(
        [sys.executable, "-m", "mypy", "--config-file", str(ROOT / "pyproject.toml"), str(wrong)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    lines = {int(line.split(":")[1]) for line in found.stdout.splitlines() if "[arg-type]" in line}
    assert lines == {8, 9, 10}, found.stdout


def test_a_practice_channel_exists_for_this_machine_only(town: WholeWorkspace) -> None:
    outside = ExerciseSettings(
        slack=SlackSettings(bot_token=SecretStr("x"), base_url="https://slack.example.org/api/")
    )
    with pytest.raises(NotAllowed):
        refuse_outside(outside)


@pytest.mark.parametrize("how", [os.symlink, os.link, shutil.copyfile])
def test_an_exercise_does_not_open_the_live_database_under_another_name(
    town: WholeWorkspace, servers: Practice, how: object
) -> None:
    town.trigger()
    assert callable(how)
    how(town.database, town.database.with_name("exercise.db"))
    before = town.database.read_bytes()
    with pytest.raises(StoreTrouble) as refused:
        opened(town, servers)
    assert refused.value.code == "other-mode"
    assert town.database.read_bytes() == before


def test_a_live_command_does_not_open_the_exercise_database(town: WholeWorkspace, servers: Practice) -> None:
    opened(town, servers).close()
    os.symlink(town.database.with_name("exercise.db"), town.database)
    with pytest.raises(StoreTrouble):
        live_app(Workspace.open(town.folder), lambda where, error: None)


def _trigger(app: App) -> None:
    given = {"place": "Markt", "area": "centrum"}
    known = app.place.playbooks.load("attack-own-town").plan.parameters
    values = {name: value for name, value in given.items() if name in known}
    prepared = app.triggering.prepare("attack-own-town", values, [], language="nl")
    app.triggering.start(prepared, actor=app.actor("heron"), key="start")
