"""The plain settings are remembered for as long as nothing changed that they were read from."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from calamiteit.adapters.files.basics import Basics, BasicsCopy
from calamiteit.bootstrap.workspace import Workspace
from calamiteit.core.errors import BadInput

BASICS = Basics(
    municipality="Lindeveen", zone="Europe/Amsterdam", languages=("nl",), fictional=True, me="", key_file=""
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "settings.yaml").write_text("municipality: Lindeveen\nlanguages: [nl]\nfictional: true\n")
    (tmp_path / "secrets").mkdir()
    return tmp_path


def _remembered(folder: Path, user_file: Path | None = None) -> Basics | None:
    return BasicsCopy(folder=folder, user_file=user_file).read()


def test_the_second_look_needs_no_reading(folder: Path) -> None:
    assert _remembered(folder) is None
    assert Workspace.open(folder).basics == BASICS
    assert _remembered(folder) == BASICS
    second = Workspace.open(folder)
    assert second.basics == BASICS
    assert "settings" not in vars(second)


def test_a_change_of_any_source_is_seen_at_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = folder / "mine.yaml"
    Workspace.open(folder, mine)
    mine.write_text("me: heron\n")
    assert Workspace.open(folder, mine).basics.me == "heron"
    (folder / "secrets" / "zone").write_text("Europe/Brussels")
    assert Workspace.open(folder, mine).basics.zone == "Europe/Brussels"
    monkeypatch.setenv("CALAMITEIT_MUNICIPALITY", "Brinkmeer")
    assert Workspace.open(folder, mine).basics.municipality == "Brinkmeer"
    monkeypatch.setenv("calamiteit_municipality", "Elders")
    assert _remembered(folder, mine) is None
    monkeypatch.delenv("CALAMITEIT_MUNICIPALITY")
    monkeypatch.delenv("calamiteit_municipality")
    (folder / "settings.yaml").write_text("municipality: Lindeveen\nmisspelt: true\n")
    with pytest.raises(BadInput):
        Workspace.open(folder, mine)


def test_what_is_remembered_holds_no_secret(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALAMITEIT_LIVE__SLACK__BOT_TOKEN", "xoxb-from-the-environment")
    (folder / "secrets" / "live__slack__app_token").write_text("xapp-from-a-file")
    Workspace.open(folder)
    path = folder / "var" / "settings.json"
    assert set(json.loads(path.read_text())) == {"key", "basics"}
    assert "xoxb" not in path.read_text() and "xapp" not in path.read_text()
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("body", ["", "{", "[]", "{}", '{"key": "KEY", "basics": {"me": ""}}'])
def test_a_copy_that_makes_no_sense_is_not_used(folder: Path, body: str) -> None:
    Workspace.open(folder)
    path = folder / "var" / "settings.json"
    key = json.loads(path.read_text())["key"]
    path.write_text(body.replace("KEY", key))
    assert _remembered(folder) is None
    assert Workspace.open(folder).basics == BASICS


def test_a_copy_that_cannot_be_written_is_no_loss(folder: Path) -> None:
    (folder / "var").write_text("a file where a folder should be")
    assert Workspace.open(folder).basics == BASICS
