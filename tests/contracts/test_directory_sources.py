"""The folder of files and the double in memory keep the same promises."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from calamiteit.adapters.files.contacts import ContactFolder
from calamiteit.adapters.memory.directory import MemoryDirectory
from calamiteit.core.contacts.directory import Directory, Person
from calamiteit.core.problems import Problem
from calamiteit.ports.directory import DirectorySource
from tests.contracts.directory_contract import DirectorySourceContract, Town
from tests.support.contact_files import ZONE, write_contacts

PERSON = """\
  {alias}:
    name: {name}
    function: adviseur
    channels:
      - {{channel: mail, address: {alias}@example.org, wakes: true}}
"""
NAMES = {"heron": "Anne Voorbeeld", "lapwing": "Bo Verzonnen"}


class FolderTown:
    """A folder of which the test writes the files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        write_contacts(folder, roles=_roles(NAMES), rota="rota: {}\n", neighbourhoods="neighbourhoods: {}\n")
        self._people = dict(NAMES)
        self.mend()
        self.source: DirectorySource = ContactFolder(folder, ZONE, True)

    def remove(self, alias: str) -> None:
        del self._people[alias]
        (self._folder / "roles.yaml").write_text(_roles(self._people))
        self.mend()

    def spoil(self) -> None:
        (self._folder / "people.yaml").write_text("people:\n  heron: [not a person\n")

    def mend(self) -> None:
        entries = (PERSON.format(alias=alias, name=name) for alias, name in self._people.items())
        (self._folder / "people.yaml").write_text("people:\n" + "".join(entries))


def _roles(people: Mapping[str, str]) -> str:
    holder, *deputies = people
    rest = f"{{title: Role, holder: {holder}, deputies: [{', '.join(deputies)}]}}"
    return f"roles:\n  chair: {rest}\n  logger: {rest}\n"


class MemoryTown:
    """The double, changed through its own hands."""

    def __init__(self) -> None:
        self._people = [Person(alias=alias, name=name, function="") for alias, name in NAMES.items()]
        self._memory = MemoryDirectory()
        self.source: DirectorySource = self._memory
        self.mend()

    def remove(self, alias: str) -> None:
        self._people = [person for person in self._people if person.alias != alias]
        self.mend()

    def spoil(self) -> None:
        self._memory.spoil([Problem(what="somebody typed in it")])

    def mend(self) -> None:
        people = {person.alias: person for person in self._people}
        self._memory.put(Directory(hash=",".join(people), people=people))


class TestContactFolder(DirectorySourceContract):
    """The real one."""

    @pytest.fixture(autouse=True)
    def _folder(self, tmp_path: Path) -> None:
        self.folder = tmp_path

    def town(self) -> Town:
        return FolderTown(self.folder / "contacts")

    def empty(self) -> DirectorySource:
        return ContactFolder(self.folder / "nowhere", ZONE, True)


class TestMemoryDirectory(DirectorySourceContract):
    """The shipped double."""

    def town(self) -> Town:
        return MemoryTown()

    def empty(self) -> DirectorySource:
        return MemoryDirectory()
