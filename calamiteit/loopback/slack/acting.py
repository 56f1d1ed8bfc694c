"""What a person in the practice Slack does: press, choose, type a command, fill in a modal, say something."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from calamiteit.loopback.slack import payloads
from calamiteit.loopback.slack.filling_in import NothingThereError, element_named, state_of, written
from calamiteit.loopback.slack.interaction import EnvelopeKind, Interaction
from calamiteit.loopback.slack.records import Channel, Json, Message, Person, View
from calamiteit.loopback.slack.sockets import SocketMode
from calamiteit.loopback.slack.workspace import Workspace


class Acting:
    """Sends to the app what Slack would send it; returns at once with a handle to follow."""

    def __init__(
        self, workspace: Workspace, sockets: SocketMode, *, response_url: Callable[[str], str]
    ) -> None:
        self._workspace = workspace
        self._sockets = sockets
        self._response_url = response_url
        self.events: frozenset[str] = frozenset()
        """Event types that the app is subscribed to: `message`, `app_mention`."""

    def click(
        self,
        user: str,
        where: Message | View,
        action_id: str,
        *,
        block_id: str | None = None,
        value: object = None,
        times: int = 1,
    ) -> Interaction:
        """Press a button, or choose `value` in a menu, of the message as this person last saw it.

        LookupError when there is no such button. A message that changed since still shows the old buttons
        to someone who did not look again: pass the older record to press one of those.
        """
        person = self._person(user)
        block, element = element_named(where.blocks, action_id, block_id)
        action = written(block, element, value) | {
            "action_ts": self._workspace.ids.ts(self._workspace.clock())
        }
        handle = self._new("interactive", person)
        if isinstance(where, Message):
            channel = self._workspace.channels[where.channel]
            secret = self._workspace.tickets.new_reply(person.id, channel.id, where.ts)
            place = payloads.in_message(self._workspace, where, channel, self._response_url(secret))
        else:
            place = payloads.in_view(self._workspace, where)
        handle.payload = self._signed("block_actions", handle) | place | {"actions": [action]}
        return self._send(handle, times)

    def slash(
        self, user: str, command: str, text: str = "", *, channel: str | None = None, times: int = 1
    ) -> Interaction:
        """Type a command; without a channel in the conversation with the app."""
        person = self._person(user)
        place = self._channel(channel) if channel else self._workspace.open_direct(person.id)
        handle = self._new("slash_commands", person)
        secret = self._workspace.tickets.new_reply(person.id, place.id, None)
        handle.payload = payloads.slash(person, place, command, text) | {
            "response_url": self._response_url(secret),
            "trigger_id": self._workspace.tickets.new_trigger(person.id, handle.envelope_id),
        }
        return self._send(handle, times)

    def submit_view(
        self, user: str, view: View, values: Mapping[str, object] | None = None, *, times: int = 1
    ) -> Interaction:
        """Fill in a modal and submit it; `values` by action id or block id, text or the value of an option.

        ValueError when a field that must be filled in is empty: Slack does not send that to the app.
        """
        person = self._person(user)
        if view.id not in self._workspace.views:
            raise NothingThereError(f"the modal '{view.title}' is no longer open")
        state = state_of(view.blocks, values or {})
        handle = self._new("interactive", person)
        handle.view_id = view.id
        body = payloads.view_with_state(self._workspace, view, state)
        handle.payload = self._signed("view_submission", handle) | {"view": body, "response_urls": []}
        return self._send(handle, times)

    def close_view(self, user: str, view: View) -> Interaction | None:
        """Cancel a modal; the app is told only if it asked for that (`notify_on_close`)."""
        person = self._person(user)
        self._workspace.close_view(view)
        if not view.body.get("notify_on_close"):
            return None
        handle = self._new("interactive", person)
        handle.view_id = view.id
        body = payloads.view_with_state(self._workspace, view, {})
        handle.payload = self._signed("view_closed", handle) | {"view": body, "is_cleared": False}
        return self._send(handle, 1)

    def say(self, user: str, channel: str, text: str, *, thread_ts: str | None = None) -> Message:
        """Post as a person; the app hears of it only if subscribed to `message` or `app_mention`."""
        person = self._person(user)
        place = self._channel(channel)
        said = self._workspace.post(
            Message(channel=place.id, ts="", author=person.id, text=text, by_app=False, thread_ts=thread_ts)
        )
        for event in payloads.events(self._workspace, said, place):
            if event["type"] in self.events:
                handle = self._new("events_api", person)
                handle.payload = payloads.event_callback(self._workspace, event)
                self._send(handle, 1)
        return said

    def _signed(self, kind: str, handle: Interaction) -> Json:
        person = self._workspace.people[handle.person]
        trigger = self._workspace.tickets.new_trigger(person.id, handle.envelope_id)
        return payloads.signed(kind, person) | {"trigger_id": trigger}

    def _new(self, kind: EnvelopeKind, person: Person) -> Interaction:
        payload: dict[str, Any] = {}
        return Interaction(
            envelope_id=str(uuid.uuid4()),
            kind=kind,
            person=person.id,
            payload=payload,
            workspace=self._workspace,
        )

    def _send(self, handle: Interaction, times: int) -> Interaction:
        self._sockets.deliver(handle, times)
        return handle

    def _person(self, user: str) -> Person:
        person = self._workspace.person(user)
        if person is None:
            raise NothingThereError(f"nobody is called '{user}' here")
        return person

    def _channel(self, channel: str) -> Channel:
        found = self._workspace.channel(channel)
        person = self._workspace.person(channel)
        if found is None and person is None:
            raise NothingThereError(f"there is no channel '{channel}'")
        return found or self._workspace.open_direct(channel)
