"""The check of the contact files: which problems there are, and which keep them from being used."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, tzinfo
from pathlib import Path

from calamiteit.adapters.files.addresses import check_addresses
from calamiteit.adapters.files.contact_files import Reading, other_files, read_contacts
from calamiteit.adapters.files.places import in_order
from calamiteit.core.contacts.build import build_directory
from calamiteit.core.contacts.checks import check_directory
from calamiteit.core.contacts.directory import Directory
from calamiteit.core.contacts.references import check_references
from calamiteit.core.problems import Problem, Severity

__all__ = ["blocking", "check_contacts", "read_contacts", "read_directory"]


def check_contacts(
    folder: Path,
    zone: tzinfo,
    fictional: bool,
    today: date,
    critical_roles: Collection[str] = (),
    *,
    languages: Sequence[str] = (),
    channels: Collection[str] | None = None,
) -> list[Problem]:
    """Every problem of the folder, in the order of files and lines; never raises.

    `critical_roles` come from the playbooks; `languages` and the names of more `channels` from the settings.
    While a file has an error of form, names are not compared: the missing ones may stand in it.
    """
    reading = read_contacts(folder)
    found = check_addresses(reading.contacts, fictional=fictional)
    if not _errors(reading.problems):
        found += check_directory(
            reading.contacts,
            today=today,
            zone=zone,
            critical_roles=critical_roles,
            languages=languages,
            channels=channels,
        )
    return sorted([*reading.problems, *reading.placed(found), *other_files(folder)], key=in_order)


def read_directory(reading: Reading, zone: tzinfo, content: str) -> Directory:
    """The directory of files without a blocking problem; `content` is the hash of what was read."""
    return build_directory(reading.contacts, zone, content)


def blocking(reading: Reading, fictional: bool, channels: Collection[str] | None) -> tuple[Problem, ...]:
    """The errors that leave open who is meant or how to reach them."""
    if errors := _errors(reading.problems):
        return errors
    found = [
        *check_references(reading.contacts, channels),
        *check_addresses(reading.contacts, fictional=fictional),
    ]
    return _errors(reading.placed(found))


def _errors(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    return tuple(problem for problem in problems if problem.severity is Severity.ERROR)
