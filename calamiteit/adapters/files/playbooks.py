"""The playbooks of a workspace: one YAML file each, named by its id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from calamiteit.adapters.files.cache import ContentCache
from calamiteit.adapters.files.reading import NO_CACHE, read_model
from calamiteit.core.errors import BadInput, UnknownName
from calamiteit.core.playbook.authoring import Playbook
from calamiteit.core.playbook.compile import compile as compile_playbook
from calamiteit.core.playbook.document import hash_of, to_document
from calamiteit.core.problems import Problem
from calamiteit.ports.playbooks import Loaded


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaybookFolder:
    """A folder of playbooks; each load looks at the file again."""

    folder: Path
    cache: ContentCache = NO_CACHE

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
        return loaded(read_playbook(files[playbook], self.cache))


def read_playbook(path: Path, cache: ContentCache = NO_CACHE) -> Playbook:
    """The playbook in a file; BadInput carries every problem of form. Its names and times are not checked."""
    playbook = read_model(Playbook, path, cache)
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
    """A playbook in each of its forms."""
    document = to_document(playbook)
    return Loaded(
        playbook=playbook, plan=compile_playbook(playbook), document=document, hash=hash_of(document)
    )
