"""How the authoring models choose between forms that are told apart by their keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pydantic import Discriminator


def by_key(expected: str, *keys: str, text: bool = False) -> Discriminator:
    """Chooses the member tagged with the first of `keys` in the mapping, or `text` for a plain text.

    Tags start with ~ so that no tag is also a key. `expected` is the sentence for a value that fits none.
    """

    def choose(value: object) -> str | None:
        if isinstance(value, str):
            return "~text" if text else None
        held = value if isinstance(value, Mapping) else _written(value)
        return next((f"~{key}" for key in keys if key in held), None)

    return Discriminator(choose, custom_error_type="form", custom_error_message=expected)


def by_rule(expected: str, rule: Callable[[object], str | None]) -> Discriminator:
    """Chooses the member whose tag `rule` names."""
    return Discriminator(rule, custom_error_type="form", custom_error_message=expected)


def _written(value: object) -> set[str]:
    """The keys of a model that is already read, as the planner writes them."""
    fields = getattr(type(value), "model_fields", {})
    return {field.alias or name for name, field in fields.items()}
