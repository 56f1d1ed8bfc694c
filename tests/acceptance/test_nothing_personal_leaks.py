"""A whole live run among practice people, then a look into everything it left behind: no name, no number."""

from __future__ import annotations

import json
from collections.abc import Iterator
from signal import SIGTERM

import pytest

from calamiteit.adapters.clock import WallClock
from calamiteit.loopback.people import Manner, PracticePeople
from calamiteit.loopback.slack import LoopbackSlack
from tests.support.terminals import CONFIRMED, Ended, terminal, typed
from tests.support.waiting import eventually
from tests.support.whole_workspace import WholeWorkspace, slack_of_everybody, slack_settings

FACT = "Er is geschoten bij de fontein"
REASON = "Ik lig met griep in bed"
ALIASES = ("heron", "curlew", "kingfisher", "godwit", "osprey", "wren", "goldcrest", "swift")


def slack_ids(town: WholeWorkspace) -> dict[str, str]:
    """Alias to the member id in Slack."""
    return {
        alias: next(trace for trace in town.personal(alias) if trace.startswith("U0")) for alias in ALIASES
    }


class Left:
    """What one run left: the words of the service, of every command, and what stands in Slack."""

    def __init__(self, town: WholeWorkspace, slack: LoopbackSlack, engine: Ended, run: str) -> None:
        self.service = engine.err + engine.out
        self.shown = {
            words: typed(town, *words).out
            for words in (
                ("log", run), ("log", run, "--json"), ("log", "workspace"), ("status", run, "--all"),
                ("status", run, "--json"), ("run", "list", "--json"), ("report", run),
                ("report", run, "--format", "html"), ("contacts", "list"),
            )
        }  # fmt: skip
        self.slack = json.dumps(
            [
                (message.text, message.blocks, message.attachments, message.metadata)
                for channel in slack.workspace.channels
                for message in slack.messages(channel)
            ],
            ensure_ascii=False,
        )


@pytest.fixture(scope="module")
def town_and_left(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[WholeWorkspace, Left]]:
    with slack_of_everybody() as slack:
        town = WholeWorkspace(tmp_path_factory.mktemp("leaks") / "workspace", slack_settings(slack))
        manners = {
            "kingfisher": Manner(answers_after=100, declines=REASON),
            "godwit": Manner(answers_after=None),
        }
        quick = dict.fromkeys(ALIASES, Manner(answers_after=100, works=100)) | manners
        people = PracticePeople(slack, slack_ids(town), quick, WallClock(), lambda tap: None)
        with terminal(town, "serve") as engine:
            started = typed(town, *CONFIRMED, "--fact", FACT)
            assert started.code == 0, started.err
            run = started.out.split()[0]
            people.start()
            try:
                eventually(lambda: "assignment-declined" in typed(town, "log", run, "--json").out, seconds=60)
            finally:
                people.stop()
            ended = engine.end(SIGTERM)
        yield town, Left(town, slack, ended, run)


def _personal(town: WholeWorkspace) -> list[str]:
    """Names, numbers (also without their spaces) and mail addresses; Slack ids are how Slack itself works."""
    found = [trace for alias in ALIASES for trace in town.personal(alias) if not trace.startswith("U0")]
    assert len(found) > 2 * len(ALIASES)
    return [*found, *(trace.replace(" ", "") for trace in found if trace.startswith("+"))]


def test_no_name_number_or_address_in_what_commands_show(town_and_left: tuple[WholeWorkspace, Left]) -> None:
    town, left = town_and_left
    leaks = [(words, trace) for words, out in left.shown.items() for trace in _personal(town) if trace in out]
    assert leaks == []


def test_no_name_number_text_or_token_in_the_lines_of_the_service(
    town_and_left: tuple[WholeWorkspace, Left],
) -> None:
    town, left = town_and_left
    assert "engine-started" in left.service
    secret = [*_personal(town), FACT, REASON, *slack_ids(town).values(), "xoxb-", "xapp-"]
    assert [trace for trace in secret if trace in left.service] == []


def test_no_name_or_number_of_anybody_stands_in_slack(town_and_left: tuple[WholeWorkspace, Left]) -> None:
    town, left = town_and_left
    assert "Markt" in left.slack, "the messages were looked at"
    assert FACT not in left.slack, "nobody has confirmed it"
    assert [trace for trace in _personal(town) if trace in left.slack] == []


def test_no_name_text_or_address_lies_open_in_the_files(town_and_left: tuple[WholeWorkspace, Left]) -> None:
    town, _ = town_and_left
    found = town.holding([*_personal(town), FACT, REASON])
    outside = {
        trace: [file for file in files if not file.startswith("contacts/") and file != "var/contacts.json"]
        for trace, files in found.items()
    }
    assert {trace: files for trace, files in outside.items() if files} == {}


def test_the_events_hold_no_words_of_people(town_and_left: tuple[WholeWorkspace, Left]) -> None:
    _, left = town_and_left
    events = next(out for words, out in left.shown.items() if words[0] == "log" and "--json" in words)
    assert "fact-added" in events
    assert FACT not in events and REASON not in events
    assert FACT in next(out for words, out in left.shown.items() if words[0] == "report")
