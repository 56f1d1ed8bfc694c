"""A Slack workspace for practice: Web API, Socket Mode, people who click, and trouble on request."""

from __future__ import annotations

from calamiteit.loopback.slack.acting import Acting
from calamiteit.loopback.slack.filling_in import NothingThereError
from calamiteit.loopback.slack.interaction import Interaction
from calamiteit.loopback.slack.records import Call, Channel, Message, Person, ScheduledMessage, View
from calamiteit.loopback.slack.scopes import ALL_SCOPES, scopes_of
from calamiteit.loopback.slack.server import LoopbackSlack

__all__ = [
    "ALL_SCOPES",
    "Acting",
    "Call",
    "Channel",
    "Interaction",
    "LoopbackSlack",
    "Message",
    "NothingThereError",
    "Person",
    "ScheduledMessage",
    "View",
    "scopes_of",
]
