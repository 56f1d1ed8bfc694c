"""The JSON that Slack sends an app about what a person did, as in Slack's reference of payloads."""

from __future__ import annotations

from calamiteit.loopback.slack.records import Channel, Json, Message, Person, View
from calamiteit.loopback.slack.rendering import message_json, view_json
from calamiteit.loopback.slack.workspace import APP_ID, TEAM_ID, Workspace

TEAM_DOMAIN = "lindeveen-practice"
VERIFICATION = "practice-verification"


def signed(kind: str, person: Person) -> Json:
    """What every interactive payload begins with."""
    return {
        "type": kind,
        "user": {
            "id": person.id,
            "username": person.name,
            "name": person.name,
            "team_id": person.team or TEAM_ID,
        },
        "api_app_id": APP_ID,
        "token": VERIFICATION,
        "team": {"id": TEAM_ID, "domain": TEAM_DOMAIN},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def in_message(workspace: Workspace, message: Message, channel: Channel, response_url: str) -> Json:
    """Where a click on a message happened."""
    return {
        "container": {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": channel.id,
            "is_ephemeral": message.ephemeral_for is not None,
        },
        "channel": {"id": channel.id, "name": channel_name(channel)},
        "message": message_json(message, workspace, with_metadata=True),
        "state": {"values": {}},
        "response_url": response_url,
    }


def in_view(workspace: Workspace, view: View) -> Json:
    """Where a click in a modal happened."""
    return {"container": {"type": "view", "view_id": view.id}, "view": view_json(view, workspace)}


def view_with_state(workspace: Workspace, view: View, values: Json) -> Json:
    return view_json(view, workspace) | {"state": {"values": values}}


def slash(person: Person, channel: Channel, command: str, text: str) -> Json:
    return {
        "token": VERIFICATION,
        "team_id": person.team or TEAM_ID,
        "team_domain": TEAM_DOMAIN,
        "channel_id": channel.id,
        "channel_name": channel_name(channel),
        "user_id": person.id,
        "user_name": person.name,
        "command": command,
        "text": text,
        "api_app_id": APP_ID,
        "is_enterprise_install": "false",
    }


def events(workspace: Workspace, message: Message, channel: Channel) -> list[Json]:
    """The events that a message of a person gives rise to."""
    shared = {
        "user": message.author,
        "text": message.text,
        "ts": message.ts,
        "event_ts": message.ts,
        "channel": channel.id,
        "team": TEAM_ID,
    }
    if message.thread_ts:
        shared["thread_ts"] = message.thread_ts
    found: list[Json] = [{"type": "message", "channel_type": channel.kind, **shared}]
    if f"<@{workspace.bot.id}>" in message.text:
        found.append({"type": "app_mention", **shared})
    return found


def event_callback(workspace: Workspace, event: Json) -> Json:
    authorization = {
        "enterprise_id": None,
        "team_id": TEAM_ID,
        "user_id": workspace.bot.id,
        "is_bot": True,
        "is_enterprise_install": False,
    }
    return {
        "token": VERIFICATION,
        "team_id": TEAM_ID,
        "api_app_id": APP_ID,
        "event": event,
        "type": "event_callback",
        "event_id": workspace.ids.new("Ev"),
        "event_time": int(float(event["ts"])),
        "authorizations": [authorization],
        "is_ext_shared_channel": False,
    }


def channel_name(channel: Channel) -> str:
    return {"im": "directmessage", "group": "privategroup"}.get(channel.kind, channel.name)
