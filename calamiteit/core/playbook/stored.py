"""A compiled plan as plain values: a run that is only looked at needs neither its playbook nor pydantic."""

from __future__ import annotations

from calamiteit.core.chain import Json
from calamiteit.core.plain import Plain
from calamiteit.core.playbook import conditions, plan

FORM = 1
"""Changes when an older form must not be read any more; such a plan is compiled again from its playbook."""

_PLAIN = Plain(
    *(conditions.All, conditions.Any, conditions.Not),
    *(conditions.ParameterIs, conditions.DecisionIs, conditions.StepOutcome),
    *(plan.Audience, plan.Answer, plan.CompletesOn, plan.Opening, plan.QuietRule, plan.ParameterType),
    *(plan.AtOffset, plan.AtAfter, plan.AtLocal, plan.AtDate),
    *(plan.EveryInterval, plan.EveryDay, plan.EveryWeeks, plan.Repeat, plan.After),
    *(plan.Quiet, plan.Chase, plan.Takes, plan.IfNothing, plan.Option, plan.Link, plan.Step, plan.Guard),
    *(plan.Parameter, plan.TeamRole, plan.Goal, plan.Plan),
)


def to_stored(compiled: plan.Plan) -> dict[str, Json]:
    """Plain values, from which `from_stored` makes the same plan."""
    return {"form": FORM, "plan": _PLAIN.write(compiled)}


def from_stored(stored: Json) -> plan.Plan | None:
    """The plan; None for another form, or for what was not written here."""
    if not isinstance(stored, dict) or stored.get("form") != FORM:
        return None
    try:
        found = _PLAIN.read(stored["plan"])
    except (KeyError, TypeError, ValueError):
        return None
    return found if isinstance(found, plan.Plan) else None
