"""Makes a text that somebody typed harmless to show: its words stay, what steers a screen goes."""

from __future__ import annotations

import re

STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""Control characters but tab and line end, and those that turn the direction of a text around."""


def written(text: str) -> str:
    """The text with line ends as `\\n`, without steering characters; half characters become `?`."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return STEERING.sub("", lines).encode("utf-8", "replace").decode()
