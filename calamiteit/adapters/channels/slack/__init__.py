"""Slack: `channel` sends, edits and looks; `door` takes clicks, forms and commands."""

from __future__ import annotations
