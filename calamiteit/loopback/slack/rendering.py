"""Writes people, channels, messages and modals as the JSON that Slack's Web API answers with."""

from __future__ import annotations

from calamiteit.loopback.slack.records import Channel, Json, Message, Person, ScheduledMessage, View
from calamiteit.loopback.slack.workspace import APP_ID, TEAM_ID, Workspace


def person_json(person: Person, workspace: Workspace, *, with_locale: bool = False) -> Json:
    profile = {
        "real_name": person.real_name or person.name,
        "display_name": person.name,
        "email": person.email,
        "team": TEAM_ID,
    }
    body: Json = {
        "id": person.id,
        "team_id": TEAM_ID,
        "name": person.name,
        "real_name": person.real_name or person.name,
        "deleted": person.disabled,
        "tz": person.tz,
        "is_bot": person.id == workspace.bot.id,
        "profile": profile,
    }
    return body | ({"locale": person.locale} if with_locale else {})


def channel_json(channel: Channel, workspace: Workspace) -> Json:
    body: Json = {
        "id": channel.id,
        "created": channel.created,
        "creator": channel.creator,
        "is_archived": channel.archived,
        "is_channel": channel.kind == "channel",
        "is_group": channel.kind == "group",
        "is_im": channel.kind == "im",
        "is_mpim": channel.kind == "mpim",
        "is_private": channel.kind != "channel",
        "is_member": workspace.bot.id in channel.members,
        "context_team_id": TEAM_ID,
    }
    if channel.kind == "im":
        others = [member for member in channel.members if member != workspace.bot.id]
        return body | {"user": others[0] if others else workspace.bot.id}
    return body | {
        "name": channel.name,
        "name_normalized": channel.name,
        "num_members": len(channel.members),
        "topic": {"value": channel.topic, "creator": channel.creator, "last_set": channel.created},
        "purpose": {"value": "", "creator": "", "last_set": 0},
    }


def message_json(message: Message, workspace: Workspace, *, with_metadata: bool = False) -> Json:
    body: Json = {
        "type": "message",
        "user": message.author,
        "text": message.text,
        "ts": message.ts,
        "team": TEAM_ID,
    }
    if message.by_app:
        body |= {"bot_id": workspace.bot_id, "app_id": APP_ID}
    if message.blocks:
        body["blocks"] = list(message.blocks)
    if message.attachments:
        body["attachments"] = list(message.attachments)
    if message.edits and not message.blocks:
        body["edited"] = {"user": message.author, "ts": f"{message.edits[-1].at:.6f}"}
    if message.metadata and with_metadata:
        body["metadata"] = message.metadata
    return body | _thread(message, workspace)


def _thread(message: Message, workspace: Workspace) -> Json:
    if message.thread_ts and message.thread_ts != message.ts:
        parent = workspace.message(message.channel, message.thread_ts)
        broadcast = {"subtype": "thread_broadcast"} if message.broadcast else {}
        return {"thread_ts": message.thread_ts, "parent_user_id": parent.author if parent else ""} | broadcast
    replies = [one for one in workspace.messages(message.channel) if one.thread_ts == message.ts]
    if not replies:
        return {}
    return {
        "thread_ts": message.ts,
        "reply_count": len(replies),
        "latest_reply": replies[-1].ts,
        "reply_users": sorted({one.author for one in replies}),
    }


def view_json(view: View, workspace: Workspace) -> Json:
    return {
        "callback_id": "",
        "external_id": "",
        "private_metadata": "",
        "close": None,
        "submit": None,
        "clear_on_close": False,
        "notify_on_close": False,
        **view.body,
        "id": view.id,
        "team_id": TEAM_ID,
        "app_id": APP_ID,
        "bot_id": workspace.bot_id,
        "hash": view.hash,
        "root_view_id": view.root_id,
        "previous_view_id": view.previous_id,
        "state": {"values": {}},
    }


def scheduled_json(message: ScheduledMessage) -> Json:
    return {
        "id": message.id,
        "channel_id": message.channel,
        "post_at": message.post_at,
        "date_created": message.created,
        "text": message.text,
    }
