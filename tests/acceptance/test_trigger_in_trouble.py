"""`trigger` when Slack, the token, the app or the disk is in trouble: clear words, and nothing is lost."""

from __future__ import annotations

import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from calamiteit.loopback.slack import LoopbackSlack
from tests.support.terminals import CONFIRMED, Ended, terminal, typed
from tests.support.waiting import eventually
from tests.support.whole_workspace import WholeWorkspace, slack_of_everybody, slack_settings


@pytest.fixture
def slack() -> Iterator[LoopbackSlack]:
    with slack_of_everybody() as server:
        yield server


@pytest.fixture
def town(tmp_path: Path, slack: LoopbackSlack) -> WholeWorkspace:
    return WholeWorkspace(tmp_path / "workspace", slack_settings(slack))


def test_the_first_wave_is_out_and_the_window_stays_as_the_engine(
    town: WholeWorkspace, slack: LoopbackSlack
) -> None:
    with terminal(town, *CONFIRMED) as officer:
        run = officer.first_line()
        assert run.startswith("L-")
        assert eventually(lambda: len(slack.messages("U0HERON0001")) > 0)
        seen = typed(town, "status", run, me="lapwing")
        assert "heron" in seen.out and seen.code == 0
        ended = officer.end(signal.SIGINT)
    assert ended.code == 0, ended.err
    assert "LIVE" in ended.err and "heron" in ended.err, "it says that it is live, and who acts"
    assert "the engine" in ended.said


def test_slack_that_is_down_costs_no_message_and_the_officer_gets_the_numbers(
    town: WholeWorkspace, slack: LoopbackSlack
) -> None:
    slack.faults.go_down()
    told = typed(town, *CONFIRMED, "--no-wait")
    assert told.code == 5, told.err
    assert "slack" in told.said and "calllist" in told.said
    assert "Traceback" not in told.err
    run = told.out.split()[0]
    numbers = typed(town, "calllist", run)
    assert numbers.code == 0 and "+31 6 0000 0001" in numbers.out

    slack.faults.come_up()
    with terminal(town, "serve") as engine:
        eventually(lambda: len(slack.messages("U0HERON0001")) > 0, seconds=40)
        engine.end(signal.SIGTERM)
    keys = [m.metadata["event_payload"]["key"] for m in slack.messages("U0HERON0001") if m.metadata]
    assert keys and len(keys) == len(set(keys)), "nothing is doubled"


def _with_setting(town: WholeWorkspace, before: str, after: str) -> None:
    path = town.folder / "settings.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")


def _acts_by_hand(town: WholeWorkspace, told: Ended) -> None:
    """Exit code 5, no traceback, the run is kept, and the officer can go on by phone."""
    assert told.code == 5, told.err
    assert "Traceback" not in told.err
    run = told.out.split()[0]
    assert "+31 6 0000 0001" in typed(town, "calllist", run).out
    accepted = typed(town, "task", "accept", "T1", "--run", run)
    assert accepted.code == 0, accepted.err


def test_a_wrong_token_is_named(town: WholeWorkspace, slack: LoopbackSlack) -> None:
    _with_setting(town, slack.bot_token, "xoxb-wrong")
    told = typed(town, *CONFIRMED, "--no-wait")
    assert "token" in told.said
    assert "xoxb-wrong" not in told.err, "a token is never printed"
    _acts_by_hand(town, told)


def test_a_missing_scope_is_named(tmp_path: Path) -> None:
    with slack_of_everybody(scopes=("chat:write", "groups:write")) as slack:
        town = WholeWorkspace(tmp_path / "workspace", slack_settings(slack))
        told = typed(town, *CONFIRMED, "--no-wait")
        assert "im:write" in told.said
        _acts_by_hand(town, told)


def _by_hand_without_a_store(told: Ended) -> None:
    assert told.code == 5, told.err
    assert "Traceback" not in told.err
    assert "+31 6 0000 0001" in told.out, "names and numbers to call"


def test_in_trouble_the_officer_gets_the_very_call_list_that_the_command_prints(
    town: WholeWorkspace, tmp_path: Path
) -> None:
    (town.folder / "keys" / "workspace.key").unlink()
    told, listed = typed(town, *CONFIRMED), typed(town, "calllist", "attack-own-town")
    assert (told.code, listed.code) == (5, 0), told.err
    assert told.out == listed.out
    assert "on duty" in told.out and "(critical)" in told.out
    assert "contact files alone" in told.said and "Write it down yourself" in told.said


def test_without_any_channel_the_call_list_says_who_was_asked(tmp_path: Path) -> None:
    town = WholeWorkspace(tmp_path / "quiet")
    told = typed(town, *CONFIRMED)
    assert told.code == 5 and "NOBODY" in told.said
    assert "Anne Voorbeeld (heron)" in told.out and "open T1" in told.out


def test_on_a_full_disk_the_officer_gets_the_numbers_and_what_was_there_stays(town: WholeWorkspace) -> None:
    before = typed(town, *CONFIRMED, "--no-wait")
    assert before.code == 0, before.err
    limit = ("sh", "-c", 'ulimit -f 40; exec "$@"', "sh")  # 20 kilobytes: no room for a first wave
    told = typed(town, *CONFIRMED, "--no-wait", "--again", "another", prefix=limit)
    _by_hand_without_a_store(told)
    listed = typed(town, "run", "list")
    assert before.out.split()[0] in listed.out
    assert typed(town, "log", before.out.split()[0], "--verify").code == 0


@pytest.mark.needs("unshare")
def test_on_a_read_only_disk_the_officer_gets_the_numbers(town: WholeWorkspace) -> None:
    readonly = (
        "unshare", "--mount", "sh", "-c",
        'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && cd "$0" && exec "$@"', str(town.folder),
    )  # fmt: skip
    assert shutil.which("unshare")
    told = typed(town, *CONFIRMED, "--no-wait", prefix=readonly)
    _by_hand_without_a_store(told)
    assert "read-only" in told.said or "cannot be written" in told.said
