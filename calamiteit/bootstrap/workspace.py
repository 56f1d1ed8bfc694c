"""A workspace on disk: its folder, settings, files and keys, not yet bound to a mode."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from calamiteit.adapters.files.basics import Basics, BasicsCopy, find_workspace
from calamiteit.adapters.files.contact_copy import ContactCopy
from calamiteit.adapters.files.contacts import ContactFolder
from calamiteit.adapters.files.templates import Templates
from calamiteit.adapters.files.words import Words
from calamiteit.adapters.keys import WorkspaceKeys
from calamiteit.core.modes import Mode
from calamiteit.engine.voice import Voice

if TYPE_CHECKING:  # slow to import, and not needed by a command that only looks
    from calamiteit.adapters.files.playbooks import PlaybookFolder
    from calamiteit.settings import Settings


@dataclass(frozen=True)
class Workspace:
    """Everything of a workspace that is the same in each mode."""

    folder: Path
    user_file: Path | None = None

    @staticmethod
    def open(start: Path, user_file: Path | None = None) -> Workspace:
        """Find the workspace and read its settings. Raises Mistake or BadInput with what is wrong."""
        workspace = Workspace(folder=find_workspace(start.resolve()), user_file=user_file)
        _ = workspace.basics
        return workspace

    @cached_property
    def basics(self) -> Basics:
        """The plain settings: as remembered, while nothing changed that they were read from."""
        copy = BasicsCopy(folder=self.folder, user_file=self.user_file)
        basics = copy.read()
        if basics is None:
            basics = Basics.of(self.settings)
            copy.keep(basics)
        return basics

    @cached_property
    def settings(self) -> Settings:
        """All settings, with the transports of each mode. Raises BadInput with every problem at its place."""
        from calamiteit.adapters.files.settings import read_settings

        return read_settings(self.folder, self.user_file)

    @property
    def var(self) -> Path:
        """Where databases and caches lie; never under version control."""
        return self.folder / "var"

    @property
    def key_file(self) -> Path:
        """The workspace key."""
        given = self.basics.key_file
        return (self.folder / given) if given else self.folder / "keys" / "workspace.key"

    def database(self, mode: Mode) -> Path:
        """Each mode has a database of its own; no process opens two."""
        return self.var / f"{mode.value}.db"

    @cached_property
    def keys(self) -> WorkspaceKeys:
        """The key ring; StoreTrouble when the key file is missing or damaged."""
        return WorkspaceKeys.load(self.key_file)

    @cached_property
    def contact_copy(self) -> ContactCopy:
        """The checked copy of the contact files."""
        return ContactCopy(path=self.var / "contacts.json")

    @cached_property
    def contacts(self) -> ContactFolder:
        """The contact files. A channel that the settings lack stops no start: `contacts check` names it."""
        return ContactFolder(
            self.folder / "contacts",
            self.basics.tz,
            self.basics.fictional,
            copy=self.contact_copy,
        )

    @cached_property
    def playbooks(self) -> PlaybookFolder:
        """The playbook files."""
        from calamiteit.adapters.files.cache import ContentCache
        from calamiteit.adapters.files.playbooks import PlaybookFolder

        return PlaybookFolder(folder=self.folder / "playbooks", cache=ContentCache(folder=self.var / "cache"))

    @cached_property
    def templates(self) -> Templates:
        """The template files, and the sandbox that fills in texts."""
        return Templates(self.folder / "templates", self.basics.tz)

    @cached_property
    def voice(self) -> Voice:
        """The words of this workspace."""
        known: dict[str, Words] = {}

        def words(language: str) -> Words:
            if language not in known:
                known[language] = Words(language)
            return known[language]

        return Voice(
            municipality=self.basics.municipality,
            languages=self.basics.languages,
            words=words,
            renderer=self.templates,
        )
