"""The name of this process as a holder of the lease, and whether a process of such a name is dead."""

from __future__ import annotations

import os
import socket
from pathlib import Path

_PROC = Path("/proc")


def my_name() -> str:
    """Machine, boot, process id and its start: no other process ever has the same name."""
    pid = os.getpid()
    return f"{_machine()}:{pid}:{_started(pid) or 0}"


def is_gone(name: str) -> bool:
    """Whether that process is surely dead; False for another machine, or when nothing can be known."""
    machine, pid, start = ["", "", *name.rsplit(":", 2)][-3:]
    if machine != _machine() or not pid.isdigit() or not start.isdigit() or not _PROC.is_dir():
        return False
    return _started(int(pid)) != int(start)


def _machine() -> str:
    """The host and its present boot; a holder of an earlier boot just expires."""
    try:
        boot = (_PROC / "sys/kernel/random/boot_id").read_text().strip()[:8]
    except OSError:
        boot = ""
    return f"{socket.gethostname()}/{boot}"


def _started(pid: int) -> int | None:
    """When the process started, in clock ticks since the boot; None when none runs."""
    try:
        fields = (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except (OSError, ValueError):
        return None
    return None if fields[0] in ("Z", "X") else int(fields[19])
