"""Reads one playbook file as what the planner wrote, and compiles it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from calamiteit.adapters.files.reading import read_model
from calamiteit.core.errors import BadInput
from calamiteit.core.playbook.authoring import Playbook
from calamiteit.core.playbook.compile import compile as compile_playbook
from calamiteit.core.playbook.document import hash_of, to_document
from calamiteit.core.problems import Problem
from calamiteit.ports.playbooks import Loaded


def read_playbook(path: Path) -> Playbook:
    """The playbook in a file; BadInput carries every problem of form. Its names and times are not checked."""
    playbook = read_model(Playbook, path)
    if (wrong := other_name(playbook, path)) is not None:
        raise BadInput([replace(wrong, file=str(path))])
    return playbook


def other_name(playbook: Playbook, path: Path) -> Problem | None:
    """The finding that a file has another name than the playbook in it; no place is filled in."""
    if playbook.id == path.stem:
        return None
    what = f"the file is '{path.name}' and the playbook in it '{playbook.id}'; make them the same"
    return Problem(what=what, path=("id",), code="id-is-not-file-name")


def loaded(playbook: Playbook) -> Loaded:
    """A playbook as a run uses it and as it pins it."""
    document = to_document(playbook)
    return Loaded(plan=compile_playbook(playbook), document=document, hash=hash_of(document))
