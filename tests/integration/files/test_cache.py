"""What was read without a mistake is remembered, for its owner only; a damaged entry is made again."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from calamiteit.adapters.files.cache import ContentCache
from calamiteit.adapters.files.playbooks import PlaybookFolder
from calamiteit.core.errors import BadInput, UnknownName


@pytest.fixture
def library(tmp_path: Path) -> PlaybookFolder:
    """A folder with one small playbook, and a cache."""
    folder = tmp_path / "playbooks"
    folder.mkdir()
    (folder / "aftercare.yaml").write_bytes((Path(__file__).parent / "small" / "aftercare.yaml").read_bytes())
    return PlaybookFolder(folder=folder, cache=ContentCache(folder=tmp_path / "var" / "cache"))


def entries(library: PlaybookFolder) -> list[Path]:
    assert library.cache.folder is not None
    return sorted(library.cache.folder.iterdir()) if library.cache.folder.is_dir() else []


def test_a_playbook_is_the_same_from_the_file_and_from_the_cache(library: PlaybookFolder) -> None:
    first = library.load("aftercare")
    assert len(entries(library)) == 1
    assert library.load("aftercare") == first


def test_an_entry_is_readable_by_its_owner_only(library: PlaybookFolder) -> None:
    library.load("aftercare")
    entry = entries(library)[0]
    assert stat.S_IMODE(entry.stat().st_mode) == 0o600
    assert stat.S_IMODE(entry.parent.stat().st_mode) == 0o700


def test_a_damaged_entry_is_made_again(library: PlaybookFolder) -> None:
    first = library.load("aftercare")
    for damage in (b"", b"{", b'{"id": "other"}', b"[1]", b"\xff\xfe", b"[" * 100_000):
        entries(library)[0].write_bytes(damage)
        assert library.load("aftercare") == first
    assert len(entries(library)) == 1


def test_a_changed_file_is_read_again_and_leaves_no_old_entry(library: PlaybookFolder) -> None:
    before = library.load("aftercare")
    path = library.folder / "aftercare.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("+5w", "+4w"), encoding="utf-8")
    after = library.load("aftercare")
    assert after.hash != before.hash
    assert len(entries(library)) == 1


def test_what_another_program_remembered_is_made_again(
    library: PlaybookFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = library.load("aftercare")
    kept = entries(library)
    monkeypatch.setattr("calamiteit.adapters.files.playbooks._made_by", lambda: "a later release")
    assert library.load("aftercare") == first
    assert entries(library) != kept
    assert len(entries(library)) == 1


def test_what_was_remembered_is_what_the_planner_wrote(library: PlaybookFolder) -> None:
    written = library.load("aftercare").playbook
    assert library.load("aftercare").playbook == written
    assert written.id == "aftercare"


def test_clearing_leaves_nothing(library: PlaybookFolder) -> None:
    library.load("aftercare")
    library.cache.clear()
    assert entries(library) == []
    library.cache.clear()


def test_a_folder_that_cannot_be_written_is_no_matter(library: PlaybookFolder, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way", encoding="utf-8")
    without = PlaybookFolder(folder=library.folder, cache=ContentCache(folder=blocked / "cache"))
    assert without.load("aftercare") == library.load("aftercare")


def test_a_file_with_a_mistake_is_not_remembered(library: PlaybookFolder) -> None:
    path = library.folder / "aftercare.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("who: chair", "whoo: chair"), encoding="utf-8")
    with pytest.raises(BadInput, match="there is no key 'whoo' here; did you mean 'who'"):
        library.load("aftercare")
    assert entries(library) == []


def test_a_playbook_that_is_not_there_comes_with_the_nearest_name(library: PlaybookFolder) -> None:
    assert library.ids() == ("aftercare",)
    with pytest.raises(UnknownName, match="did you mean 'aftercare'"):
        library.load("aftercaer")


def test_a_file_and_its_playbook_have_the_same_name(library: PlaybookFolder) -> None:
    (library.folder / "aftercare.yaml").rename(library.folder / "later.yaml")
    with pytest.raises(BadInput, match="make them the same"):
        library.load("later")
