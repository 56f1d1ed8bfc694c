"""The playbooks of a workspace: one YAML file each, named by its id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from calamiteit.adapters.files.places import place
from calamiteit.adapters.files.validate import validate
from calamiteit.adapters.files.yaml import read_yaml
from calamiteit.core.errors import BadInput, UnknownName
from calamiteit.core.playbook.authoring import Playbook
from calamiteit.core.playbook.compile import compile as compile_playbook
from calamiteit.core.playbook.document import hash_of, to_document
from calamiteit.core.problems import Problem
from calamiteit.ports.playbooks import Loaded


@dataclass(slots=True, kw_only=True)
class PlaybookFolder:
    """A folder of playbooks; a file is read again when it has changed."""

    folder: Path

    def ids(self) -> tuple[str, ...]:
        """The ids, in alphabetical order."""
        return tuple(sorted(self.files()))

    def files(self) -> Mapping[str, Path]:
        """The file of each id."""
        return {path.stem: path for path in sorted(self.folder.glob("*.yaml")) if path.is_file()}

    def load(self, playbook: str, /) -> Loaded:
        """One playbook by id; UnknownName with the nearest id, BadInput when the file is no playbook."""
        files = self.files()
        if playbook not in files:
            raise UnknownName("playbook", playbook, files)
        return loaded(read_playbook(files[playbook]))


def read_playbook(path: Path) -> Playbook:
    """The playbook in a file; BadInput carries every problem of form."""
    document = read_yaml(path)
    playbook, problems = validate(Playbook, document)
    if playbook is None:
        raise BadInput(problems)
    if playbook.id != path.stem:
        what = f"the file is called '{path.stem}.yaml' and the playbook '{playbook.id}'; make them the same"
        raise BadInput([place(Problem(what=what, path=("id",), code="id-is-not-file-name"), document)])
    return playbook


def loaded(playbook: Playbook) -> Loaded:
    """A playbook in each of its forms."""
    document = to_document(playbook)
    return Loaded(
        playbook=playbook, plan=compile_playbook(playbook), document=document, hash=hash_of(document)
    )
