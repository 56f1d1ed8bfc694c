"""The README is true: its commands run in this order in a fresh folder and say what it says they say."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.source import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```console\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
LINKS = re.findall(r"\]\(([^)#:]+)\)", README)


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A command, and what must be in its answer."""

    words: list[str]
    expected: list[str]


@pytest.mark.timeout(400)
def test_the_commands_of_the_readme_do_what_it_says(tmp_path: Path) -> None:
    folder, surroundings = tmp_path, _surroundings(tmp_path)
    for typed in _typed():
        if typed.words[0] == "export":
            surroundings |= dict(word.split("=", 1) for word in typed.words[1:])
            continue
        if typed.words[0] == "cd":
            folder = folder / typed.words[1]
            continue
        ran = subprocess.run(
            typed.words, cwd=folder, env=surroundings, capture_output=True, text=True, check=False
        )
        said = ran.stdout + ran.stderr
        assert ran.returncode == 0, f"{shlex.join(typed.words)}\n{said}"
        lacking = [line for line in typed.expected if line not in said]
        assert not lacking, f"{shlex.join(typed.words)}\nlacks {lacking}\n{said}"
    assert (folder / "report.html").is_file()


def test_the_readme_runs_a_whole_crisis_and_marks_what_needs_a_real_slack() -> None:
    typed = {" ".join(typed.words[:2]) for typed in _typed()}
    assert {"calamiteit init", "calamiteit practice", "calamiteit status", "calamiteit report"} <= typed
    unmarked = [block for block in BLOCKS if "calamiteit serve" in block]
    assert not unmarked, "a command that reaches people is in a block that the test runs"


@pytest.mark.parametrize("target", sorted(set(LINKS)))
def test_each_link_of_the_readme_leads_to_a_file(target: str) -> None:
    assert (ROOT / target).exists()


def test_the_two_commands_of_the_readme_are_goals_of_make() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    goals = re.findall(r"^make (\w+)", README, re.MULTILINE)
    assert goals == ["demo", "test"]
    assert all(re.search(rf"^{goal}:", makefile, re.MULTILINE) for goal in goals)


def _typed() -> list[Typed]:
    """Each `$ command` of the console blocks with the lines below it."""
    found: list[Typed] = []
    for line in "".join(BLOCKS).splitlines():
        if line.startswith("$ "):
            found.append(Typed(words=shlex.split(line[2:]), expected=[]))
        else:
            found[-1].expected.append(line)
    return found


def _surroundings(home: Path) -> dict[str, str]:
    """A terminal of a new user: no settings of anybody, the program on the path."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CALAMITEIT_")}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    return {**kept, "PATH": path, "COLUMNS": "120", "LANG": "en_US.UTF-8", "LC_ALL": "", "HOME": str(home),
            "XDG_CONFIG_HOME": str(home / "settings")}  # fmt: skip
