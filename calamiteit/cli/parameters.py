"""Parameters of a playbook as they are typed: `--set NAME=VALUE`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from calamiteit.core.errors import Mistake
from calamiteit.core.playbook.plan import Parameter, ParameterType, in_language

if TYPE_CHECKING:
    from calamiteit.cli.frame import Frame
    from calamiteit.engine.triggering import Prepared


def typed(frame: Frame, given: Iterable[str]) -> dict[str, str]:
    """Names and values. Raises Mistake for one without an equals sign."""
    values: dict[str, str] = {}
    for pair in given:
        name, equals, value = pair.partition("=")
        if not equals:
            raise Mistake(frame.say("trigger.no-equals", text=pair))
        values[name.strip()] = value.strip()
    return values


def filled_in(frame: Frame, playbook: str, given: Iterable[str]) -> dict[str, str]:
    """What was given; what is needed but not given stands for itself, so that one can look or practise."""
    values = typed(frame, given)
    directory = frame.workspace.contacts.current()
    for name, parameter in frame.workspace.playbooks.load(playbook).plan.parameters.items():
        if parameter.required and parameter.default is None and name not in values:
            examples = {
                "text": f"<{name}>",
                "choice": next((option.id for option in parameter.options), ""),
                "number": str(parameter.minimum or 0),
                "time": "12:00",
                "neighbourhoods": next(iter(directory.neighbourhoods), ""),
            }
            values[name] = examples.get(parameter.type.value, "")
    return values


def in_words(frame: Frame, prepared: Prepared) -> str:
    """`Place: Markt · Severity: large`: the parameters as the planner calls them, in your language."""
    found: list[str] = []
    for name, parameter in prepared.pinned.plan.parameters.items():
        value = prepared.texts.get(name, prepared.values.get(name))
        if value is not None:
            title = in_language(parameter.title, frame.language)
            found.append(f"{title}: {_value_in_words(frame, parameter, value)}")
    return " · ".join(found)


def _value_in_words(frame: Frame, parameter: Parameter, value: str | int | tuple[str, ...]) -> str:
    from calamiteit.core.time import show_time

    place = frame.app.place
    if parameter.type is ParameterType.TIME and isinstance(value, int):
        return show_time(value, place.zone, place.clock.now())
    names = {option.id: option.title for option in parameter.options}
    if parameter.type is ParameterType.NEIGHBOURHOODS:
        names = dict(place.directory.current().neighbourhoods)
    codes = value if isinstance(value, tuple) else (str(value),)
    return ", ".join(in_language(names[code], frame.language) if code in names else code for code in codes)
