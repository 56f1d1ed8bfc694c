"""Reads the arguments of a Web API call in any of Slack's three forms; defines Slack's refusal."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request

from calamiteit.loopback.slack.records import Json


class RefusalError(Exception):
    """Slack says no: `{"ok": false, "error": ...}`, with more fields for some errors."""

    def __init__(self, error: str, **more: Any) -> None:
        super().__init__(error)
        self.error = error
        self.more = more


class Arguments:
    """Arguments by name; lists and objects may be native JSON or JSON inside a form field."""

    def __init__(self, values: Json, *, granted: frozenset[str] = frozenset()) -> None:
        self.values = values
        self.granted = granted
        """The scopes of the token that came with the call."""

    def has(self, name: str) -> bool:
        return self.values.get(name) is not None

    def text(self, name: str, default: str = "") -> str:
        value = self.values.get(name)
        return default if value is None else str(value)

    def required(self, name: str, error: str = "invalid_arguments") -> str:
        value = self.text(name)
        if not value:
            raise RefusalError(
                error, response_metadata={"messages": [f"[ERROR] missing required field: {name}"]}
            )
        return value

    def flag(self, name: str, default: bool = False) -> bool:
        value = self.values.get(name)
        return default if value is None else str(value).lower() in ("1", "true")

    def number(self, name: str, default: int, error: str = "invalid_arguments") -> int:
        try:
            return int(float(self.text(name, str(default))))
        except ValueError:
            raise RefusalError(error) from None

    def names(self, name: str) -> list[str]:
        """A list given as `a,b` or as JSON."""
        value = self._decoded(name, "invalid_arguments")
        if isinstance(value, list):
            return [str(item) for item in value]
        return [item for item in (part.strip() for part in self.text(name).split(",")) if item]

    def array(self, name: str, error: str) -> list[Any]:
        value = self._decoded(name, error)
        if value in (None, ""):
            return []
        if not isinstance(value, list):
            raise RefusalError(error)
        return value

    def mapping(self, name: str, error: str) -> Json | None:
        value = self._decoded(name, error)
        if value in (None, ""):
            return None
        if not isinstance(value, dict):
            raise RefusalError(error)
        return value

    def _decoded(self, name: str, error: str) -> Any:
        value = self.values.get(name)
        if not isinstance(value, str) or not value.lstrip().startswith(("[", "{")):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise RefusalError(error) from None


async def read_values(request: Request) -> Json:
    """Query string and body (JSON or form) together; raises RefusalError for a body that is neither."""
    values: Json = dict(request.query_params)
    body = (await request.body()).decode("utf-8", errors="replace")
    if not body.strip():
        return values
    if "json" not in request.headers.get("content-type", ""):
        return values | dict(parse_qsl(body, keep_blank_values=True))
    try:
        decoded = json.loads(body)
    except ValueError:
        raise RefusalError("invalid_json") from None
    if not isinstance(decoded, dict):
        raise RefusalError("json_not_object")
    return values | decoded
