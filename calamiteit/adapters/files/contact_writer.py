"""Takes one person out of the contact files, every mention, and shows the difference first."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from calamiteit.adapters.files.contact_copy import ContactCopy
from calamiteit.adapters.files.contact_files import LARGEST_BYTES
from calamiteit.adapters.files.cuts import cut_text
from calamiteit.adapters.files.replacing import remove_leftovers, replace_file
from calamiteit.adapters.files.yaml import read_text, scan_yaml
from calamiteit.core.contacts.authoring import FILES
from calamiteit.core.contacts.removal import edited, edits_without
from calamiteit.core.errors import BadInput, Trouble, UnknownName
from calamiteit.core.problems import Problem, Severity

LAST = "people.yaml"
"""Written last: until then nobody points at a person who is gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileChange:
    """One file before and after."""

    path: Path
    before: str
    after: str

    def difference(self) -> str:
        """The unified difference. It holds what is removed: show it, do not log it."""
        lines = difflib.unified_diff(
            self.before.splitlines(), self.after.splitlines(), str(self.path), str(self.path), lineterm=""
        )
        return "\n".join(lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """What taking a person out would change. Nothing is written before `apply`."""

    alias: str
    changes: tuple[FileChange, ...]
    left: tuple[Problem, ...]
    """Places at which the name, the alias or an address would still stand, to be mended by hand."""

    def difference(self) -> str:
        """The unified difference of all files."""
        return "\n".join(change.difference() for change in self.changes)

    def apply(self, copy: ContactCopy | None = None) -> None:
        """Write the files, each in one go and without a backup, and remove the kept copy.

        Trouble when a file was changed since, or cannot be written; `people.yaml` is written last, so
        that the same removal can be asked for again.
        """
        for change in self.changes:
            if read_text(change.path, largest=LARGEST_BYTES) != change.before:
                raise Trouble(f"{change.path} was changed meanwhile; try again")
        try:
            for change in sorted(self.changes, key=lambda change: change.path.name == LAST):
                remove_leftovers(change.path)
                replace_file(change.path, change.after.encode())
            if copy:
                copy.remove()
        except OSError as error:
            raise Trouble(f"{error.filename}: {error.strerror}; free the file, then try again") from error


def plan_removal(folder: Path, alias: str) -> Removal:
    """What would change without this person; all files of the folder are searched.

    UnknownName when no file knows the alias; BadInput when a file is not YAML; Trouble when the edit cannot
    be made safely.
    """
    found = {path: _data(path) for name in FILES if (path := folder / name).is_file()}
    texts = {path: read_text(path, largest=LARGEST_BYTES) for path in found}
    personal = _personal(found.get(folder / LAST, {}), alias)
    after = {path: _edited_text(path, texts[path], found[path], alias) for path in found}
    if all(after[path] == texts[path] for path in found):
        raise UnknownName("person", alias, _aliases(found.get(folder / LAST, {})))
    clean = {path: _without_comments(after[path], personal) for path in after}
    changes = [FileChange(path=p, before=texts[p], after=clean[p]) for p in found if clean[p] != texts[p]]
    left = [problem for path, text in clean.items() for problem in _mentions(path, text, personal)]
    return Removal(alias=alias, changes=tuple(changes), left=tuple(left))


def _data(path: Path) -> dict[str, object]:
    document, problems = scan_yaml(path, largest=LARGEST_BYTES)
    if problems:
        raise BadInput(problems)
    return document.data if isinstance(document.data, dict) else {}


def _aliases(people_file: dict[str, object]) -> list[str]:
    people = people_file.get("people")
    return [str(alias) for alias in people] if isinstance(people, dict) else []


def _edited_text(path: Path, text: str, data: dict[str, object], alias: str) -> str:
    """The text without the person; what it then says is compared with what it should say."""
    wanted: object = data
    for edit in edits_without(data, alias):
        try:
            text, wanted = cut_text(text, edit), edited(wanted, edit)
        except KeyError as error:
            raise _unsafe(path) from error
    if wanted != data:
        document, problems = scan_yaml(text, str(path), LARGEST_BYTES)
        if problems or document.data != wanted:
            raise _unsafe(path)
    return text


def _unsafe(path: Path) -> Trouble:
    return Trouble(
        f"{path} is written in a way that cannot be edited safely; remove the person there by hand"
    )


def _personal(people_file: dict[str, object], alias: str) -> re.Pattern[str]:
    """Finds the alias, the name and each address of a person in a text."""
    people = people_file.get("people")
    entry = people.get(alias) if isinstance(people, dict) else None
    words = [alias]
    if isinstance(entry, dict):
        words.append(str(entry.get("name", alias)))
        channels = entry.get("channels")
        for channel in channels if isinstance(channels, list) else ():
            if isinstance(channel, dict) and "address" in channel:
                words.append(str(channel["address"]))
    return re.compile("|".join(rf"(?<![\w-]){re.escape(word)}(?![\w-])" for word in words), re.IGNORECASE)


def _without_comments(text: str, personal: re.Pattern[str]) -> str:
    """The text without comments that mention the person."""
    lines = text.splitlines(keepends=True)
    for number, line in enumerate(lines):
        if personal.search(line):
            lines[number] = _cut_comment(lines, number, personal)
    return "".join(lines)


def _cut_comment(lines: Sequence[str], number: int, personal: re.Pattern[str]) -> str:
    """The line without its comment, when that is where the person is mentioned and the meaning stays."""
    line = lines[number]
    if line.lstrip().startswith("#"):
        shorter = ""
    elif (mark := re.search(r"\s+#", line)) and personal.search(line, mark.start()):
        shorter = line[: mark.start()] + "\n"
    else:
        return line
    before = scan_yaml("".join(lines), largest=LARGEST_BYTES)[0].data
    after = scan_yaml("".join([*lines[:number], shorter, *lines[number + 1 :]]), largest=LARGEST_BYTES)[
        0
    ].data
    return shorter if before == after else line


def _mentions(path: Path, text: str, personal: re.Pattern[str]) -> Iterator[Problem]:
    for number, line in enumerate(text.splitlines(), start=1):
        if found := personal.search(line):
            yield Problem(
                what="the person is still mentioned here; mend it by hand",
                file=str(path),
                line=number,
                column=found.start() + 1,
                severity=Severity.WARNING,
                code="still-mentioned",
            )
