"""A small workspace whose plan runs in seconds, for tests that kill the engine."""

from __future__ import annotations

from pathlib import Path

from calamiteit.adapters.keys import WorkspaceKeys
from calamiteit.loopback.mail import LoopbackMail
from calamiteit.loopback.slack import LoopbackSlack, Person

ALIASES = ("heron", "lapwing", "curlew", "wren", "godwit", "plover")
"""heron starts and answers; wren never does, plover is wren's deputy; godwit cannot."""


def slack_id(alias: str) -> str:
    """The invented Slack id of a person."""
    return f"U0{alias.upper()}0001"


def people() -> list[Person]:
    """Everybody, for the practice Slack."""
    return [Person(id=slack_id(alias), name=alias) for alias in ALIASES]


PLAYBOOK = """
format: 1
id: quick
title: Quick
scenario: Something happened in a neighbourhood of the town.
trigger_when: [Something happened]
origin: {source: A test, evidence: opinion, last_drilled: never}
parameters:
  place: {type: text, title: Place}
role: {does: [We help], does_not: [We do not search]}
if_nothing_is_done: People are left alone with it.
team:
  chair: {title: Chair, domain: safety, minimum: 1, critical: true}
  safety: {title: Safety, domain: safety, minimum: 1}
  social: {title: Social, domain: social, minimum: 1}
steps:
  - id: notify-team
    kind: notify
    title: Notify the team
    text: "Something happened at {{ place }}."
    who: team
    at: "+0m"
    acknowledge: {repeat: 1s, second_channel: 1s, deputy: 2s, officer: 3s}
  - id: call-board
    kind: task
    title: Call the board
    text: Call the board.
    who: [chair, safety]
    at: "+1s"
    acknowledge: {repeat: 1s, second_channel: 1s, deputy: 2s, officer: 3s}
    within: 10m
  - id: again
    kind: task
    title: Look again
    text: Look again.
    who: chair
    at: "+1s"
    every: 2h
    at_most: 2
    acknowledge: {repeat: 1s, second_channel: 1s, deputy: 2s, officer: 3s}
scale_down: [It is calm]
retention: {label: crisis-log}
"""


def make(folder: Path, slack: LoopbackSlack, mail: LoopbackMail) -> None:
    """Write the whole workspace, with the practice servers in its settings."""
    write(
        folder,
        f"""
  slack: {{bot_token: {slack.bot_token}, app_token: {slack.app_token}, base_url: "{slack.base_url}"}}
  mail: {{host: 127.0.0.1, port: {mail.port}, tls: none, sender: crisis@example.org}}
""",
    )


def write(folder: Path, transports: str = " {}\n", playbook: str = PLAYBOOK) -> None:
    """Write the whole workspace; without `transports` it reaches nobody by itself."""
    for name in ("playbooks", "contacts", "templates"):
        (folder / name).mkdir(parents=True)
    (folder / "playbooks" / "quick.yaml").write_text(playbook)
    WorkspaceKeys.create(folder / "keys" / "workspace.key")
    (folder / "settings.yaml").write_text(
        f"municipality: Lindeveen\nlanguages: [en]\nfictional: true\nlive:{transports}"
    )
    _contacts(folder / "contacts")


def _contacts(folder: Path) -> None:
    entries = "".join(
        f"""
  {alias}:
    name: Invented Person {number}
    function: official
    domain: safety
    verified: "2026-11-01"
    channels:
      - {{channel: slack, address: {slack_id(alias)}}}
      - {{channel: mail, address: {alias}@example.org, wakes: true}}
"""
        for number, alias in enumerate(ALIASES)
    )
    (folder / "people.yaml").write_text(f"format: 1\npeople:{entries}")
    roles = [("chair", "heron", "lapwing"), ("safety", "wren", "plover"), ("social", "godwit", "curlew")]
    lines = "".join(
        f"\n  {role}: {{title: {role.title()}, holder: {holder}, deputies: [{deputy}]}}"
        for role, holder, deputy in roles
    )
    (folder / "roles.yaml").write_text(f"format: 1\nroles:{lines}\n")
    (folder / "authority.yaml").write_text("format: 1\nauthority: {other: [chair]}\n")
    for name, key in _EMPTY.items():
        (folder / f"{name}.yaml").write_text(f"format: 1\n{key}: {{}}\n")


_EMPTY = {
    "rota": "rota",
    "partners": "partners",
    "help-routes": "help_routes",
    "neighbourhoods": "neighbourhoods",
}
