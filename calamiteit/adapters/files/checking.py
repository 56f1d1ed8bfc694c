"""Checks playbook files, all mistakes at once: YAML, form, names, times, people, languages, texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from calamiteit.adapters.files.mending import mend
from calamiteit.adapters.files.places import Document, in_order, place
from calamiteit.adapters.files.playbook_reading import other_name
from calamiteit.adapters.files.validate import validate
from calamiteit.adapters.files.yaml import scan_yaml
from calamiteit.core.contacts.directory import Directory
from calamiteit.core.playbook.authoring import Playbook
from calamiteit.core.playbook.checks import check
from calamiteit.core.playbook.checks.finding import Fills, Surroundings
from calamiteit.core.problems import Path as Keys
from calamiteit.core.problems import Problem
from calamiteit.core.time import Millis


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """One file, as far as it could be read."""

    path: Path
    document: Document
    playbook: Playbook | None
    """None when its form is wrong and it cannot be guessed what was meant."""
    problems: tuple[Problem, ...]


def check_playbooks(
    paths: Sequence[Path],
    directory: Directory | None = None,
    shipped: bool = False,
    *,
    languages: Sequence[str] = (),
    fills: Fills | None = None,
    now: Millis = 0,
) -> list[Problem]:
    """Every problem of these playbooks (files, or folders of them), in the order of file and line.

    What is not given is not checked: without `directory` no people, without `languages` no translations,
    without `fills` (a Renderer) no texts. `now` is when roles are resolved (the rota differs by week). Linked
    playbooks are looked for beside each file. Never raises for what is in a file.
    """
    files = [file for path in paths for file in _files(path)]
    beside = {file for path in files for file in _files(path.parent)}
    read = {path: read_leniently(path) for path in sorted({*files, *beside})}
    around = Surroundings(
        directory=directory,
        now=now,
        playbooks={one.playbook.id: one.playbook for one in read.values() if one.playbook is not None},
        fills=fills,
        languages=tuple(languages),
        shipped=shipped,
    )
    found = {problem for path in files for problem in _problems(read[path], around)}
    return sorted(found, key=in_order)


def read_leniently(path: Path) -> Read:
    """A file with its problems of YAML and of form, and the playbook as far as it can be made out."""
    document, problems = scan_yaml(path)
    if document.data is None and problems:
        return Read(path=path, document=document, playbook=None, problems=tuple(problems))
    empty = [place(problem, document) for problem in _empty_values(document.data)]
    playbook, wrong = validate(Playbook, document)
    if playbook is None and (mended := mend(document.data, wrong)) is not None:
        playbook, _ = validate(Playbook, replace(document, data=mended))
        if playbook is not None:
            wrong = [problem for problem in wrong if problem.code != "missing"]
    said = {(problem.line, problem.column) for problem in problems}
    empty = [problem for problem in empty if (problem.line, problem.column) not in said]
    said |= {(problem.line, problem.column) for problem in empty}
    wrong = [problem for problem in wrong if (problem.line, problem.column) not in said]
    return Read(path=path, document=document, playbook=playbook, problems=(*problems, *wrong, *empty))


def _problems(one: Read, around: Surroundings) -> Iterator[Problem]:
    yield from one.problems
    if one.playbook is None:
        return
    named = other_name(one.playbook, one.path)
    if named is not None:
        yield place(named, one.document)
    playbooks: Mapping[str, Playbook] = {**around.playbooks, one.playbook.id: one.playbook}
    for problem in check(one.playbook, replace(around, playbooks=playbooks)):
        yield place(problem, one.document)


def _files(path: Path) -> list[Path]:
    return sorted(path.glob("*.yaml")) if path.is_dir() else [path]


def _empty_values(data: object, path: Keys = ()) -> Iterator[Problem]:
    """Keys with nothing behind them: somebody meant to write something."""
    if isinstance(data, Mapping):
        for key, value in data.items():
            if value is None:
                yield Problem(what="nothing is written here", path=(*path, key), code="empty-value")
            yield from _empty_values(value, (*path, key))
    elif isinstance(data, list):
        for position, value in enumerate(data):
            yield from _empty_values(value, (*path, position))
