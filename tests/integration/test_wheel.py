"""The built wheel: what an installed calamiteit carries with it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.support.source import ROOT

CONTENT = ("playbooks", "contacts", "templates")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder holding what the wheel would put among the libraries."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    with ZipFile(next(folder.glob("*.whl"))) as wheel:
        wheel.extractall(folder / "installed")
    return folder / "installed"


def _answer(installed: Path, question: str) -> str:
    command = f"import sys; sys.path.insert(0, {str(installed)!r}); {question}"
    ran = subprocess.run(
        [sys.executable, "-c", command], cwd=installed, capture_output=True, text=True, check=True
    )
    return ran.stdout.strip()


def test_the_wheel_carries_the_content_that_a_workspace_starts_from(installed: Path) -> None:
    question = "from calamiteit.adapters.files.shipped import shipped_content; print(shipped_content())"
    assert _answer(installed, question) == str(installed / "calamiteit" / "content")
    wrong = [
        name for name in CONTENT if _files(ROOT / name) != _files(installed / "calamiteit/content" / name)
    ]
    assert not wrong


def test_the_wheel_speaks_dutch_and_english_from_compiled_words(installed: Path) -> None:
    words = installed / "calamiteit" / "words"
    assert _files(words) == ["en/LC_MESSAGES/calamiteit.mo", "nl/LC_MESSAGES/calamiteit.mo"]
    question = (
        "from calamiteit.adapters.files.words import Words; print(Words('nl').language, Words('xx').language)"
    )
    assert _answer(installed, question) == "nl en"


def test_the_wheel_carries_the_licence_and_no_tests(installed: Path) -> None:
    assert sorted(path.name for path in installed.iterdir()) == ["calamiteit", "calamiteit-0.1.0.dist-info"]
    assert (installed / "calamiteit-0.1.0.dist-info/licenses/LICENSE").read_text() == (
        ROOT / "LICENSE"
    ).read_text()


@pytest.mark.parametrize("size", [(), ("--small",)], ids=["town", "small town"])
def test_a_workspace_made_by_the_installed_program_works_at_once(
    installed: Path, tmp_path: Path, size: tuple[str, ...]
) -> None:
    folder = tmp_path / "workspace"
    made = _type(installed, tmp_path, "init", str(folder), *size)
    assert made.returncode == 0, made.stderr
    for words in (
        ("playbook", "check"),
        ("contacts", "check"),
        ("playbook", "plan", "attack-own-town"),
        ("status",),
    ):
        ran = _type(installed, folder, *words)
        assert ran.returncode == 0, (words, ran.stdout, ran.stderr)
    assert "attack-own-town" in _type(installed, folder, "playbook", "list").stdout
    assert "contacts/" in (folder / ".gitignore").read_text()


def _type(installed: Path, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the unpacked program: its folder goes before everything else that Python knows."""
    command = f"import sys; sys.path.insert(0, {str(installed)!r}); from calamiteit.cli import main; main()"
    environment = {**os.environ, "CALAMITEIT_ME": "heron", "LANG": "en_GB.UTF-8"}
    return subprocess.run(
        [sys.executable, "-c", command, *words],
        cwd=folder, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


def _files(folder: Path) -> list[str]:
    paths = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return sorted(path.relative_to(folder).as_posix() for path in paths)
