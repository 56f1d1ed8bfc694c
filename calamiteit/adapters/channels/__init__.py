"""Ways to reach people: Slack, mail, and waking channels through apprise."""

from __future__ import annotations
