"""The lock file: complete, hashed, and free of addresses and machine paths."""

from __future__ import annotations

import re
import tomllib
from itertools import chain

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.support.source import ROOT

LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
ENTRIES = re.split(r"\n(?=\S)", LOCK.strip())


def test_the_lock_holds_no_address_and_no_path() -> None:
    wrong = [
        line for line in LOCK.splitlines() if re.search(r"://|index-url|find-links|^\s*-[a-z]|[ =]/\w", line)
    ]
    assert not wrong, "\n".join(wrong)


def test_every_locked_library_has_a_hash() -> None:
    without = [entry.split()[0] for entry in ENTRIES if "--hash=sha256:" not in entry]
    assert ENTRIES
    assert not without, ", ".join(without)


def test_every_declared_library_is_locked_within_its_range() -> None:
    locked = {
        canonicalize_name(name): version
        for name, version in re.findall(r"^([\w.\-]+)(?:\[\S+])?==([^\s;]+)", LOCK, re.M)
    }
    missing = [
        str(wanted)
        for wanted in _declared()
        if not wanted.specifier.contains(locked.get(canonicalize_name(wanted.name), "0"))
    ]
    assert not missing, "run `make lock`: " + ", ".join(missing)


def _declared() -> list[Requirement]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    project = settings["project"]
    optional = chain.from_iterable(project["optional-dependencies"].values())
    lines = chain(project["dependencies"], optional, settings["dependency-groups"]["dev"])
    return [Requirement(line) for line in lines]
