"""Who is told that something went wrong in the background, where nobody waits for an answer."""

from __future__ import annotations

from collections.abc import Callable

Report = Callable[[str, Exception], None]
"""Takes where it was, and the error. Never a message text, name or address."""

ReportCode = Callable[[str], None]
"""Takes only a code for what happened."""
