"""The log lines of a service: a sentence code and ids; never a text or a name."""

from __future__ import annotations

import sys
from typing import Any

import structlog

from calamiteit.core.errors import BadInput, CalamiteitError


def new_log() -> Any:
    """Log lines on stderr, as JSON, in UTC. Ids only, never a text or a name."""
    stamp = structlog.processors.TimeStamper(fmt="iso", utc=True)
    return structlog.wrap_logger(
        structlog.PrintLogger(sys.stderr),
        processors=[structlog.processors.add_log_level, stamp, structlog.processors.JSONRenderer()],
    )


def described(error: Exception) -> dict[str, str]:
    """An error without the texts of others: files and kinds of problems, never their content."""
    if isinstance(error, BadInput):
        return {"error": "BadInput", "files": ", ".join(sorted({one.file for one in error.problems}))}
    what = str(error) if isinstance(error, CalamiteitError) else ""
    return {"error": type(error).__name__, **({"what": what} if what else {})}
