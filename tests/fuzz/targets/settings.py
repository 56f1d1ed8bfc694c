"""The settings of a workspace, and those of its user: wrong ones are refused at their place."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

from calamiteit.adapters.files.places import Document, Places
from calamiteit.adapters.files.settings import _merge
from calamiteit.adapters.files.validate import problems_of
from calamiteit.core.time import parse_duration
from calamiteit.settings import Settings, make
from tests.fuzz.choices import Choices, damaged
from tests.fuzz.reading import expect_plain
from tests.fuzz.target import Target

WHOLE: dict[str, object] = {
    "municipality": "Lindeveen",
    "zone": "Europe/Amsterdam",
    "languages": ["nl", "en"],
    "fictional": True,
    "me": "heron",
    "key_file": "keys/workspace.key",
    "retention": {"crisis-log": "52w"},
    "live": {
        "slack": {"bot_token": "x", "app_token": "y", "base_url": "https://slack.example.org/api/"},
        "mail": {
            "host": "mail.example.org",
            "port": 587,
            "tls": "starttls",
            "user": "u",
            "sender": "c@example.org",
        },
        "channels": {"sms": "ntfys://ntfy.example.org/{address}"},
        "archivist": "archivist@example.org",
    },
    "exercise": {"speed": 10, "participants": ["heron", "lapwing"]},
}
NOWHERE = Path("/nonexistent/secrets")


def fuzz(data: bytes) -> None:
    """Two damaged files, the user's under the workspace's, as a start reads them."""
    choices = Choices(data)
    tree, below = damaged(WHOLE, choices), damaged(WHOLE, choices, 2)
    if not isinstance(tree, dict) or not isinstance(below, dict):
        return
    values = _merge(below, tree) if choices.below(2) else tree
    document = Document(name="settings.yaml", data=tree, places=Places(values={(): (1, 1)}))
    try:
        settings = make(values, NOWHERE)
    except ValidationError as error:
        problems = problems_of(Settings, error, document)
        assert problems
        expect_plain(problems, "settings.yaml")
        return
    for term in settings.retention.values():
        parse_duration(term)
    for mode in (settings.live, settings.exercise):
        assert all(name for name in mode.names())
    assert settings.tz.key == settings.zone


def seeds() -> Sequence[bytes]:
    """Rows of choices that reach each key."""
    return [
        bytes((first, second, 5, first, 4, second, 3, 2, first)) for first in range(10) for second in range(8)
    ]


TARGET = Target(name="settings", fuzz=fuzz, seeds=seeds, longest=128)
