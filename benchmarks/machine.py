"""The machine and the versions that the figures belong to."""

from __future__ import annotations

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from calamiteit.adapters.store.file_place import MOUNTS, file_system_of
from calamiteit.adapters.store.library import pick

PACKAGES = (
    "calamiteit", "pysqlite3", "sqlalchemy", "cryptography", "jinja2", "pydantic", "click", "rich",
    "slack-sdk", "slack-bolt", "apscheduler", "dbos",
)  # fmt: skip


def machine(folder: Path) -> dict[str, str]:
    """What to print above a table; `folder` lies on the disk that is measured."""
    load = ", ".join(f"{one:.2f}" for one in os.getloadavg())
    return {
        "cores": f"{len(os.sched_getaffinity(0))} ({_processor()})",
        "load before": f"{load} (over 1, 5 and 15 minutes)",
        "kernel": f"{platform.system()} {platform.release()}",
        "disk": f"{file_system_of(folder, MOUNTS) or 'unknown'}",
        "Python": f"{platform.python_implementation()} {platform.python_version()}",
        "SQLite": pick().sqlite_version,
        "packages": ", ".join(f"{name} {found}" for name in PACKAGES if (found := _version(name))),
    }


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
