"""A playbook on the terminal says all that an officer wants to know before it is needed."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from rich.cells import cell_len
from ruamel.yaml import YAML

from calamiteit.cli import cli
from tests.support.source import ROOT
from tests.support.whole_workspace import WholeWorkspace

SHIPPED = sorted(path.stem for path in (ROOT / "playbooks").glob("*.yaml"))


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> WholeWorkspace:
    return WholeWorkspace(tmp_path_factory.mktemp("shown") / "workspace")


def typed(town: WholeWorkspace, *words: str, language: str = "en", columns: int = 80) -> str:
    options = ("--workspace", str(town.folder), "--as", "heron", "--lang", language)
    done = CliRunner(env={"COLUMNS": str(columns)}).invoke(cli, [*words, *options])
    assert done.exit_code == 0, done.output
    return done.stdout


def said(text: str) -> str:
    """The words without line breaks and columns."""
    return " ".join(text.split())


def written(playbook: str) -> dict[str, object]:
    found = YAML(typ="safe").load((ROOT / "playbooks" / f"{playbook}.yaml").read_text(encoding="utf-8"))
    return dict(found)


def texts_of(content: object, language: str) -> list[str]:
    """Every text of a part of the file in one language."""
    if isinstance(content, dict) and set(content) == {"nl", "en"}:
        return [" ".join(str(content[language]).split())]
    parts = content.values() if isinstance(content, dict) else content if isinstance(content, list) else ()
    return [text for part in parts for text in texts_of(part, language)]


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("playbook", SHIPPED)
def test_everything_that_is_not_an_instruction_is_shown(
    town: WholeWorkspace, playbook: str, language: str
) -> None:
    shown = said(typed(town, "playbook", "show", playbook, language=language, columns=400))
    content = written(playbook)
    parts = ("title", "scenario", "trigger_when", "role", "if_nothing_is_done", "scale_down", "guards")
    missing = [text for part in parts for text in texts_of(content.get(part), language) if text not in shown]
    assert not missing
    goals = content.get("goals")
    assert isinstance(goals, list)
    assert [goal["mark"] for goal in goals if goal["mark"] not in shown] == []


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("playbook", SHIPPED)
def test_it_fits_a_terminal_of_eighty_columns(town: WholeWorkspace, playbook: str, language: str) -> None:
    lines = typed(town, "playbook", "show", playbook, language=language).splitlines()
    assert [line for line in lines if cell_len(line) > 80] == []
    assert "…" not in "".join(lines), "nothing is cut off"


def test_a_step_says_when_it_begins_who_does_it_and_by_when(town: WholeWorkspace) -> None:
    shown = said(typed(town, "playbook", "show", "attack-own-town", columns=400))
    assert "Who: chair, decider, communication, social, safety, logger" in shown
    assert "Stands by: begins only by a person, an alarm or another step." in shown
    assert "every day at " in shown
    assert "If nobody decides within " in shown


def test_defaults_and_goals_are_named(town: WholeWorkspace) -> None:
    dutch = said(typed(town, "playbook", "show", "attack-own-town", language="nl", columns=400))
    assert "standaard: large" in dutch
    assert "first-statement binnen 30m, in 80% van de gevallen" in dutch
    assert "Nog nooit geoefend." in dutch


def test_a_daily_step_is_planned_on_one_line_with_its_repeat(town: WholeWorkspace) -> None:
    words = ("playbook", "plan", "attack-own-town", "--set", "area=centrum", "--at", "2026-12-01 03:00")
    shown = typed(town, *words, columns=400)
    daily = [line for line in shown.splitlines() if "every day at" in line]
    assert daily and all("#" not in line for line in daily)
    titles = [line.split("  ")[1:2] for line in daily]
    assert len(titles) == len({str(title) for title in titles})
    assert "until 2026-12-" in said(shown)


def test_who_is_asked_on_later_days_is_named_with_a_repeated_step(town: WholeWorkspace) -> None:
    words = ("playbook", "plan", "attack-own-town", "--set", "area=centrum", "--at", "2026-12-01 03:00")
    by_days = {days: said(typed(town, *words, "--days", days, columns=400)) for days in ("2", "8")}
    assert len(by_days["8"]) < 2 * len(by_days["2"])
