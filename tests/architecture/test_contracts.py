"""No adapter without its contract: who implements a port runs the suite of that port."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from typing import Any

import pytest

from calamiteit import adapters
from calamiteit.ports.alarm import Alarm
from calamiteit.ports.channel import Channel
from calamiteit.ports.clock import Clock
from calamiteit.ports.directory import DirectorySource
from calamiteit.ports.ids import Ids
from calamiteit.ports.keys import KeyRing
from calamiteit.ports.store import Store
from tests.support.source import TESTS

PORTS: tuple[Any, ...] = (Alarm, Channel, Clock, DirectorySource, Ids, KeyRing, Store)
SUITES = (*sorted((TESTS / "contracts").glob("*.py")), TESTS / "support" / "channels.py")
FEWEST = 2
"""Of each port there is a real adapter and a double."""


@pytest.mark.parametrize("port", PORTS, ids=lambda port: port.__name__)
def test_every_adapter_of_a_port_stands_in_the_contract_tests(port: Any) -> None:
    found = sorted(_adapters_of(port))
    assert len(found) >= FEWEST, f"{port.__name__} has {found} only"
    texts = "".join(path.read_text(encoding="utf-8") for path in SUITES)
    missing = [name for name in found if f"{name}(" not in texts]
    assert not missing, f"{port.__name__}: no contract test makes {', '.join(missing)}"


def _adapters_of(port: Any) -> Iterator[str]:
    """Every class among the adapters that has all that the port asks for."""
    wanted = {name for name in dir(port) if not name.startswith("_")}
    for module in pkgutil.walk_packages(adapters.__path__, f"{adapters.__name__}."):
        if "migrations" in module.name:
            continue
        for name, cls in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
            if cls.__module__ == module.name and wanted <= set(dir(cls)):
                yield name
