"""Everything that can be typed behind `calamiteit`: words and an exit code, never a traceback."""

from __future__ import annotations

import atexit
import os
import re
import shutil
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from click.testing import CliRunner

from calamiteit.adapters.files.words import Words
from calamiteit.cli import cli
from tests.fuzz.target import Target
from tests.support.whole_workspace import WholeWorkspace

SEPARATOR = "\x1f"
"""Between two arguments."""
EXIT_CODES = range(6)
UNEXPECTED = re.compile(
    "|".join(
        re.escape(Words(name).say("failed.unexpected", what="\0").split("\0")[0]) for name in ("nl", "en")
    )
    + "|Traceback"
)
"""What the program says when it met something that nobody foresaw."""
LEFT_OUT = frozenset({"serve", "demo", "init", "--watch", "-w", "--workspace"})
"""What works until it is stopped, or writes where an input says. (`init`: see test_arguments.)"""
WORDS = tuple(
    f"{SEPARATOR}{word}"
    for word in (
        "trigger", "status", "task", "run", "calllist", "log", "report", "playbook", "contacts", "channels",
        "forget", "accept", "start", "done",
        "decline", "skip", "reassign", "redate", "add", "list", "note", "fact", "guard", "handover", "stop",
        "wind-down", "close", "check", "show",
        "plan", "schema", "test", "--set", "--fact", "--confirm", "--again", "--join", "--no-wait",
        "--channel", "--run", "--for", "--heard-by", "--option",
        "--text", "--reason", "--to", "--at", "--role", "--within", "--json", "--all", "--verify", "--head",
        "--confirmed", "--source", "--withdraw", "--from",
        "--false-alarm", "--linked", "--leave-open", "--aftercare", "--due", "--rule", "--dry-run",
        "--days", "--lang", "--as", "--help", "T1", "T0", "T999999",
        "--to-alias", "--", "-", "heron", "lapwing", "attack-own-town", "aftercare", "place=Markt",
        "severity=large", "area=centrum,noord", "number=²",
        "memorial=9999-12-31", "memorial=0001-01-01", "=", "+30m", "14:30", "9999-12-31 23:59",
        "0001-01-01 00:00", "-5", "²", "\udcff", "[red]", "[/]",
        "\u2028", "é", "x" * 400, "", " ", "phone", "first-meeting", "F1", "chair", "Lindeveen", "1e9",
        "{}", "{x}", "%s", "\x1b[31m", "nl", "en",
    )
)  # fmt: skip


def fuzz(data: bytes) -> None:
    """The arguments, on a workspace in which one run has just begun and nobody can be reached."""
    arguments = data.decode("utf-8", "surrogateescape").replace("\0", "").split(SEPARATOR)
    if LEFT_OUT & set(arguments) or any(_may_write(argument) for argument in arguments):
        return
    place = _place()
    place.restore()
    result = CliRunner(env=place.environment).invoke(cli, arguments)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code in EXIT_CODES, result.exit_code
    assert not UNEXPECTED.search(result.output), result.output


def _may_write(argument: str) -> bool:
    """An option that names a place, also in its short and joined forms."""
    return argument.startswith(("--workspace", "--wor", "--w", "-w", "--watch", "--o"))


class _Place:
    """The workspace, and how its database was at first."""

    def __init__(self) -> None:
        top = Path(tempfile.mkdtemp(prefix="calamiteit-fuzz-"))
        atexit.register(shutil.rmtree, top, ignore_errors=True)
        self._whole = WholeWorkspace(top / "lindeveen")
        self.run = self._whole.trigger()
        self._first = top / "first.db"
        shutil.copyfile(self._whole.database, self._first)
        self.environment = {
            "CALAMITEIT_WORKSPACE": str(self._whole.folder),
            "CALAMITEIT_ME": "heron",
            "COLUMNS": "120",
            "XDG_CONFIG_HOME": str(top / "config"),
        }
        os.environ.pop("CALAMITEIT_LIVE", None)

    def restore(self) -> None:
        """As it was before the first input."""
        for end in ("-wal", "-shm"):
            Path(f"{self._whole.database}{end}").unlink(missing_ok=True)
        shutil.copyfile(self._first, self._whole.database)


@cache
def _place() -> _Place:
    return _Place()


def seeds() -> Sequence[bytes]:
    """The examples of the help, and some more."""
    lines = (
        "status", "status --json", "status --all", "task accept T1 --for chair --heard-by phone",
        "task start T1", "task done T1 --option own --text ja",
        "task decline T1 --reason trein", "task skip T1 --reason dicht", "task reassign T1 --to lapwing",
        "task redate T1 --at +30m --reason later",
        "task redate T1 --at 14:30", "task add Sporthal --role chair --within 30m", "run list --json",
        "run note dicht", "run fact schoten --source politie",
        "run fact --withdraw F1", "run guard stop-deployment --reason weg",
        "run handover --from heron --to lapwing", "run stop --false-alarm --reason vals",
        "run wind-down --aftercare aftercare --reason klaar", "run close --leave-open --reason klaar",
        "calllist", "log", "log --verify", "report",
        "playbook list", "playbook show aftercare",
        "playbook plan aftercare --set place=Markt --at +1d --days 3", "contacts list",
        "contacts show heron",
        "forget heron --dry-run", "forget --due",
        "trigger attack-own-town --set place=Markt --fact schoten", "channels test", "contacts check", "-h",
        "--version",
    )  # fmt: skip
    return [line.replace(" ", SEPARATOR).encode() for line in lines]


TARGET = Target(name="arguments", fuzz=fuzz, seeds=seeds, words=WORDS, longest=1_000)
