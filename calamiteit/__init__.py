"""Calamiteit runs a municipality's plan for an attack or a disaster; this is its front door."""

from __future__ import annotations

__version__ = "0.1.0"

__all__ = ["__version__"]
