"""Channels that wake (SMS modem, ntfy, Signal, ...): one Apprise address each, with a place for a person."""

from __future__ import annotations

from calamiteit.adapters.channels.apprise.channel import AppriseChannel

__all__ = ["AppriseChannel"]
