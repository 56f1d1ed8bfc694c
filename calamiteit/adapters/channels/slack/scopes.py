"""Which Web API methods are called, and which permissions (scopes) they need: those of the manifest."""

from __future__ import annotations

from collections.abc import Mapping

METHODS: Mapping[str, tuple[str, ...]] = {
    "auth.test": (),
    "chat.postMessage": ("chat:write",),
    "chat.postEphemeral": ("chat:write",),
    "chat.update": ("chat:write",),
    "chat.scheduleMessage": ("chat:write",),
    "chat.deleteScheduledMessage": ("chat:write",),
    "chat.scheduledMessages.list": (),
    "conversations.open": ("im:write",),
    "conversations.history": ("im:history", "groups:history", "channels:history"),
    "conversations.create": ("groups:write",),
    "conversations.invite": ("groups:write",),
    "conversations.setTopic": ("groups:write",),
    "users.conversations": ("groups:read",),
    "views.open": (),
}
"""Rooms are private channels (groups), tasks go to a conversation with the app (im); a public channel can be
read when one is given for the run."""

NOT_OF_A_METHOD = frozenset({"commands"})
"""The slash command."""

SCOPES = frozenset(scope for scopes in METHODS.values() for scope in scopes) | NOT_OF_A_METHOD
