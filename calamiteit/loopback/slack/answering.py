"""What Slack does with an app's answers: payloads of acknowledgements, messages to a response url."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from calamiteit.loopback.faults import Trouble
from calamiteit.loopback.listening import HangUp
from calamiteit.loopback.slack.arguments import Arguments, RefusalError, read_values
from calamiteit.loopback.slack.chat import checked_blocks
from calamiteit.loopback.slack.faults import SlackFaults
from calamiteit.loopback.slack.interaction import Interaction
from calamiteit.loopback.slack.modals import check_view, new_view, replaced_view
from calamiteit.loopback.slack.records import Json, Message
from calamiteit.loopback.slack.tickets import Reply
from calamiteit.loopback.slack.web_api import trouble_response
from calamiteit.loopback.slack.workspace import Workspace

RESPONSE_URL = "response_url"
"""Name under which faults of response urls are planned."""


class Answers:
    """Carries out what the app answered to an interaction."""

    def __init__(self, workspace: Workspace, faults: SlackFaults) -> None:
        self._workspace = workspace
        self._faults = faults

    # --- acknowledgements

    def on_ack(self, interaction: Interaction, payload: Json) -> None:
        """Called once per envelope, inside the workspace's lock."""
        if interaction.payload.get("type") == "view_submission":
            self._after_submission(interaction, payload)
        elif interaction.kind == "slash_commands" and payload.get("text"):
            place = Reply(interaction.person, str(interaction.payload["channel_id"]), None, 0.0)
            self._post(place, Arguments(payload))

    def _after_submission(self, interaction: Interaction, payload: Json) -> None:
        view = self._workspace.views.get(interaction.view_id or "")
        if view is None:
            return
        action = payload.get("response_action")
        try:
            match action:
                case "errors":
                    self._workspace.keep_view(replace(view, errors=dict(payload.get("errors", {}))))
                case "update":
                    check_view(payload["view"])
                    replaced_view(self._workspace, view, payload["view"])
                case "push":
                    check_view(payload["view"])
                    new_view(self._workspace, view.person, payload["view"], below=view)
                case _:
                    self._workspace.close_view(view, whole_stack=action == "clear")
        except RefusalError as refusal:
            # Slack tells only the person that something went wrong; the modal stays open.
            complaints = refusal.more.get("response_metadata", {}).get("messages", [refusal.error])
            self._workspace.keep_view(replace(view, errors={"": "; ".join(complaints)}))

    # --- response urls

    async def endpoint(self, request: Request) -> Response:
        delay, fault = self._faults.take(RESPONSE_URL)
        if delay:
            await asyncio.sleep(delay)
        if fault and fault.trouble is not Trouble.LOSE_ANSWER:
            return trouble_response(fault)
        try:
            values = await read_values(request)
            with self._workspace.lock:
                reply = self._workspace.tickets.use_reply(request.path_params["secret"])
                self._reply(reply, Arguments(values))
        except LookupError as error:
            return JSONResponse({"ok": False, "error": str(error)}, status_code=404)
        except RefusalError as refusal:
            return JSONResponse({"ok": False, "error": refusal.error, **refusal.more})
        return HangUp() if fault else JSONResponse({"ok": True})

    def _reply(self, reply: Reply, args: Arguments) -> None:
        original = self._original(reply)
        if original and args.flag("delete_original"):
            self._workspace.remove(original)
        elif original and args.flag("replace_original"):
            content = _content(args)
            self._workspace.edit(
                original, text=content["text"], blocks=content["blocks"], metadata=original.metadata
            )
        else:
            self._post(reply, args)

    def _original(self, reply: Reply) -> Message | None:
        if reply.message_ts is None:
            return None
        hidden = (one for one in self._workspace.ephemerals(reply.person) if one.ts == reply.message_ts)
        return self._workspace.message(reply.channel, reply.message_ts) or next(hidden, None)

    def _post(self, place: Reply, args: Arguments) -> None:
        private = args.text("response_type", "ephemeral") != "in_channel"
        self._workspace.post(
            Message(
                channel=place.channel,
                ts="",
                author=self._workspace.bot.id,
                ephemeral_for=place.person if private else None,
                thread_ts=args.text("thread_ts") or None,
                **_content(args),
            )
        )


def _content(args: Arguments) -> dict[str, Any]:
    blocks = checked_blocks(args.array("blocks", "invalid_blocks_format"))
    text = args.text("text")
    if not text and not blocks:
        raise RefusalError("no_text")
    return {"text": text, "blocks": blocks}
