"""Which permission (scope) each Web API method needs, as documented per method at docs.slack.dev."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from calamiteit.loopback.slack.records import ChannelKind

KINDS: tuple[ChannelKind, ...] = ("channel", "group", "im", "mpim")


def _family(verb: str) -> dict[ChannelKind, str]:
    return {
        "channel": f"channels:{verb}",
        "group": f"groups:{verb}",
        "im": f"im:{verb}",
        "mpim": f"mpim:{verb}",
    }


_MANAGE: dict[ChannelKind, str] = {**_family("write"), "channel": "channels:manage"}

FIXED: Mapping[str, str] = {
    "chat.postMessage": "chat:write",
    "chat.update": "chat:write",
    "chat.postEphemeral": "chat:write",
    "chat.delete": "chat:write",
    "chat.scheduleMessage": "chat:write",
    "chat.deleteScheduledMessage": "chat:write",
    "conversations.join": "channels:join",
    "users.info": "users:read",
    "users.list": "users:read",
    "users.lookupByEmail": "users:read.email",
}
"""Methods that always need the same scope."""

BY_KIND: Mapping[str, Mapping[ChannelKind, str]] = {
    "conversations.open": _MANAGE,
    "conversations.create": _MANAGE,
    "conversations.invite": _MANAGE,
    "conversations.archive": _MANAGE,
    "conversations.setTopic": _MANAGE,
    "conversations.info": _family("read"),
    "conversations.list": _family("read"),
    "users.conversations": _family("read"),
    "conversations.history": _family("history"),
    "conversations.replies": _family("history"),
}
"""Methods whose scope depends on the kind of conversation."""

FREE: frozenset[str] = frozenset(
    {"auth.test", "views.open", "views.update", "views.push", "chat.scheduledMessages.list"}
)
"""Methods that any bot token may call."""

ALL_SCOPES: frozenset[str] = frozenset(
    {
        "commands",
        "chat:write.public",
        *FIXED.values(),
        *(scope for family in BY_KIND.values() for scope in family.values()),
    }
)
"""Everything that a token of the practice Slack has unless told otherwise."""


def scopes_of(method: str) -> frozenset[str]:
    """The scopes of which a method needs at least one (empty: none is needed)."""
    if method in FIXED:
        return frozenset({FIXED[method]})
    return frozenset(BY_KIND.get(method, {}).values())


def missing_scopes(method: str, kinds: Iterable[ChannelKind], granted: frozenset[str]) -> list[str]:
    """The scopes that this call needs and the token lacks, for the kinds of conversation it is about."""
    if method in FIXED:
        return [] if FIXED[method] in granted else [FIXED[method]]
    if method not in BY_KIND:
        return []
    family = BY_KIND[method]
    needed = [family[kind] for kind in kinds]
    if not needed:
        return [] if granted & set(family.values()) else sorted(set(family.values()))
    return [scope for scope in needed if scope not in granted]
