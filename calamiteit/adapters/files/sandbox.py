"""The sandbox that fills in a text with jinja2: what is in it may come from anybody."""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterable, Mapping
from datetime import date, tzinfo
from functools import lru_cache

from babel.dates import format_date
from jinja2 import (
    StrictUndefined,
    Template,
    TemplateError,
    TemplateSyntaxError,
    Undefined,
    UndefinedError,
    pass_context,
)
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from calamiteit.adapters.files.template_limits import refuse_forbidden
from calamiteit.core.errors import DoesNotRender, nearest
from calamiteit.core.time import Millis, show_duration, to_local

LONGEST_SOURCE = 100_000
LONGEST_RESULT = 50_000
_PLAIN_ERRORS = (TypeError, ValueError, ArithmeticError, LookupError, AttributeError, RecursionError)
_UNKNOWN = re.compile(r"'(?P<name>\w+)' is undefined")


class Sandbox:
    """Shows values, chooses and lists; it cannot call, assign, include, or grow beyond 50,000 characters."""

    def __init__(self, zone: tzinfo) -> None:
        self._environment = _environment(zone)
        self._compiled = lru_cache(maxsize=1024)(self._compile)

    def text(self, source: str, values: Mapping[str, object], /) -> str:
        """The text filled in; DoesNotRender when a place has no value or the text asks for too much."""
        try:
            return _limited(self._compiled(source).generate(dict(values)))
        except UndefinedError as error:
            raise _unknown(error, values) from error
        except (TemplateError, *_PLAIN_ERRORS) as error:
            raise DoesNotRender(f"the text cannot be filled in: {error}", line=_line(error)) from error

    def _compile(self, source: str) -> Template:
        if len(source) > LONGEST_SOURCE:
            raise DoesNotRender(f"the text is longer than {LONGEST_SOURCE} characters")
        try:
            refuse_forbidden(self._environment.parse(source))
            return self._environment.from_string(source)
        except TemplateSyntaxError as error:
            raise DoesNotRender(f"the text has a mistake: {error.message}", line=error.lineno) from error
        except RecursionError as error:
            raise DoesNotRender("the text is nested too deeply") from error


def _environment(zone: tzinfo) -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, finalize=_showable, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals.clear()
    environment.filters["join"] = _join
    environment.filters["duration"] = show_duration
    environment.filters["local_time"] = lambda instant: f"{to_local(_instant(instant), zone):%H:%M}"
    environment.filters["local_date"] = pass_context(
        lambda context, value: _long_date(context, value, zone),
    )
    return environment


def _instant(value: object) -> Millis:
    if not isinstance(value, int):
        raise TypeError("local_time needs a time")
    return value


def _long_date(context: Context, value: object, zone: tzinfo) -> str:
    """`14 september 2026` of an instant or of `2026-09-14`."""
    day = to_local(value, zone).date() if isinstance(value, int) else date.fromisoformat(str(value))
    return format_date(day, format="long", locale=str(context.get("language", "en")))


def _showable(value: object) -> object:
    if isinstance(value, list | tuple):
        raise TypeError("a list cannot be shown as it is; write {{ name | join(', ') }}")
    if not isinstance(value, str | int | float | Undefined):
        raise TypeError("only a text or a number can be shown")
    return value


def _join(items: object, separator: str = ", ") -> str:
    if isinstance(items, str) or not isinstance(items, Iterable):
        raise TypeError("join needs a list")
    return _limited(part for item in items for part in (separator, str(_showable(item))))[len(separator) :]


def _limited(pieces: Iterable[str]) -> str:
    """The pieces as one text, given up as soon as it is too long."""
    text, length = [], 0
    for piece in pieces:
        length += len(piece)
        if length > LONGEST_RESULT:
            raise DoesNotRender(f"the text grows longer than {LONGEST_RESULT} characters")
        text.append(piece)
    return "".join(text)


def _unknown(error: UndefinedError, values: Mapping[str, object]) -> DoesNotRender:
    match = _UNKNOWN.search(error.message or "")
    if match is None:
        return DoesNotRender(f"the text cannot be filled in: {error.message}", line=_line(error))
    what = f"the text asks for '{match['name']}', which has no value"
    return DoesNotRender(what, line=_line(error), hint=nearest(match["name"], values))


def _line(error: BaseException) -> int:
    """The line of the text in which rendering failed; jinja puts it into the traceback."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno or 0 for frame in frames if frame.filename == "<template>"]
    return lines[-1] if lines else 0
