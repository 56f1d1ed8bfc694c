"""Texts of plans with places to fill in: filled in within a limit, or refused in plain words."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from calamiteit.adapters.files.sandbox import LONGEST_RESULT
from calamiteit.adapters.files.templates import Templates
from calamiteit.core.errors import DoesNotRender
from tests.fuzz.reading import shipped_text
from tests.fuzz.target import Target

VALUES: dict[str, object] = {
    "place": "Markt", "severity": "large", "area": ["Centrum", "Noord"], "facts": ["Er is geschoten."],
    "started": 1_790_000_000_000,
    "memorial": "2026-09-14", "language": "nl", "municipality": "Lindeveen", "number": 12,
    "many": ["x" * 50] * 50,
    "plan": {"id": "x", "title": "Aanslag", "does": ["a", "b"], "does_not": ["c"]},
}  # fmt: skip
WORDS = (
    "{{ ", " }}", "{% ", " %}", "{# ", " #}", "for x in ", "many", "endfor", "if ", "else", "endif",
    "place", "facts", "plan.title", "plan['does']",
    " | join(', ')", " | length", " | upper", " | sort", " | first", " | default('x')", " | local_time",
    " | local_date", " | duration", "started",
    "loop.index", ".__class__", ".items", "[0]", "[1:]", "()", " ~ ", " * 9999999", " ** 99", "'", '"',
    "not ", " is defined", " is divisibleby 0",
    "range(9)", "set x = 1", "raw", "endraw", "include 'x'", "{%- ", "- %}", "\\", "1" * 5_000, "(" * 200,
    "[" * 200, "not " * 2_000, "{{", "{%",
)  # fmt: skip

_TEMPLATES = Templates(None, ZoneInfo("Europe/Amsterdam"))


def fuzz(data: bytes) -> None:
    """Fills in the text with the values of a run."""
    try:
        filled = _TEMPLATES.text(data.decode("utf-8", "replace"), VALUES)
    except DoesNotRender as refused:
        assert str(refused)
        assert "Traceback" not in str(refused) and "object at 0x" not in str(refused)
        return
    assert len(filled) <= LONGEST_RESULT


def seeds() -> Sequence[bytes]:
    """A template, and small ones that use everything that is allowed."""
    small = (
        "{{ place }}: {{ plan.title }}. Bevestig dat je dit hebt gezien.",
        "{% for fact in facts %}- {{ fact }}\n{% endfor %}",
        "{% if area is defined %}{{ area | join(', ') }}{% endif %}",
        "{{ started | local_time }} {{ started | local_date }} {{ memorial | local_date }}",
        "{{ number | duration }} {{ 'a' if number > 3 else 'b' }}",
        "{{ place | default('x') | upper }} {{ many | length }} {{ many | sort | first }}",
    )
    return [one.encode() for one in (*small, shipped_text("templates/nl/" + _FIRST))]


_FIRST = "holding-text.md.j2"

TARGET = Target(name="texts", fuzz=fuzz, seeds=seeds, words=WORDS, longest=6_000)
