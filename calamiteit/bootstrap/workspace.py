"""A workspace on disk: its folder, settings, files and keys, not yet bound to a mode."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from calamiteit.adapters.files.cache import ContentCache
from calamiteit.adapters.files.contact_copy import ContactCopy
from calamiteit.adapters.files.contacts import ContactFolder
from calamiteit.adapters.files.playbooks import PlaybookFolder
from calamiteit.adapters.files.settings import find_workspace, read_settings
from calamiteit.adapters.files.templates import Templates
from calamiteit.adapters.files.words import Words
from calamiteit.adapters.keys import WorkspaceKeys
from calamiteit.core.modes import Mode
from calamiteit.engine.voice import Voice
from calamiteit.settings import Settings


@dataclass(frozen=True)
class Workspace:
    """Everything of a workspace that is the same in each mode."""

    folder: Path
    settings: Settings

    @staticmethod
    def open(start: Path, user_file: Path | None = None) -> Workspace:
        """Find and read the workspace. Raises Mistake or BadInput with what is wrong."""
        folder = find_workspace(start.resolve())
        return Workspace(folder=folder, settings=read_settings(folder, user_file))

    @property
    def var(self) -> Path:
        """Where databases and caches lie; never under version control."""
        return self.folder / "var"

    @property
    def key_file(self) -> Path:
        """The workspace key."""
        given = self.settings.key_file
        return (self.folder / given) if given is not None else self.folder / "keys" / "workspace.key"

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
            self.settings.tz,
            self.settings.fictional,
            copy=self.contact_copy,
        )

    @cached_property
    def playbooks(self) -> PlaybookFolder:
        """The playbook files."""
        return PlaybookFolder(folder=self.folder / "playbooks", cache=ContentCache(folder=self.var / "cache"))

    @cached_property
    def templates(self) -> Templates:
        """The template files, and the sandbox that fills in texts."""
        return Templates(self.folder / "templates", self.settings.tz)

    @cached_property
    def voice(self) -> Voice:
        """The words of this workspace."""
        known: dict[str, Words] = {}

        def words(language: str) -> Words:
            if language not in known:
                known[language] = Words(language)
            return known[language]

        return Voice(
            municipality=self.settings.municipality,
            languages=self.settings.languages,
            words=words,
            renderer=self.templates,
        )
