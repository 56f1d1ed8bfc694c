"""The table of targets; which one an input belongs to follows from its number."""

from __future__ import annotations

from tests.fuzz.target import Target
from tests.fuzz.targets import (
    arguments,
    clicks,
    contacts,
    mail,
    moments,
    playbooks,
    settings,
    slack,
    texts,
    yaml,
)

TARGETS: tuple[Target, ...] = (
    yaml.TARGET,
    playbooks.TARGET,
    contacts.TARGET,
    contacts.ROTA,
    settings.TARGET,
    slack.TARGET,
    slack.PRESSED,
    clicks.TARGET,
    mail.TARGET,
    mail.LETTER,
    moments.TARGET,
    texts.TARGET,
    arguments.TARGET,
)
BY_NAME = {target.name: target for target in TARGETS}
