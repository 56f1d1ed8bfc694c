"""The conversations.* methods: opening, making, joining and reading channels."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from calamiteit.loopback.slack.arguments import Arguments, RefusalError
from calamiteit.loopback.slack.records import Channel, ChannelKind, Json, Message
from calamiteit.loopback.slack.rendering import channel_json, message_json
from calamiteit.loopback.slack.workspace import Workspace

PAGE = 100
LARGEST_PAGE = 999
NAME_CHARACTERS = 80
TOPIC_CHARACTERS = 250
MOST_IN_GROUP = 8
_TYPES: dict[str, ChannelKind] = {
    "public_channel": "channel",
    "private_channel": "group",
    "im": "im",
    "mpim": "mpim",
}
_T = TypeVar("_T")


def open_conversation(workspace: Workspace, args: Arguments) -> Json:
    people = args.names("users")
    if not people and args.has("channel"):
        channel = found(workspace, args.text("channel"))
        if channel.kind not in ("im", "mpim"):
            raise RefusalError("method_not_supported_for_channel_type")
        return _opened(workspace, channel, args, already=True)
    _refuse_people(workspace, people)
    before = workspace.direct(*people)
    return _opened(workspace, before or workspace.open_direct(*people), args, already=before is not None)


def create(workspace: Workspace, args: Arguments) -> Json:
    name = args.text("name")
    _refuse_name(name)
    if any(one.name == name for one in workspace.channels.values()):
        raise RefusalError("name_taken")
    made = workspace.add_channel(name, "group" if args.flag("is_private") else "channel", (workspace.bot.id,))
    return {"channel": channel_json(made, workspace)}


def archive(workspace: Workspace, args: Arguments) -> Json:
    channel = joined(workspace, args.required("channel", "channel_not_found"))
    if channel.archived:
        raise RefusalError("already_archived")
    workspace.change_channel(replace(channel, archived=True))
    return {}


def invite(workspace: Workspace, args: Arguments) -> Json:
    channel = joined(workspace, args.required("channel", "channel_not_found"))
    people = args.names("users")
    if not people:
        raise RefusalError("no_user")
    if channel.archived:
        raise RefusalError("is_archived")
    errors = [
        {"user": person, "ok": False, "error": error}
        for person in people
        if (error := _cannot_invite(workspace, channel, person))
    ]
    if errors and not args.flag("force"):
        raise RefusalError(str(errors[0]["error"]), errors=errors)
    refused = {error["user"] for error in errors}
    welcome = tuple(person for person in people if person not in refused)
    workspace.change_channel(replace(channel, members=(*channel.members, *welcome)))
    return {"channel": channel_json(workspace.channels[channel.id], workspace)}


def join(workspace: Workspace, args: Arguments) -> Json:
    channel = found(workspace, args.required("channel", "channel_not_found"))
    if channel.kind != "channel":
        raise RefusalError("method_not_supported_for_channel_type")
    if channel.archived:
        raise RefusalError("is_archived")
    if workspace.bot.id in channel.members:
        warned = {"warning": "already_in_channel", "response_metadata": {"warnings": ["already_in_channel"]}}
        return {"channel": channel_json(channel, workspace)} | warned
    workspace.change_channel(replace(channel, members=(*channel.members, workspace.bot.id)))
    return {"channel": channel_json(workspace.channels[channel.id], workspace)}


def info(workspace: Workspace, args: Arguments) -> Json:
    return {
        "channel": channel_json(found(workspace, args.required("channel", "channel_not_found")), workspace)
    }


def list_conversations(workspace: Workspace, args: Arguments) -> Json:
    return _listing(workspace, args, list(workspace.channels.values()))


def of_user(workspace: Workspace, args: Arguments) -> Json:
    """users.conversations: where a person (or the app itself) is a member."""
    person = args.text("user", workspace.bot.id)
    if person not in workspace.people:
        raise RefusalError("user_not_found")
    return _listing(workspace, args, [one for one in workspace.channels.values() if person in one.members])


def history(workspace: Workspace, args: Arguments) -> Json:
    """Newest first, replies in threads left out unless they were sent to the channel too."""
    channel = joined(workspace, args.required("channel", "channel_not_found"))
    wanted = [
        message
        for message in reversed(workspace.messages(channel.id))
        if (message.thread_ts in (None, message.ts) or message.broadcast) and _within(message, args)
    ]
    return _message_page(workspace, args, wanted) | {"pin_count": 0}


def replies(workspace: Workspace, args: Arguments) -> Json:
    """A thread, oldest first, beginning with the message it hangs on."""
    channel = joined(workspace, args.required("channel", "channel_not_found"))
    ts = args.required("ts", "thread_not_found")
    asked = workspace.message(channel.id, ts)
    if asked is None:
        raise RefusalError("thread_not_found")
    root = asked.thread_ts or ts
    thread = [one for one in workspace.messages(channel.id) if root in (one.ts, one.thread_ts)]
    wanted = [one for one in thread if one.ts == root or _within(one, args)]
    return _message_page(workspace, args, wanted)


def set_topic(workspace: Workspace, args: Arguments) -> Json:
    channel = joined(workspace, args.required("channel", "channel_not_found"))
    topic = args.text("topic")
    if len(topic) > TOPIC_CHARACTERS:
        raise RefusalError("too_long")
    if channel.archived:
        raise RefusalError("is_archived")
    workspace.change_channel(replace(channel, topic=topic))
    return {"channel": channel_json(workspace.channels[channel.id], workspace)}


def found(workspace: Workspace, wanted: str) -> Channel:
    """A channel that the app can see; private ones only from inside."""
    channel = workspace.channels.get(wanted)
    if channel is None or (channel.kind != "channel" and workspace.bot.id not in channel.members):
        raise RefusalError("channel_not_found")
    return channel


def joined(workspace: Workspace, wanted: str) -> Channel:
    channel = found(workspace, wanted)
    if workspace.bot.id not in channel.members:
        raise RefusalError("not_in_channel")
    return channel


def page_of(items: Sequence[_T], args: Arguments) -> tuple[Sequence[_T], str]:
    """One page and the cursor of the next (empty: this was the last)."""
    size = args.number("limit", PAGE) or PAGE
    if not 1 <= size <= LARGEST_PAGE:
        raise RefusalError("invalid_limit")
    start = _place(args.text("cursor"))
    following = start + size
    cursor = base64.b64encode(f"next:{following}".encode()).decode() if following < len(items) else ""
    return items[start:following], cursor


def _place(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        return int(base64.b64decode(cursor, validate=True).decode().removeprefix("next:"))
    except ValueError:
        raise RefusalError("invalid_cursor") from None


def _message_page(workspace: Workspace, args: Arguments, wanted: Sequence[Message]) -> Json:
    page, cursor = page_of(wanted, args)
    with_metadata = args.flag("include_all_metadata")
    body: Json = {
        "messages": [message_json(one, workspace, with_metadata=with_metadata) for one in page],
        "has_more": bool(cursor),
    }
    return body | ({"response_metadata": {"next_cursor": cursor}} if cursor else {})


def _within(message: Message, args: Arguments) -> bool:
    """`oldest` and `latest` themselves count only with `inclusive`."""
    try:
        at, oldest, latest = (
            Decimal(ts) for ts in (message.ts, args.text("oldest", "0"), args.text("latest", "1e12"))
        )
    except InvalidOperation:
        raise RefusalError("invalid_ts_latest" if args.has("latest") else "invalid_ts_oldest") from None
    inside = oldest < at < latest
    return inside or (args.flag("inclusive") and at in (oldest, latest))


def _listing(workspace: Workspace, args: Arguments, channels: Sequence[Channel]) -> Json:
    kinds = kinds_asked(args)
    shown = [
        one
        for one in channels
        if one.kind in kinds
        and (one.kind == "channel" or workspace.bot.id in one.members)
        and not (one.archived and args.flag("exclude_archived"))
    ]
    page, cursor = page_of(shown, args)
    return {
        "channels": [channel_json(one, workspace) for one in page],
        "response_metadata": {"next_cursor": cursor},
    }


def kinds_asked(args: Arguments) -> list[ChannelKind]:
    """The kinds of conversation in `types`; public channels when nothing is said."""
    try:
        return [_TYPES[name] for name in args.names("types") or ["public_channel"]]
    except KeyError:
        raise RefusalError("invalid_types") from None


def _opened(workspace: Workspace, channel: Channel, args: Arguments, *, already: bool) -> Json:
    full = channel_json(channel, workspace) if args.flag("return_im") else {"id": channel.id}
    return {"channel": full} | ({"no_op": True, "already_open": True} if already else {})


def _refuse_people(workspace: Workspace, people: Sequence[str]) -> None:
    if not people:
        raise RefusalError("users_list_not_supplied")
    if len(people) > MOST_IN_GROUP:
        raise RefusalError("too_many_users")
    for person in people:
        known = workspace.people.get(person)
        if known is None:
            raise RefusalError("user_not_found")
        if known.disabled:
            raise RefusalError("user_disabled")


def _refuse_name(name: str) -> None:
    if not name:
        raise RefusalError("invalid_name_required")
    if len(name) > NAME_CHARACTERS:
        raise RefusalError("invalid_name_maxlength")
    if not any(character.isalnum() for character in name):
        raise RefusalError("invalid_name_punctuation")
    if name != name.lower() or not all(one.isalnum() or one in "-_" for one in name):
        raise RefusalError("invalid_name_specials")


def _cannot_invite(workspace: Workspace, channel: Channel, person: str) -> str:
    if person == workspace.bot.id:
        return "cant_invite_self"
    if person not in workspace.people:
        return "user_not_found"
    return "already_in_channel" if person in channel.members else ""
