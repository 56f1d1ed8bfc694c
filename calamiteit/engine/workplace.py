"""Everything of one workspace in one mode that the engine works with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import tzinfo

from calamiteit.core.chain import Json
from calamiteit.core.modes import Mode
from calamiteit.engine.voice import Voice
from calamiteit.ports.clock import Clock
from calamiteit.ports.directory import DirectorySource
from calamiteit.ports.ids import Ids
from calamiteit.ports.playbooks import Playbooks
from calamiteit.ports.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Workplace:
    """The parts, plugged together by bootstrap."""

    mode: Mode
    store: Store
    directory: DirectorySource
    clock: Clock
    """The time of the runs: wall, scaled or turned by hand."""
    wall: Clock
    """The time of the machine, for the lease and the dead man's message."""
    playbooks: Playbooks
    ids: Ids
    zone: tzinfo
    voice: Voice
    channels: frozenset[str]
    header: Mapping[str, Json] = field(default_factory=dict)
    """What stands in the header of each run: version, municipality."""
    archivist: str = ""
    """The mail address to which the heads of the logs go; empty: nowhere."""
