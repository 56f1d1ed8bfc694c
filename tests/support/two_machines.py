"""Two laptops with the same workspace, and what a person types on them to move a run."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from calamiteit.adapters.keys import WorkspaceKeys
from calamiteit.core.run import commands as c
from calamiteit.core.run.decide import Refusal
from tests.support.source import ROOT
from tests.support.whole_workspace import WholeWorkspace

SECRET = "four quiet words here"
NOBODY_LISTENS = "live:\n  mail: {host: 127.0.0.1, port: 9, tls: none, sender: crisis@example.org}\n"
"""Messages are written and wait: no engine runs in these tests unless one is started."""


class Laptop(WholeWorkspace):
    """A copy of a workspace that was checked before, with a key of its own and no database."""

    def __init__(self, folder: Path, checked: WholeWorkspace, settings: str) -> None:
        shutil.copytree(checked.folder, folder)
        self.folder = folder
        self.reported = []
        (folder / "keys" / "workspace.key").unlink()
        WorkspaceKeys.create(folder / "keys" / "workspace.key")
        (folder / "settings.yaml").write_text(f"municipality: Lindeveen\nfictional: true\n{settings}")


class Machines:
    """Two laptops with the same workspace, each with a key and a database of its own, and a stick."""

    def __init__(self, folder: Path, checked: WholeWorkspace, settings: str = NOBODY_LISTENS) -> None:
        self.first = Laptop(folder / "first", checked, settings)
        self.second = Laptop(folder / "second", checked, settings)
        self.file = folder / "stick" / "run.calamiteit"
        self.file.parent.mkdir()
        (folder / "passphrase").write_text(SECRET + "\n")
        self.secret = ("--passphrase-file", str(folder / "passphrase"))

    def export(self, run: str, *, file: Path | None = None, machine: WholeWorkspace | None = None) -> None:
        typed = ("run", "export", run, str(file or self.file), "--confirm", run, *self.secret)
        done = (machine or self.first).type(*typed)
        assert done.exit_code == 0, done.output

    def adopt(self, machine: WholeWorkspace | None = None, file: Path | None = None) -> tuple[int, str]:
        typed = ("run", "adopt", str(file or self.file), "--confirm", "Lindeveen", "--no-wait", *self.secret)
        done = (machine or self.second).type(*typed)
        return done.exit_code, " ".join(done.output.split())

    def take_back(self, run: str) -> tuple[int, str]:
        done = self.first.type("run", "export", run, "--take-back", "--confirm", run)
        return done.exit_code, " ".join(done.output.split())

    def killed(self, machine: WholeWorkspace, point: str, *words: str) -> int:
        """Type the words in a process that dies at this point; how it ended."""
        typed = [*words, "--workspace", str(machine.folder), "--as", "heron", "--lang", "en", *self.secret]
        ran = subprocess.run(
            [sys.executable, "-m", "tests.support.killed_move", point, *typed],
            cwd=ROOT, capture_output=True, text=True, timeout=60, check=False, env={**os.environ},
        )  # fmt: skip
        return ran.returncode

    def lives(self, machine: WholeWorkspace, run: str) -> bool:
        """Whether this machine leads the run: it accepts a note and would send and wake for it."""
        app = machine.app()
        try:
            info = app.place.store.info(run)
            if info is None:
                return False
            noted = app.runs.act(
                run,
                lambda seals: c.WriteNote(text=seals.seal("checked")),
                actor=app.actor("heron"),
                key=app.place.ids.fresh(),
            )
            accepts = not isinstance(noted, Refusal)
            wakes = bool(app.place.store.timers(run))
            sends = app.place.store.next_send() is not None
            assert accepts == wakes == sends, (accepts, wakes, sends)
            return accepts
        finally:
            app.close()

    def living(self, run: str) -> list[str]:
        """Which machines lead the run."""
        machines = {"first": self.first, "second": self.second}
        return [name for name, machine in machines.items() if self.lives(machine, run)]
