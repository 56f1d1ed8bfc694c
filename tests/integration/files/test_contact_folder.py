"""The folder during a run: read again when it changes, kept when it breaks, fast when it is large."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from calamiteit.adapters.files.contact_copy import ContactCopy
from calamiteit.adapters.files.contacts import ContactFolder
from calamiteit.core.errors import BadInput
from tests.support.contact_files import AUTHORITY, PEOPLE, ROLES, ZONE, write_contacts


def test_a_change_is_seen_at_the_next_question(tmp_path: Path) -> None:
    folder = ContactFolder(write_contacts(tmp_path), ZONE, True)
    assert folder.current().roles["chair"].people[0] == "heron"
    write_contacts(tmp_path, roles=ROLES.replace("holder: heron", "holder: curlew").replace(", curlew]", "]"))
    assert folder.current().roles["chair"].people == ("curlew", "lapwing")


def test_a_file_that_was_only_touched_gives_the_very_same_picture(tmp_path: Path) -> None:
    folder = ContactFolder(write_contacts(tmp_path), ZONE, True)
    before = folder.current()
    os.utime(tmp_path / "people.yaml", ns=(1, 1))
    assert folder.current() is before


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"people": "people: [\n"}, "opened and never finished"),
        ({"people": PEOPLE.replace("function: secretaris", "religion: x")}, "belief is never stored"),
        ({"people": PEOPLE.replace("+31 6 0000 0001", "+31 6 00")}, "not a possible phone number"),
        ({"roles": ROLES.replace("holder: heron", "holder: herron")}, "did you mean 'heron'?"),
        ({"authority": AUTHORITY.replace("trigger", "triger")}, "did you mean 'trigger'?"),
    ],
)
def test_a_file_broken_during_a_run_keeps_the_last_good_picture(
    tmp_path: Path, files: dict[str, str], words: str
) -> None:
    folder = ContactFolder(write_contacts(tmp_path), ZONE, True)
    before = folder.current()
    write_contacts(tmp_path, **files)
    assert folder.current() is before
    assert words in "\n".join(str(problem) for problem in folder.problems())
    write_contacts(tmp_path)
    assert folder.problems() == ()


def test_what_only_a_planner_should_mend_does_not_stop_a_run(tmp_path: Path) -> None:
    write_contacts(tmp_path, roles=ROLES.replace("    deputies: [lapwing, curlew]\n", ""), rota="rota: {}\n")
    folder = ContactFolder(tmp_path, ZONE, True)
    assert folder.current().roles["chair"].people == ("heron",)
    assert folder.problems() == ()


def test_a_missing_file_keeps_the_last_good_picture_too(tmp_path: Path) -> None:
    folder = ContactFolder(write_contacts(tmp_path), ZONE, True)
    before = folder.current()
    (tmp_path / "people.yaml").unlink()
    assert folder.current() is before
    assert [problem.code for problem in folder.problems()] == ["missing-file"]


def test_a_start_with_broken_files_is_refused_unless_a_good_copy_was_kept(tmp_path: Path) -> None:
    contacts = write_contacts(tmp_path / "contacts")
    copy = ContactCopy(path=tmp_path / "var" / "contacts.json")
    before = ContactFolder(contacts, ZONE, True, copy=copy).current()
    write_contacts(contacts, roles="roles: [\n")
    with pytest.raises(BadInput):
        ContactFolder(contacts, ZONE, True).current()
    again = ContactFolder(contacts, ZONE, True, copy=copy)
    assert again.current().hash == before.hash
    assert again.current().people == before.people
    assert again.problems()


def test_the_kept_copy_says_the_same_as_the_files(tmp_path: Path) -> None:
    contacts = write_contacts(tmp_path / "contacts", people=PEOPLE.replace("secretaris", "secretaresse é"))
    copy = ContactCopy(path=tmp_path / "var" / "contacts.json")
    read = ContactFolder(contacts, ZONE, True, copy=copy).current()
    kept = ContactFolder(contacts, ZONE, True, copy=copy).current()
    assert kept == read
    assert copy.path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'{"key": "x"}', b'{"key": "KEY", "contacts": {"form": 0}}']
)
def test_a_copy_that_makes_no_sense_is_not_used(tmp_path: Path, body: bytes) -> None:
    contacts = write_contacts(tmp_path / "contacts")
    copy = ContactCopy(path=tmp_path / "contacts.json")
    good = ContactFolder(contacts, ZONE, True, copy=copy).current()
    copy.path.write_bytes(body.replace(b"KEY", f"{good.hash} fictional any".encode()))
    assert ContactFolder(contacts, ZONE, True, copy=copy).current() == good


def test_a_copy_of_a_fictional_workspace_does_not_pass_as_a_real_one(tmp_path: Path) -> None:
    contacts = write_contacts(tmp_path / "contacts")
    copy = ContactCopy(path=tmp_path / "contacts.json")
    ContactFolder(contacts, ZONE, True, copy=copy).current()
    folder = ContactFolder(contacts, ZONE, False, copy=copy)
    assert {problem.code for problem in folder.problems()} == {"address"}


def test_a_copy_that_cannot_be_written_is_no_loss(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file where a folder should be")
    copy = ContactCopy(path=tmp_path / "var" / "contacts.json")
    contacts = write_contacts(tmp_path / "contacts")
    assert ContactFolder(contacts, ZONE, True, copy=copy).current().people


COUNT = 5_000
MANY = """\
  bird-{n}:
    name: Voornaam Bedacht
    function: adviseur
    domain: social
    languages: [nl, en]
    channels:
      - {{channel: slack, address: U0BIRD{n:05d}}}
      - {{channel: mail, address: bird{n}@example.org}}
      - {{channel: phone, address: "+31 6 000{n:05d}", wakes: true}}
    verified: 2026-11-01
"""


class _ForgottenMeanwhile(ContactCopy):
    """While this process keeps its copy, another one takes a person out of the files and all copies away."""

    def keep(self, key: str, contacts: dict[str, Any]) -> None:
        folder = self.path.parent / "contacts"
        (folder / "people.yaml").write_text(PEOPLE.replace("Anne Voorbeeld", "Bea Voorbeeld"))
        self.remove()
        super().keep(key, contacts)


def test_a_copy_that_is_kept_while_a_person_is_forgotten_does_not_stay(tmp_path: Path) -> None:
    folder = write_contacts(tmp_path / "contacts")
    copy = _ForgottenMeanwhile(path=tmp_path / "contacts.json")
    ContactFolder(folder, ZONE, True, copy=copy).current()
    assert not copy.path.exists() or b"Anne Voorbeeld" not in copy.path.read_bytes()


def _many() -> Iterator[str]:
    yield PEOPLE
    yield from (MANY.format(n=n) for n in range(COUNT))


def test_five_thousand_contacts_load_fast_through_the_copy_and_are_free_while_unchanged(
    tmp_path: Path,
) -> None:
    contacts = write_contacts(tmp_path / "contacts", people="".join(_many()))
    copy = ContactCopy(path=tmp_path / "var" / "contacts.json")
    read = ContactFolder(contacts, ZONE, True, copy=copy).current()
    assert len(read.people) == COUNT + 3

    folder = ContactFolder(contacts, ZONE, True, copy=copy)
    began = time.process_time()
    kept = folder.current()
    loading = time.process_time() - began
    assert kept.people == read.people

    began = time.process_time()
    for _ in range(100):
        assert folder.current() is kept
    asking = time.process_time() - began
    assert loading < 0.3, "a few tens of ms on an idle machine"
    assert asking < 0.1, "a look at the files, not their content"
