"""Reads the files of a `contacts/` folder, each against its model, with every problem at its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import BaseModel

from calamiteit.adapters.files.places import Document, in_order, place, show_path
from calamiteit.adapters.files.validate import validate
from calamiteit.adapters.files.yaml import scan_yaml
from calamiteit.core.contacts.authoring import FILES, REQUIRED, Contacts, file_of
from calamiteit.core.contacts.refused import refused_field
from calamiteit.core.errors import nearest
from calamiteit.core.problems import Problem, Severity

LARGEST_BYTES = 8_000_000
"""About 25,000 people."""
NOT_CONTACTS = ("README.md", ".gitignore")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What could be read. When `problems` is not empty, entries with a problem are left out of `contacts`."""

    contacts: Contacts
    documents: Mapping[str, Document]
    problems: tuple[Problem, ...]

    def placed(self, problems: Iterable[Problem]) -> list[Problem]:
        """Problems of checks, whose path starts with a section, with file, line and column; in order."""
        return sorted({self._placed(problem) for problem in problems}, key=in_order)

    def _placed(self, problem: Problem) -> Problem:
        document = self.documents.get(file_of(str(problem.path[0]))) if problem.path else None
        return place(problem, document) if document else problem


def read_contacts(folder: Path) -> Reading:
    """All files of the folder; never raises."""
    sections: dict[str, object] = {}
    documents: dict[str, Document] = {}
    problems: list[Problem] = []
    for name, model in FILES.items():
        path = folder / name
        if not path.is_file():
            problems += _absent(path)
            continue
        document, found = scan_yaml(path, largest=LARGEST_BYTES)
        documents[name] = document
        part, wrong = _validated(model, document) if document.data is not None or not found else (None, [])
        problems += [*found, *wrong]
        if part is not None:
            sections.update((key, getattr(part, key)) for key in model.model_fields if key != "format")
    contacts = Contacts.model_validate(sections)
    return Reading(contacts=contacts, documents=documents, problems=tuple(sorted(problems, key=in_order)))


def _absent(path: Path) -> Iterator[Problem]:
    if path.name in REQUIRED:
        yield Problem(what="the file is missing", file=str(path), code="missing-file")


def _validated(model: type[BaseModel], document: Document) -> tuple[BaseModel | None, list[Problem]]:
    """The model of a file; entries with a problem are left out, so that the others are checked too."""
    part, problems = validate(model, document)
    if part is None and isinstance(document.data, dict):
        part, _ = validate(model, replace(document, data=_without(document.data, problems)))
    return part, [_with_reason(problem) for problem in problems]


def _without(data: dict[str, object], problems: Iterable[Problem]) -> dict[str, object]:
    broken = {problem.path[:2] for problem in problems}
    rest: dict[str, object] = {}
    for section, entries in data.items():
        if (section,) in broken:
            continue
        kept = entries
        if isinstance(entries, dict):
            kept = {key: entry for key, entry in entries.items() if (section, key) not in broken}
        rest[section] = kept
    return rest


def _with_reason(problem: Problem) -> Problem:
    """A key that is refused on purpose says why."""
    refusal = refused_field(str(problem.path[-1])) if problem.code == "unknown-key" and problem.path else None
    if refusal is None:
        return problem
    return replace(problem, what=f"{show_path(problem.path)}: {refusal}", hint=None, code="refused")


def other_files(folder: Path) -> Iterator[Problem]:
    """A warning for each file that is not read: a misspelt name, or a stray copy of personal data."""
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.name not in FILES and path.name not in NOT_CONTACTS:
            yield Problem(
                what="this is not read; a stray copy of contacts is to be removed",
                file=str(path),
                hint=nearest(path.name, FILES),
                severity=Severity.WARNING,
                code="stray-file",
            )
