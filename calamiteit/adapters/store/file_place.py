"""Where a database file may lie, and who may read it."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from calamiteit.adapters.store.troubles import trouble, trouble_of_system

MOUNTS = Path("/proc/mounts")

_NETWORK = frozenset(
    {
        *(
            "9p",
            "afp",
            "afs",
            "ceph",
            "cifs",
            "coda",
            "davfs",
            "drvfs",
            "glusterfs",
            "lustre",
            "ncpfs",
            "nfs",
        ),
        *("nfs4", "prl_fs", "smb3", "smbfs", "sshfs", "vboxsf", "fuse.ceph", "fuse.curlftpfs", "fuse.davfs2"),
        *("fuse.gcsfuse", "fuse.glusterfs", "fuse.rclone", "fuse.s3fs", "fuse.sshfs"),
    }
)


def prepare(path: Path, *, mounts: Path = MOUNTS) -> None:
    """Make the folder (0700) and the file (0600); refuse a network file system with StoreTrouble."""
    if is_remote(path, mounts):
        raise trouble("network", path, file_system_of(path.parent, mounts))
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o600))
        _close_to_others(path)
    except OSError as exc:
        raise trouble_of_system(path, exc) from exc


def is_remote(path: Path, mounts: Path = MOUNTS) -> bool:
    """Whether a file lies on a network file system."""
    return file_system_of(path.parent, mounts) in _NETWORK


def file_system_of(folder: Path, mounts: Path) -> str:
    """The kind of file system under a folder (it need not exist yet); empty when unknown."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    place, best, kind = folder.resolve(), -1, ""
    for _, mounted, found, *_ in (line.split() for line in lines if len(line.split()) > 2):
        point = Path(mounted.replace("\\040", " "))
        # Of two mounts on one place the later one counts, hence `>=`.
        if (place == point or point in place.parents) and len(point.parts) >= best:
            best, kind = len(point.parts), found
    return kind


def _close_to_others(path: Path) -> None:
    """SQLite gives the -wal and -shm files the mode of the file itself."""
    if stat.S_IMODE(path.stat().st_mode) & 0o077 and os.access(path, os.W_OK):
        path.chmod(0o600)
