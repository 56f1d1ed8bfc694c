"""The chat.* methods: posting, changing, deleting and scheduling messages."""

from __future__ import annotations

import json
from typing import Any

from calamiteit.loopback.slack.arguments import Arguments, RefusalError
from calamiteit.loopback.slack.block_kit import problems_in_message
from calamiteit.loopback.slack.records import Channel, Json, Message, ScheduledMessage
from calamiteit.loopback.slack.rendering import message_json, scheduled_json
from calamiteit.loopback.slack.workspace import Workspace

POST_CHARACTERS = 40_000
UPDATE_CHARACTERS = 4_000
METADATA_BYTES = 16_000
LONGEST_SCHEDULE = 120 * 86_400
DELETE_BEFORE = 60
SCHEDULED_PER_WINDOW = 30
SCHEDULE_WINDOW = 300


def post_message(workspace: Workspace, args: Arguments) -> Json:
    channel = place_to_post(workspace, args, granted=args.granted)
    content = _content(args)
    text = content["text"]
    thread_ts = args.text("thread_ts") or None
    if thread_ts and workspace.message(channel.id, thread_ts) is None:
        raise RefusalError("thread_not_found")
    posted = workspace.post(
        Message(
            channel=channel.id,
            ts="",
            author=workspace.bot.id,
            thread_ts=thread_ts,
            broadcast=args.flag("reply_broadcast"),
            **{**content, "text": text[:POST_CHARACTERS]},
        )
    )
    answer = {
        "channel": channel.id,
        "ts": posted.ts,
        "message": message_json(posted, workspace, with_metadata=True),
    }
    return answer | (_truncation() if len(text) > POST_CHARACTERS else {})


def update(workspace: Workspace, args: Arguments) -> Json:
    """Text without blocks removes the blocks; blocks, text or metadata left out stay as they were."""
    channel = _known_channel(workspace, args.required("channel", "channel_not_found"))
    before = workspace.message(channel.id, args.required("ts", "message_not_found"))
    if before is None:
        raise RefusalError("message_not_found")
    if before.author != workspace.bot.id:
        raise RefusalError("cant_update_message")
    if channel.archived:
        raise RefusalError("is_inactive")
    if len(args.text("text")) > UPDATE_CHARACTERS:
        raise RefusalError("msg_too_long")
    content = _content(args, retained=before if not args.has("text") else None)
    metadata = content["metadata"] if args.has("metadata") else before.metadata
    after = workspace.edit(before, text=content["text"], blocks=content["blocks"], metadata=metadata or None)
    body = message_json(after, workspace, with_metadata=True)
    return {"channel": channel.id, "ts": after.ts, "text": after.text, "message": body}


def post_ephemeral(workspace: Workspace, args: Arguments) -> Json:
    channel = place_to_post(workspace, args, granted=args.granted)
    person = args.required("user", "user_not_found")
    if person not in workspace.people:
        raise RefusalError("user_not_found")
    if person not in channel.members:
        raise RefusalError("user_not_in_channel")
    posted = workspace.post(
        Message(
            channel=channel.id,
            ts="",
            author=workspace.bot.id,
            ephemeral_for=person,
            thread_ts=args.text("thread_ts") or None,
            **_content(args),
        )
    )
    return {"message_ts": posted.ts}


def delete(workspace: Workspace, args: Arguments) -> Json:
    channel = _known_channel(workspace, args.required("channel", "channel_not_found"))
    message = workspace.message(channel.id, args.required("ts", "message_not_found"))
    if message is None:
        raise RefusalError("message_not_found")
    if message.author != workspace.bot.id:
        raise RefusalError("cant_delete_message")
    workspace.remove(message)
    return {"channel": channel.id, "ts": message.ts}


def schedule_message(workspace: Workspace, args: Arguments) -> Json:
    channel = place_to_post(workspace, args, granted=args.granted)
    content = _content(args)
    now = workspace.clock()
    post_at = args.number("post_at", 0, "invalid_time")
    if post_at <= now:
        raise RefusalError("time_in_past")
    if post_at > now + LONGEST_SCHEDULE:
        raise RefusalError("time_too_far")
    _refuse_crowd(workspace, channel.id, post_at)
    scheduled = ScheduledMessage(
        id=workspace.ids.new("Q"),
        channel=channel.id,
        post_at=post_at,
        created=int(now),
        text=content["text"],
        blocks=content["blocks"],
        metadata=content["metadata"],
        thread_ts=args.text("thread_ts") or None,
    )
    workspace.scheduled[scheduled.id] = scheduled
    workspace.touch()
    message = {
        "text": scheduled.text,
        "type": "delayed_message",
        "user": workspace.bot.id,
        "bot_id": workspace.bot_id,
    }
    return {
        "channel": channel.id,
        "scheduled_message_id": scheduled.id,
        "post_at": post_at,
        "message": message,
    }


def delete_scheduled_message(workspace: Workspace, args: Arguments) -> Json:
    """Slack keeps to the schedule in the last 60 seconds: too late is `invalid_scheduled_message_id`."""
    channel = _known_channel(workspace, args.required("channel", "channel_not_found"))
    scheduled = workspace.scheduled.get(args.required("scheduled_message_id"))
    if scheduled is None or scheduled.channel != channel.id:
        raise RefusalError("invalid_scheduled_message_id")
    if scheduled.post_at - workspace.clock() < DELETE_BEFORE:
        raise RefusalError("invalid_scheduled_message_id")
    del workspace.scheduled[scheduled.id]
    workspace.touch()
    return {}


def list_scheduled_messages(workspace: Workspace, args: Arguments) -> Json:
    channel = args.text("channel")
    oldest, latest = args.number("oldest", 0), args.number("latest", 2**62)
    found = [
        scheduled_json(one)
        for one in sorted(workspace.scheduled.values(), key=lambda one: (one.post_at, one.id))
        if channel in ("", one.channel) and oldest <= one.post_at <= latest
    ]
    return {"scheduled_messages": found, "response_metadata": {"next_cursor": ""}}


def post_due(workspace: Workspace) -> int:
    """Post what is due by the workspace's clock; returns how many.

    Slack's documentation of chat.scheduleMessage warns that a message scheduled with `metadata` is never
    posted; so it is here.
    """
    with workspace.lock:
        due = [one for one in workspace.scheduled.values() if one.post_at <= workspace.clock()]
        for one in sorted(due, key=lambda one: (one.post_at, one.id)):
            del workspace.scheduled[one.id]
            channel = workspace.channels.get(one.channel)
            if one.metadata is None and channel is not None and not channel.archived:
                workspace.post(
                    Message(
                        channel=one.channel,
                        ts="",
                        author=workspace.bot.id,
                        text=one.text,
                        blocks=one.blocks,
                        thread_ts=one.thread_ts,
                    )
                )
    return len(due)


def place_to_post(workspace: Workspace, args: Arguments, *, granted: frozenset[str]) -> Channel:
    """The channel meant (an id, a name, or a person's id for a direct message), if the app may post there."""
    wanted = args.required("channel", "channel_not_found")
    if wanted in workspace.people:
        return workspace.open_direct(wanted)
    channel = _known_channel(workspace, wanted)
    if channel.archived:
        raise RefusalError("is_archived")
    if workspace.bot.id not in channel.members and "chat:write.public" not in granted:
        raise RefusalError("not_in_channel")
    return channel


def checked_blocks(blocks: list[Any]) -> tuple[Json, ...]:
    """The blocks as given, or Slack's refusal with every complaint."""
    problems = problems_in_message(blocks)
    if problems:
        plain = [problem.removeprefix("[ERROR] ") for problem in problems]
        raise RefusalError("invalid_blocks", errors=plain, response_metadata={"messages": problems})
    return tuple(blocks)


def _content(args: Arguments, retained: Message | None = None) -> Json:
    blocks = checked_blocks(args.array("blocks", "invalid_blocks_format"))
    attachments = tuple(args.array("attachments", "invalid_attachments"))
    if retained and not args.has("blocks"):
        blocks = retained.blocks
    text = retained.text if retained else args.text("text")
    if not text and not blocks and not attachments:
        raise RefusalError("no_text")
    return {"text": text, "blocks": blocks, "attachments": attachments, "metadata": _metadata(args)}


def _metadata(args: Arguments) -> Json | None:
    metadata = args.mapping("metadata", "invalid_metadata_format")
    if not metadata:
        return None
    if not isinstance(metadata.get("event_type"), str) or not isinstance(metadata.get("event_payload"), dict):
        raise RefusalError("invalid_metadata_format")
    if len(json.dumps(metadata).encode()) > METADATA_BYTES:
        raise RefusalError("metadata_too_large")
    return metadata


def _known_channel(workspace: Workspace, wanted: str) -> Channel:
    channel = workspace.channel(wanted)
    if channel is None or (channel.kind != "channel" and workspace.bot.id not in channel.members):
        raise RefusalError("channel_not_found")
    return channel


def _refuse_crowd(workspace: Workspace, channel: str, post_at: int) -> None:
    near = [
        one
        for one in workspace.scheduled.values()
        if one.channel == channel and abs(one.post_at - post_at) < SCHEDULE_WINDOW
    ]
    if len(near) >= SCHEDULED_PER_WINDOW:
        raise RefusalError("restricted_too_many")


def _truncation() -> Json:
    message = "[WARN] Your message was truncated but still posted: `text` takes up to 40,000 characters."
    return {"response_metadata": {"messages": [message], "warnings": ["message_truncated"]}}
