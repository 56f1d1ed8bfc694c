"""`calamiteit practice`: the real commands among practice servers, and no way out to real people."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.whole_workspace import WholeWorkspace


@pytest.fixture
def town(tmp_path: Path) -> WholeWorkspace:
    return WholeWorkspace(tmp_path / "workspace")


def test_the_command_inside_sees_practice_servers_and_its_exit_code_comes_back(
    town: WholeWorkspace, capfd: pytest.CaptureFixture[str]
) -> None:
    words = ["sh", "-c", 'echo "$CALAMITEIT_LIVE__SLACK__BASE_URL as $CALAMITEIT_ME"; exit 7']
    done = town.practise(*words)
    assert (done.exit_code, "nobody is reached" in done.stderr) == (7, True)
    assert capfd.readouterr().out.startswith("http://127.0.0.1:")


def test_a_workspace_that_names_a_real_channel_is_refused(tmp_path: Path) -> None:
    real = WholeWorkspace(
        tmp_path / "real", settings="live: {mail: {host: mail.example.org, sender: a@example.org}}\n"
    )
    done = real.practise("true")
    assert (done.exit_code, "the live settings name: mail" in done.stderr) == (2, True)


def test_a_token_in_the_environment_is_refused(town: WholeWorkspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALAMITEIT_LIVE__SLACK__BOT_TOKEN", "of-somebody")
    done = town.practise("true")
    assert (done.exit_code, "the live settings name: slack" in done.stderr) == (2, True)


def test_a_workspace_with_real_contacts_is_refused(town: WholeWorkspace) -> None:
    (town.folder / "settings.yaml").write_text("municipality: Lindeveen\nlive: {}\n", encoding="utf-8")
    done = town.practise("true")
    assert (done.exit_code, "invented contacts" in done.stderr) == (2, True)


def test_without_a_terminal_the_command_has_to_be_named(town: WholeWorkspace) -> None:
    done = town.practise()
    assert (done.exit_code, "name the command" in done.stderr) == (2, True)


def test_a_command_that_does_not_exist_is_a_mistake_not_a_crash(town: WholeWorkspace) -> None:
    done = town.practise("no-such-program")
    assert (done.exit_code, done.stderr.splitlines()[-1]) == (2, "no-such-program: No such file or directory")
