"""The JSON Schema of a playbook: editors complete and check with it while the planner types."""

from __future__ import annotations

from typing import Any

from calamiteit.core.playbook.authoring import Playbook
from calamiteit.core.playbook.conditions_form import RESERVED

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def playbook_schema() -> dict[str, Any]:
    """JSON Schema 2020-12 of format 1. It knows form only; `playbook check` knows names and times as well."""
    schema = Playbook.model_json_schema(by_alias=True, mode="validation")
    written: dict[str, Any] = _without_nothing(schema)
    _drop_later_forms(written)
    return {"$schema": DIALECT, **written}


def _without_nothing(part: Any) -> Any:
    """The schema without `null`: an empty value is a mistake in a file."""
    if isinstance(part, list):
        return [_without_nothing(item) for item in part if item != {"type": "null"}]
    if not isinstance(part, dict):
        return part
    kept = {key: _without_nothing(value) for key, value in part.items() if (key, value) != ("default", None)}
    choices = kept.get("anyOf")
    if isinstance(choices, list) and len(choices) == 1:
        kept.pop("anyOf")
        return {**choices[0], **kept}
    return kept


def _drop_later_forms(schema: dict[str, Any]) -> None:
    """Conditions of a later version are no suggestion to make."""
    definitions = schema["$defs"]
    later = {name for name, form in definitions.items() if set(RESERVED) <= set(form.get("properties", {}))}
    references = [{"$ref": f"#/$defs/{name}"} for name in later]
    for name in later:
        del definitions[name]
    _drop(schema, references)


def _drop(part: Any, unwanted: list[dict[str, str]]) -> None:
    if isinstance(part, dict):
        for value in part.values():
            _drop(value, unwanted)
    elif isinstance(part, list):
        part[:] = [item for item in part if item not in unwanted]
        for item in part:
            _drop(item, unwanted)
