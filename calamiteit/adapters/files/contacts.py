"""The contact files of a workspace as the run sees them."""

from __future__ import annotations

import threading
from collections.abc import Collection
from contextlib import suppress
from datetime import tzinfo
from pathlib import Path

from calamiteit.adapters.files.contact_contents import contents_of, hash_of
from calamiteit.adapters.files.contact_copy import ContactCopy
from calamiteit.core.contacts.directory import FILE_NAMES, Directory
from calamiteit.core.contacts.stored import from_stored, to_stored
from calamiteit.core.errors import BadInput
from calamiteit.core.problems import Problem

Stamp = tuple[str, int, int, int, int]


class ContactFolder:
    """The folder as a source of directories; a file is read again when it has changed."""

    def __init__(
        self,
        folder: Path,
        zone: tzinfo,
        fictional: bool = False,
        *,
        copy: ContactCopy | None = None,
        channels: Collection[str] | None = None,
    ) -> None:
        self._folder = folder
        self._zone = zone
        self._fictional = fictional
        self._copy = copy
        self._channels = channels
        self._lock = threading.Lock()
        self._seen: tuple[Stamp, ...] | None = None
        self._directory: Directory | None = None
        self._problems: tuple[Problem, ...] = ()

    def current(self) -> Directory:
        """The last good picture of the files; BadInput when there has never been one.

        After a start with broken files the kept copy of the last good ones counts.
        """
        with self._lock:
            self._look()
            if self._directory is None:
                raise BadInput(self._problems)
            return self._directory

    def problems(self) -> tuple[Problem, ...]:
        """The errors that keep the files of now from being used."""
        with self._lock:
            self._look()
            return self._problems

    def _look(self) -> None:
        stamps = tuple(self._stamps())
        if stamps != self._seen:
            self._read()
            self._seen = stamps

    def _stamps(self) -> list[Stamp]:
        found: list[Stamp] = []
        for name in FILE_NAMES:
            with suppress(OSError):
                state = (self._folder / name).stat()
                found.append((name, state.st_mtime_ns, state.st_ctime_ns, state.st_size, state.st_ino))
        return found

    def _read(self) -> None:
        content = self._content()
        if self._directory is not None and content == self._directory.hash:
            self._problems = ()
        elif (known := self._from_copy(content)) is not None:
            self._directory, self._problems = known, ()
        else:
            self._read_files(content)

    def _content(self) -> str:
        with suppress(OSError):
            return hash_of(contents_of(self._folder))
        return ""

    def _read_files(self, content: str) -> None:
        """Read and check them: only now are the models of contacts imported, which is slow."""
        from calamiteit.adapters.files.contact_checking import blocking, read_contacts, read_directory

        reading = read_contacts(self._folder)
        self._problems = blocking(reading, self._fictional, self._channels)
        if not self._problems:
            self._directory = read_directory(reading, self._zone, content)
            if self._copy and content == self._content():  # else somebody wrote while we read
                self._copy.keep(self._key(content), to_stored(self._directory, self._zone))
                self._drop_outrun_copy(content)
        elif self._directory is None:
            self._directory = self._last_good()

    def _drop_outrun_copy(self, content: str) -> None:
        """A person may have been forgotten while the copy was written: it would bring them back."""
        if self._copy and content != self._content():
            with suppress(OSError):
                self._copy.remove()

    def _key(self, content: str) -> str:
        """What a copy stands for: the content and how strictly it was checked."""
        channels = "any" if self._channels is None else ",".join(sorted(self._channels))
        return f"{content} {'fictional' if self._fictional else 'real'} {channels}"

    def _from_copy(self, content: str) -> Directory | None:
        stored = self._copy.read(self._key(content)) if self._copy else None
        with suppress(KeyError, TypeError, ValueError):
            return from_stored(stored, self._zone, content) if stored else None
        return None

    def _last_good(self) -> Directory | None:
        last = self._copy.last() if self._copy else None
        with suppress(KeyError, TypeError, ValueError):
            return from_stored(last[1], self._zone, last[0].split(" ")[0]) if last else None
        return None
