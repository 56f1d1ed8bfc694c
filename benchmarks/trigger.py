"""From `trigger` typed in a fresh terminal to seven messages that the practice Slack has accepted."""

from __future__ import annotations

import time
from pathlib import Path

from benchmarks.figure import Figure, Setting, median
from benchmarks.processes import EMPTY, PROGRAM, running, seconds_of, until
from benchmarks.towns import OFFICER, SHIPPED_PEOPLE, town
from calamiteit.bootstrap.practice import slack_addresses
from calamiteit.bootstrap.workspace import Workspace
from calamiteit.loopback.slack import LoopbackSlack, Person

NAME = "trigger"
SECONDS, MESSAGES, MANY = 1.5, 7, 5000
ROUNDS = 7
TRIGGER = (
    *PROGRAM, "--as", OFFICER, "trigger", "attack-own-town", "--set", "place=Markt", "--set", "area=centrum",
    "--fact", "Er is geschoten.", "--confirm", "Lindeveen", "--again", "Er wordt gemeten", "--no-wait",
)  # fmt: skip


def measure(setting: Setting) -> list[Figure]:
    """With the shipped contacts and with many more."""
    many = 200 if setting.quick else MANY
    return [_figure(setting, people) for people in (SHIPPED_PEOPLE, many)]


def _figure(setting: Setting, people: int) -> Figure:
    folder = setting.folder / f"{NAME}-{people}"
    took: list[float] = []
    empty: list[float] = []
    with LoopbackSlack(_members(setting.folder / f"{NAME}-{people}-members"), []) as slack:
        lines = f'live:\n  slack: {{bot_token: {slack.bot_token}, base_url: "{slack.base_url}"}}\n'
        town(folder, lines, people=people)
        for _ in range(setting.rounds(ROUNDS) + 1):
            empty.append(seconds_of(EMPTY, folder))
            took.append(_to_seven(slack, folder))
    took, empty = took[1:], empty[1:]
    return Figure(
        name=NAME,
        what=f"`trigger` cold to {MESSAGES} messages accepted, beyond an empty Python; {people} contacts",
        value=median(took) - median(empty),
        unit="s",
        target=SECONDS,
        detail=f"{median(took):.2f} s, slowest {max(took):.2f} s; checked copies of the content are there",
    )


def _members(folder: Path) -> list[Person]:
    """Everybody of the shipped contacts."""
    return [
        Person(id=id, name=alias) for alias, id in slack_addresses(Workspace.open(town(folder, ""))).items()
    ]


def _to_seven(slack: LoopbackSlack, folder: Path) -> float:
    before = _accepted(slack)
    started = time.perf_counter()
    with running(TRIGGER, folder) as process:
        until(lambda: _accepted(slack) >= before + MESSAGES, 60, f"seven messages, see {folder}/program.log")
        took = time.perf_counter() - started
        process.wait(timeout=60)
    return took


def _accepted(slack: LoopbackSlack) -> int:
    """Posts to people that were accepted: those in the run's own channel do not count."""
    posts = (call for call in slack.calls if call.method == "chat.postMessage" and call.error is None)
    return sum(1 for call in posts if str(call.arguments.get("channel", "")).startswith(("U", "D")))
