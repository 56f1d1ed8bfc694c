"""The values that texts of a plan can show: parameters by name, facts, and what the plan itself says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from calamiteit.core.playbook.plan import Parameter, ParameterType, Plan, in_language
from calamiteit.core.time import Millis

RESERVED = frozenset({"facts", "language", "loop", "municipality", "plan", "started"})
"""Names that texts use already; no parameter can have them."""


def template_values(
    plan: Plan,
    parameters: Mapping[str, object],
    *,
    language: str,
    municipality: str = "",
    facts: Sequence[str] = (),
    started: Millis = 0,
    neighbourhoods: Mapping[str, Mapping[str, str]] | None = None,
) -> dict[str, object]:
    """What a text can show, in one language; `started` is the instant of the trigger.

    `parameters` holds what is known: a choice by its option, a time as Millis, a date as ISO text,
    neighbourhoods as their ids; whatever is unknown is absent, and a text has to ask `is defined` first.
    """
    known = {
        name: _shown(plan.parameters[name], value, language, neighbourhoods or {})
        for name, value in parameters.items()
        if name in plan.parameters and value is not None
    }
    return {
        **known,
        "facts": list(facts),
        "plan": _about(plan, language),
        "municipality": municipality,
        "started": started,
        "language": language,
    }


def _about(plan: Plan, language: str) -> dict[str, object]:
    return {
        "id": plan.id,
        "title": in_language(plan.title, language),
        "scenario": in_language(plan.scenario, language),
        "does": [in_language(words, language) for words in plan.does],
        "does_not": [in_language(words, language) for words in plan.does_not],
        "if_nothing_is_done": in_language(plan.if_nothing_is_done, language),
    }


def _shown(
    parameter: Parameter, value: object, language: str, neighbourhoods: Mapping[str, Mapping[str, str]]
) -> object:
    """Titles in place of the codes that events hold."""
    if parameter.type is ParameterType.CHOICE:
        titles = {option.id: in_language(option.title, language) for option in parameter.options}
        return titles.get(str(value), value)
    if parameter.type is ParameterType.NEIGHBOURHOODS and isinstance(value, tuple | list):
        return [in_language(neighbourhoods.get(str(id), {"": str(id)}), language) for id in value]
    return value


def sample_values(plan: Plan, *, complete: bool) -> dict[str, object]:
    """Made-up parameters to try texts with: all of them, or only those without which no run starts."""
    return {
        name: _sample(parameter)
        for name, parameter in plan.parameters.items()
        if complete or parameter.required or parameter.default is not None
    }


def _sample(parameter: Parameter) -> object:
    if parameter.default is not None:
        return parameter.default
    match parameter.type:
        case ParameterType.TEXT:
            return "voorbeeld"
        case ParameterType.CHOICE:
            return parameter.options[0].id
        case ParameterType.NUMBER:
            return parameter.minimum if parameter.minimum is not None else parameter.maximum or 0
        case ParameterType.TIME:
            return 1_790_000_000_000
        case ParameterType.DATE:
            return "2026-09-14"
        case ParameterType.NEIGHBOURHOODS:
            return ("voorbeeld",)
