"""Makes a workspace: a folder with settings, playbooks, fictional contacts, templates and a key."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from calamiteit.adapters.files.basics import FILE, SECRETS
from calamiteit.adapters.files.shipped import shipped_content
from calamiteit.adapters.keys import WorkspaceKeys
from calamiteit.core.errors import Mistake, StoreTrouble

CONTENT = ("playbooks", "contacts", "templates")
"""The folders of a workspace."""
_VERIFIED = re.compile(r"(?m)^(\s*verified:\s*)\d{4}-\d{2}-\d{2}\s*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """One of the invented municipalities that a workspace can begin with."""

    municipality: str
    people: str
    """The folder of its people, below the shipped `contacts/`."""
    officer: str
    """Who holds the chair there."""


LARGE = Town(municipality="Lindeveen", people="lindeveen", officer="heron")
SMALL = Town(municipality="Brinkmeer", people="brinkmeer", officer="ruff")
"""Four people with double roles, and deputies from a neighbouring municipality."""

_IGNORED = """\
# Personal data, databases and secrets never go into version control.
contacts/
var/
keys/
secrets/
"""

_SETTINGS = """\
# The settings of this workspace. Unknown keys are refused, so a misspelt one is noticed.
municipality: {municipality}
zone: Europe/Amsterdam
languages: [{languages}]

# The contacts that came with the program are invented. Take this line away once they are real:
# from then on numbers are checked against those that are issued.
fictional: true

# Your own alias is not set here but in your own settings, or with --as ALIAS, or CALAMITEIT_ME:
#   {user_file}:   me: {me}

# Live reaches people. What is not set does not exist. Tokens and passwords do not belong in this file:
# put each in a file of its own below secrets/ (or in the environment):
#   secrets/live__slack__bot_token     or   CALAMITEIT_LIVE__SLACK__BOT_TOKEN
#   secrets/live__slack__app_token     or   CALAMITEIT_LIVE__SLACK__APP_TOKEN
#   secrets/live__mail__password       or   CALAMITEIT_LIVE__MAIL__PASSWORD
live: {{}}
#  mail:
#    host: mail.example.org
#    port: 587
#    tls: starttls
#    user: calamiteit
#    sender: calamiteit@example.org
#  channels:                                  # further channels that wake people, through Apprise
#    sms: "ntfys://ntfy.example.org/{{address}}"
#  archivist: archivist@example.org           # gets the head of the log daily and at each close

# An exercise has a Slack app of its own, reaches its participants only, and may run faster.
#exercise:
#  speed: 10
#  participants: [{me}, lapwing]
"""


def found_workspace(
    folder: Path,
    *,
    municipality: str,
    languages: tuple[str, ...],
    today: date,
    user_file: Path,
    town: Town = LARGE,
) -> None:
    """Fill a new or empty folder. Raises Mistake when it is in use, StoreTrouble when unwritable."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Mistake(f"'{folder}' is not empty; a workspace is made in a new or empty folder")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write_settings(folder, municipality, languages, user_file, town)
        for name in CONTENT:
            source = shipped_content() / name
            _copy(source / town.people if name == "contacts" else source, folder / name)
        _verify_today(folder / "contacts", today)
        (folder / SECRETS).mkdir(mode=0o700)
        WorkspaceKeys.create(folder / "keys" / "workspace.key")
    except OSError as error:
        raise StoreTrouble(f"'{folder}' cannot be written: {error.strerror}", place=str(folder)) from error


def _write_settings(
    folder: Path, municipality: str, languages: tuple[str, ...], user_file: Path, town: Town
) -> None:
    quoted = '"' + municipality.replace("\\", "\\\\").replace('"', '\\"') + '"'
    text = _SETTINGS.format(
        municipality=quoted, languages=", ".join(languages), user_file=user_file, me=town.officer
    )
    (folder / FILE).write_text(text, encoding="utf-8")
    (folder / ".gitignore").write_text(_IGNORED, encoding="utf-8")


def _copy(source: Path, target: Path) -> None:
    """A folder of content; it may be read only where it comes from, and must not be here."""
    target.mkdir()
    if source.is_dir():
        shutil.copytree(source, target, dirs_exist_ok=True, copy_function=shutil.copyfile)


def _verify_today(contacts: Path, today: date) -> None:
    """Invented people are verified on the day that they are given out, so that nothing is stale."""
    for path in contacts.glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(_VERIFIED.sub(rf"\g<1>{today.isoformat()}", text), encoding="utf-8")
