"""Practice servers on 127.0.0.1 that stand in for Slack, a mail server and a waking channel."""

from __future__ import annotations
