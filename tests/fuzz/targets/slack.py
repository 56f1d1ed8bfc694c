"""What comes in from Slack: every payload is acknowledged, none of it ends the door."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from typing import Any

from slack_bolt import App
from slack_bolt.request import BoltRequest

from calamiteit.adapters.channels.slack.door import SlackDoor
from calamiteit.adapters.channels.slack.forms import Origin, form, opened_from, shown, typed_in
from calamiteit.adapters.channels.slack.pressed import Pressed, decode, encode
from calamiteit.adapters.files.words import Words
from tests.fuzz.target import Target
from tests.support.slack_parts import NotingDesk

NOBODY = "http://127.0.0.1:1/"
"""Where nothing listens: what the door says to Slack goes nowhere."""
WORDS = (
    "null", "[]", "{}", '""', "true", "1e999", "-1", "\\ud800", "\\u0000", '"user"', '"id"', '"view"',
    '"state"', '"values"', '"typed"', '"value"',
    '"private_metadata"', '"trigger_id"', '"actions"', '"response_url"', '"channel"', '"type"',
    '"block_actions"', '"view_submission"', '"command"',
    '"text"', '"accept"', '"show-number"', '"q"', '"f"', '"r"', '"t"', '"g"', '"a"', '"o"', "[" * 1_200,
    '{\\"v\\":', "9" * 40, "x" * 3_100, ",", ":", "NaN",
)  # fmt: skip


class AtOnce(ThreadPoolExecutor):
    """Does what it is given before it answers: one input after the other, in one thread."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        done: Future[Any] = Future()
        done.set_result(fn(*args, **kwargs))
        return done


def fuzz(data: bytes) -> None:
    """The payload of an envelope, as Socket Mode hands it to the door."""
    payload = _json(data)
    if not isinstance(payload, dict):
        return
    opened = _door()
    opened.reported.clear()
    if not _is_of_slack(payload):  # the library itself stumbles over some; its thread notes that and goes on
        with suppress(Exception):
            opened.app.dispatch(BoltRequest(body=_to_nobody(payload), mode="socket_mode"))
        return
    assert opened.app.dispatch(BoltRequest(body=_to_nobody(payload), mode="socket_mode")) is not None
    failed = [code for code in opened.reported if code.startswith("slack-door:failed:")]
    assert not failed, failed


def fuzz_pressed(data: bytes) -> None:
    """What a button or a form carries, from another version or another app."""
    text = data.decode("utf-8", "surrogateescape")
    pressed = decode(text)
    view = {"private_metadata": text, "state": {"values": {"typed": {"typed": {"value": text}}}}}
    opened, origin = opened_from(view)
    typed_in(view)
    for found in (pressed, opened):
        if found is not None:
            _expect_the_same_after_a_form(found, origin)
    if text.strip():
        json.dumps(shown(text))


def _expect_the_same_after_a_form(pressed: Pressed, origin: Origin) -> None:
    view = form(pressed, origin)
    assert len(view["private_metadata"]) <= 3_000
    if len(encode(pressed)) < 1_000 and len(origin.response_url) + len(origin.channel) < 1_000:
        again, _ = opened_from(view)
        assert again is not None and again.transition == pressed.transition and again.run == pressed.run


def _is_of_slack(payload: dict[str, Any]) -> bool:
    """Whether the parts stand where Slack puts them; what is in them may still be anything."""
    if "command" in payload:
        return isinstance(payload.get("user_id"), str)
    person, view, actions = payload.get("user"), payload.get("view", {}), payload.get("actions", [])
    state = view.get("state", {}) if isinstance(view, dict) else None
    fields = state.get("values", {}) if isinstance(state, dict) else None
    return (
        isinstance(person, dict)
        and isinstance(person.get("id"), str)
        and isinstance(fields, dict)
        and (isinstance(view.get("type"), str) or "view" not in payload)
        and all(isinstance(field, dict) and all(map(_is_dict, field.values())) for field in fields.values())
        and isinstance(payload.get("channel", {}), dict)
        and isinstance(actions, list)
        and bool(actions or "actions" not in payload)
        and all(isinstance(action, dict) and isinstance(action.get("action_id"), str) for action in actions)
    )


def _is_dict(value: object) -> bool:
    return isinstance(value, dict)


def _json(data: bytes) -> object:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


def _to_nobody(payload: dict[str, Any]) -> dict[str, Any]:
    """No input may make the machine call somebody."""
    if str(payload.get("response_url", "")).lower().startswith("http"):
        return {**payload, "response_url": NOBODY}
    return payload


class _Opened:
    """The door with its app, and a desk that notes."""

    def __init__(self) -> None:
        self.reported: list[str] = []
        self.door = SlackDoor(
            "xapp-practice",
            "xoxb-practice",
            NotingDesk(),
            words=Words("nl"),
            base_url=NOBODY,
            report=self.reported.append,
        )
        self.app: App = self.door._app(AtOnce(max_workers=1))


@cache
def _door() -> _Opened:
    return _Opened()


def seeds() -> Sequence[bytes]:
    """A tap, a tap that asks, a form, a command, as Slack sends them."""
    value = encode(Pressed(run="L-2026-001", assignment=7, transition="accept", generation=2))
    asks = encode(Pressed(run="L-2026-001", assignment=7, transition="cannot", generation=2, asks="reason"))
    payloads = [_tap(value), _tap(asks), _sent_form(asks), _COMMAND]
    return [json.dumps(payload).encode() for payload in payloads]


_USER = {"id": "U0AAAAAAA", "team_id": "T0"}
_COMMAND: dict[str, object] = {
    "command": "/calamiteit",
    "text": "note De school is dicht",
    "user_id": "U0AAAAAAA",
    "channel_id": "D0",
    "response_url": NOBODY,
    "trigger_id": "1.2.z",
}


def _tap(value: str) -> dict[str, object]:
    action = {"action_id": "calamiteit.accept.0", "value": value, "type": "button", "action_ts": "1.2"}
    return {
        "type": "block_actions",
        "user": _USER,
        "trigger_id": "1.2.x",
        "response_url": NOBODY,
        "channel": {"id": "D0"},
        "actions": [action],
    }


def _sent_form(asks: str) -> dict[str, object]:
    field = {"type": "plain_text_input", "value": "geen tijd"}
    view = {
        "id": "V0",
        "hash": "1.x",
        "callback_id": "calamiteit.reason",
        "private_metadata": json.dumps({"v": asks, "u": NOBODY, "c": "C0"}),
        "type": "modal",
        "state": {"values": {"typed": {"typed": field}}},
    }
    return {"type": "view_submission", "user": _USER, "view": view, "trigger_id": "1.2.y"}


def pressed_seeds() -> Sequence[bytes]:
    """Values of buttons, and the metadata of a form."""
    plain = Pressed(run="L-2026-001", assignment=7, transition="accept", generation=2)
    asking = Pressed(
        run="L-1",
        assignment=None,
        transition="guard",
        generation=0,
        option="stop",
        asks="note",
        form=("a", "b", "c", "d"),
    )
    values = [encode(plain), encode(asking)]
    return [
        *(value.encode() for value in values),
        *(json.dumps({"v": v, "u": NOBODY, "c": "C0"}).encode() for v in values),
    ]


TARGET = Target(name="slack", fuzz=fuzz, seeds=seeds, words=WORDS, longest=8_000)
PRESSED = Target(name="pressed", fuzz=fuzz_pressed, seeds=pressed_seeds, words=WORDS, longest=4_000)
