"""Taking one person out of the files: nothing of the person is left, nothing else is touched."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from calamiteit.adapters.files.contact_checking import check_contacts
from calamiteit.adapters.files.contact_copy import ContactCopy
from calamiteit.adapters.files.contact_writer import plan_removal
from calamiteit.adapters.files.contacts import ContactFolder
from calamiteit.adapters.files.shipped import shipped_content
from calamiteit.adapters.files.yaml import read_yaml
from calamiteit.core.errors import BadInput, Trouble, UnknownName
from tests.integration.files.test_contact_checks import TODAY
from tests.support.contact_files import FILES, PEOPLE, ROLES, ROTA, ZONE, write_contacts


def _bytes_of(folder: Path) -> bytes:
    return b"\n".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def _lines_lost(folder: Path, name: str) -> list[str]:
    after = (folder / name).read_text().splitlines()
    return [line for line in FILES[name].splitlines() if line not in after]


def test_nothing_is_written_before_it_is_confirmed(tmp_path: Path) -> None:
    write_contacts(tmp_path)
    before = _bytes_of(tmp_path)
    assert plan_removal(tmp_path, "lapwing").changes
    assert _bytes_of(tmp_path) == before


def test_a_person_is_gone_from_all_files_with_the_comment_above(tmp_path: Path) -> None:
    write_contacts(tmp_path)
    plan_removal(tmp_path, "lapwing").apply()
    left = _bytes_of(tmp_path)
    for trace in (b"lapwing", b"LAPWING", b"Verzonnen", b"0000 0002", b"on leave until March"):
        assert trace not in left
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(FILES)


def test_every_other_line_and_comment_stays_as_it_was(tmp_path: Path) -> None:
    write_contacts(tmp_path)
    plan_removal(tmp_path, "lapwing").apply()
    assert (tmp_path / "people.yaml").read_text() == (
        PEOPLE[: PEOPLE.index("  # on leave")] + PEOPLE[PEOPLE.index("  # the logger") :]
    )
    assert _lines_lost(tmp_path, "roles.yaml") == [
        "    deputies: [lapwing, curlew]",
        "      - lapwing  # at night",
    ]
    assert "# the officer" in (tmp_path / "roles.yaml").read_text()
    assert read_yaml(tmp_path / "rota.yaml").data == {
        "rota": {
            "chair": {
                "weekly": [{"who": "heron", "from": "monday 08:00", "to": "friday 17:00"}],
                "exceptions": [],
            }
        }
    }
    assert read_yaml(tmp_path / "neighbourhoods.yaml").data == {
        "neighbourhoods": {"centrum": {"name": "Centrum"}}
    }


def test_the_first_deputy_follows_a_holder_up(tmp_path: Path) -> None:
    write_contacts(tmp_path)
    plan_removal(tmp_path, "heron").apply()
    chair = ContactFolder(tmp_path, ZONE, True).current().roles["chair"]
    assert chair.people == ("lapwing", "curlew")


def test_the_difference_shows_what_goes(tmp_path: Path) -> None:
    write_contacts(tmp_path)
    shown = plan_removal(tmp_path, "lapwing").difference()
    assert "-    name: Bo Verzonnen" in shown
    assert "-    deputies: [lapwing, curlew]\n+    deputies: [curlew]" in shown


@pytest.mark.parametrize("alias", ["heron", "lapwing", "curlew"])
def test_the_files_are_good_for_a_run_without_any_one_of_them(tmp_path: Path, alias: str) -> None:
    write_contacts(tmp_path)
    plan_removal(tmp_path, alias).apply()
    assert alias not in ContactFolder(tmp_path, ZONE, True).current().people


def test_everybody_can_be_taken_out_one_after_another(tmp_path: Path) -> None:
    folder = write_contacts(tmp_path)
    for alias in ("curlew", "heron", "lapwing"):
        plan_removal(folder, alias).apply()
    assert dict(ContactFolder(folder, ZONE, True).current().people) == {}
    assert {problem.code for problem in check_contacts(folder, ZONE, True, TODAY)} == {"nobody"}


def test_each_person_that_we_ship_can_be_taken_out_without_an_error(tmp_path: Path) -> None:
    people = ContactFolder(shipped_content() / "contacts" / "lindeveen", ZONE, True).current().people
    for alias, person in people.items():
        folder = Path(shutil.copytree(shipped_content() / "contacts" / "lindeveen", tmp_path / alias))
        removal = plan_removal(folder, alias)
        removal.apply()
        assert removal.left == ()
        assert person.name.encode() not in _bytes_of(folder)
        assert alias.encode() not in _bytes_of(folder)
        assert ContactFolder(folder, ZONE, True).problems() == ()


def test_a_comment_elsewhere_that_mentions_the_person_goes_and_other_words_are_shown(tmp_path: Path) -> None:
    roles = ROLES.replace("# the officer", "# Bo Verzonnen takes over in May").replace(
        "en: Chair", "en: Lapwing"
    )
    write_contacts(tmp_path, roles=f"# ask lapwing before you edit\n{roles}")
    removal = plan_removal(tmp_path, "lapwing")
    removal.apply()
    left = (tmp_path / "roles.yaml").read_text()
    assert "Verzonnen" not in left
    assert "ask lapwing" not in left
    assert [(problem.file, problem.line) for problem in removal.left] == [(str(tmp_path / "roles.yaml"), 3)]


def test_flow_style_and_block_style_are_both_cut_cleanly(tmp_path: Path) -> None:
    rota = ROTA.replace(
        '      - {who: heron, from: "monday 08:00", to: "friday 17:00"}\n',
        "      # office hours\n      - who: heron\n        # nine to five\n"
        '        from: "monday 08:00"\n        to: "friday 17:00"\n        # more\n',
    )
    write_contacts(tmp_path, rota=rota)
    plan_removal(tmp_path, "heron").apply()
    assert (tmp_path / "rota.yaml").read_text() == ROTA.replace(
        '      - {who: heron, from: "monday 08:00", to: "friday 17:00"}\n', ""
    )


def test_an_unknown_alias_comes_with_the_nearest_right_one(tmp_path: Path) -> None:
    write_contacts(tmp_path)
    with pytest.raises(UnknownName, match="did you mean 'lapwing'"):
        plan_removal(tmp_path, "lapwin")


def test_an_alias_that_is_left_in_another_file_only_can_still_be_taken_out(tmp_path: Path) -> None:
    write_contacts(tmp_path, people=PEOPLE.replace("  lapwing:", "  godwit:"))
    plan_removal(tmp_path, "lapwing").apply()
    assert b"lapwing" not in _bytes_of(tmp_path).lower().replace(b"u0lapwing02", b"")


def test_files_that_are_no_yaml_are_mended_first(tmp_path: Path) -> None:
    write_contacts(tmp_path, roles="roles: [\n")
    with pytest.raises(BadInput):
        plan_removal(tmp_path, "heron")


def test_a_file_that_changed_since_it_was_shown_is_not_overwritten(tmp_path: Path) -> None:
    write_contacts(tmp_path)
    removal = plan_removal(tmp_path, "lapwing")
    (tmp_path / "roles.yaml").write_text(ROLES + "# a new line\n")
    before = _bytes_of(tmp_path)
    with pytest.raises(Trouble, match="changed meanwhile"):
        removal.apply()
    assert _bytes_of(tmp_path) == before


def test_the_permissions_of_the_files_stay(tmp_path: Path) -> None:
    write_contacts(tmp_path)
    (tmp_path / "people.yaml").chmod(0o640)
    plan_removal(tmp_path, "lapwing").apply()
    assert (tmp_path / "people.yaml").stat().st_mode & 0o777 == 0o640


def test_the_kept_copy_goes_too(tmp_path: Path) -> None:
    folder = write_contacts(tmp_path / "contacts")
    copy = ContactCopy(path=tmp_path / "var" / "contacts.json")
    ContactFolder(folder, ZONE, True, copy=copy).current()
    assert b"Verzonnen" in copy.path.read_bytes()
    plan_removal(folder, "lapwing").apply(copy)
    assert b"Verzonnen" not in _bytes_of(tmp_path)
    ContactFolder(folder, ZONE, True, copy=copy).current()
    assert b"Verzonnen" not in _bytes_of(tmp_path)
