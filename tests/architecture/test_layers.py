"""The layers: who may import whom, and where each library may be used."""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from pathlib import Path

import grimp

from tests.support.source import ROOT

PLACES_OF_LIBRARIES = {
    "aiosmtpd": ("loopback",),
    "alembic": ("adapters.store",),
    "apprise": ("adapters.channels.apprise",),
    "apscheduler": ("adapters.alarm",),
    "babel": ("adapters", "core.messages"),
    "click": ("cli",),
    "cryptography": ("adapters",),
    "email_validator": ("adapters.files", "core.contacts"),
    "jinja2": ("adapters.files", "board"),
    "markdown_it": ("adapters",),
    "nh3": ("adapters",),
    "phonenumbers": ("adapters.files", "core.contacts"),
    "platformdirs": ("settings", "bootstrap", "cli"),
    "psycopg": ("adapters.store",),
    "pydantic": (
        "core.playbook",
        "core.contacts",
        "settings",
        "adapters",
        "loopback",
        "bootstrap",
        "cli",
        "drill",
    ),
    "pydantic_core": ("adapters.files",),
    "pydantic_settings": ("settings",),
    "pysqlite3": ("adapters.store",),
    "rich": ("cli", "adapters.channels.console"),
    "ruamel": ("adapters.files",),
    "slack_bolt": ("adapters.channels.slack",),
    "slack_sdk": ("adapters.channels.slack",),
    "sqlalchemy": ("adapters.store",),
    "starlette": ("loopback", "board"),
    "structlog": ("bootstrap",),
    "uvicorn": ("loopback", "board"),
    "websockets": ("loopback",),
}
PLACES_OF_ADAPTERS = {
    "": ("adapters", "bootstrap"),
    "memory": ("drill",),
    "files.shipped": ("cli",),
    "files.words": ("cli",),
}


def test_the_import_contracts_of_pyproject_hold(tmp_path: Path) -> None:
    command = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    arguments = [sys.executable, "-c", command, "--cache-dir", str(tmp_path)]
    ran = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_each_library_is_imported_in_its_place_only() -> None:
    imports = [
        (importer, library)
        for library in sorted(_libraries())
        for importer in sorted(_graph().find_modules_that_directly_import(library))
    ]
    wrong = [
        f"{importer} imports {library}; its place is {' or '.join(places) or 'not known here yet'}"
        for importer, library in imports
        if not _stands_in(importer, places := PLACES_OF_LIBRARIES.get(library, ()))
    ]
    assert not wrong, "\n".join(wrong)


def test_only_bootstrap_knows_concrete_adapters() -> None:
    graph = _graph()
    adapters = graph.find_descendants("calamiteit.adapters")
    wrong = [
        f"{importer} imports {adapter}"
        for adapter in sorted(adapters)
        for importer in sorted(graph.find_modules_that_directly_import(adapter))
        if not _may_import_adapter(importer, adapter)
    ]
    assert not wrong, "\n".join(wrong)


def test_nobody_inside_imports_the_front_door() -> None:
    assert sorted(_graph().find_modules_that_directly_import("calamiteit")) == []


def _may_import_adapter(importer: str, adapter: str) -> bool:
    return any(
        _stands_in(importer, importers)
        for place, importers in PLACES_OF_ADAPTERS.items()
        if not place or _stands_in(adapter, (f"adapters.{place}",))
    )


def _stands_in(module: str, places: tuple[str, ...]) -> bool:
    return any(f"{module}.".startswith(f"calamiteit.{place}.") for place in places)


def _libraries() -> set[str]:
    graph = _graph()
    outside = {name for name in graph.modules if graph.is_module_squashed(name)}
    return {name for name in outside if name not in sys.stdlib_module_names}


@cache
def _graph() -> grimp.ImportGraph:
    return grimp.build_graph("calamiteit", include_external_packages=True, cache_dir=None)
