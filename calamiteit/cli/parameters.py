"""Parameters of a playbook as they are typed: `--set NAME=VALUE`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from calamiteit.core.errors import Mistake

if TYPE_CHECKING:
    from calamiteit.cli.frame import Frame


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
