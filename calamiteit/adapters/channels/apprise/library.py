"""Apprise itself: imported late, made silent, and asked for one service at a time."""

from __future__ import annotations

import logging
import threading
import warnings
from types import ModuleType
from typing import TYPE_CHECKING, Any

from calamiteit.ports.channel import GiveUp

if TYPE_CHECKING:
    from apprise import Apprise

_LOADING = threading.Lock()
_TALKATIVE = ("apprise", "urllib3", "urllib3.connectionpool")
"""Loggers that write addresses, tokens and whole messages."""


def opened(service: str, url: str) -> Apprise | GiveUp:
    """A service with one receiver, or why there is none."""
    apprise = _loaded()
    if apprise is None:
        return GiveUp(reason="apprise-not-installed", whole_channel=True)
    if service not in apprise.manager_plugins.NotificationManager():
        return GiveUp(reason="service-unknown", whole_channel=True)
    # In memory: Apprise would keep files about services, with addresses in them.
    asset = apprise.AppriseAsset(app_id="calamiteit", async_mode=False, storage_mode="memory")
    found: Apprise = apprise.Apprise(asset=asset)
    if not found.add(url) or len(found[0]) != 1:
        return GiveUp(reason="address-not-usable")
    return found


def _loaded() -> ModuleType | None:
    """Takes almost a second the first time; None when the extra `channels` is not installed."""
    with _LOADING, warnings.catch_warnings():
        # Its mail service imports imghdr, which Python 3.13 drops.
        warnings.filterwarnings("ignore", "'imghdr' is deprecated", DeprecationWarning)
        for name in _TALKATIVE:
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
        try:
            import apprise
            import apprise.manager_plugins
        except ImportError:
            return None
        manager: Any = apprise.manager_plugins.NotificationManager
        manager().load_modules()
        return apprise
