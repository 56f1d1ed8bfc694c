"""Triggering: what the officer fills in becomes the first command of a run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from calamiteit.core.contacts.directory import Directory
from calamiteit.core.errors import BadInput, Mistake, nearest
from calamiteit.core.playbook.plan import Parameter, ParameterType, Plan
from calamiteit.core.problems import Problem
from calamiteit.core.run import commands as c
from calamiteit.core.run.actors import Actor
from calamiteit.core.time import MINUTE, Millis, local_instant, parse_clock, parse_date, to_local
from calamiteit.engine.pinning import Pinned, pin
from calamiteit.engine.runs import Result, Runs
from calamiteit.engine.sealing import Seals

SAME_CRISIS: Millis = 30 * MINUTE
"""A second trigger of the same playbook or area within this time shows the open run first."""

_WHOLE = re.compile(r"-?[0-9]{1,12}")

Values = Mapping[str, str | int | tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A start that only needs to be confirmed."""

    pinned: Pinned
    values: Values
    texts: Mapping[str, str]
    facts: tuple[str, ...]
    language: str
    channel: str = ""


class Triggering:
    """Prepares and starts runs."""

    def __init__(self, runs: Runs) -> None:
        self._runs = runs
        self._place = runs.place

    def prepare(
        self,
        playbook: str,
        given: Mapping[str, str],
        facts: Iterable[str],
        *,
        language: str,
        channel: str = "",
    ) -> Prepared:
        """Read playbook and parameters. Raises UnknownName, or BadInput with every problem at once."""
        loaded = self._place.playbooks.load(playbook)
        values, texts = self._values(loaded.plan, given)
        pinned = pin(loaded, self._place.voice.renderer, self._place.voice.languages)
        return Prepared(
            pinned=pinned, values=values, texts=texts, facts=tuple(facts), language=language, channel=channel
        )

    def _values(
        self, plan: Plan, given: Mapping[str, str]
    ) -> tuple[dict[str, str | int | tuple[str, ...]], dict[str, str]]:
        problems = [_unknown(name, plan) for name in given if name not in plan.parameters]
        values: dict[str, str | int | tuple[str, ...]] = {}
        texts: dict[str, str] = {}
        for name, parameter in plan.parameters.items():
            try:
                value = self._value(parameter, given.get(name))
            except Mistake as mistake:
                problems.append(Problem(what=str(mistake), code="parameter"))
                continue
            if value is None:
                continue
            if parameter.type is ParameterType.TEXT:
                texts[name] = str(value)
            else:
                values[name] = value
        if problems:
            raise BadInput(problems)
        return values, texts

    def _value(self, parameter: Parameter, text: str | None) -> str | int | tuple[str, ...] | None:
        """The typed value of one parameter. Raises Mistake with what is expected."""
        if text is None or text == "":
            if parameter.default is not None:
                return parameter.default
            if parameter.required:
                raise Mistake(f"the playbook needs {parameter.id}: add --set {parameter.id}=...")
            return None
        match parameter.type:
            case ParameterType.TEXT:
                return text
            case ParameterType.CHOICE:
                return _choice(parameter, text)
            case ParameterType.NUMBER:
                return _number(parameter, text)
            case ParameterType.TIME:
                return self._time(parameter, text)
            case ParameterType.DATE:
                return _date(parameter, text)
            case ParameterType.NEIGHBOURHOODS:
                return _neighbourhoods(parameter, text, self._place.directory.current())

    def _time(self, parameter: Parameter, text: str) -> Millis:
        """A clock time today, in the workspace's zone."""
        try:
            minutes = parse_clock(text)
        except ValueError as error:
            raise Mistake(f"{parameter.id}: {error}") from error
        today = to_local(self._place.clock.now(), self._place.zone).date()
        return local_instant(today, minutes, self._place.zone)

    def same_crisis(self, prepared: Prepared) -> list[str]:
        """Open runs of the last half hour, of the same playbook or about the same neighbourhoods."""
        now = self._place.clock.now()
        found: list[str] = []
        for run_id in self._runs.open_runs():
            _, run = self._runs.look(run_id)
            is_fresh = now - run.started_at <= SAME_CRISIS
            same_area = bool(_areas(run.values) & _areas(prepared.values))
            if is_fresh and not run.parent and (run.playbook == prepared.pinned.plan.id or same_area):
                found.append(run_id)
        return found

    def start(self, prepared: Prepared, *, actor: Actor, key: str, again: str = "") -> Result:
        """Commit the run with its first wave; durable when this returns."""
        place = self._place

        def build(seals: Seals, run_id: str) -> c.Start:
            language = prepared.language
            return c.Start(
                run=run_id,
                mode=place.mode.value,
                plan_hash=prepared.pinned.hash,
                values=prepared.values,
                texts={name: seals.seal(text, language=language) for name, text in prepared.texts.items()},
                facts=tuple(seals.seal(fact, language=language) for fact in prepared.facts),
                languages=place.voice.languages,
                channel=prepared.channel,
                again=seals.seal(again, language=language) if again else None,
            )

        return self._runs.begin(prepared.pinned, build, actor=actor, key=key)


def _areas(values: Values) -> set[str]:
    return {code for value in values.values() if isinstance(value, tuple) for code in value}


def _unknown(name: str, plan: Plan) -> Problem:
    what = f"the playbook {plan.id} has no parameter '{name}'"
    return Problem(what=what, hint=nearest(name, plan.parameters), code="parameter")


def _choice(parameter: Parameter, text: str) -> str:
    options = [option.id for option in parameter.options]
    if text not in options:
        near = nearest(text, options)
        hint = f"; did you mean '{near}'?" if near else ""
        raise Mistake(f"{parameter.id} must be one of {', '.join(options)}, not '{text}'{hint}")
    return text


def _number(parameter: Parameter, text: str) -> int:
    if not _WHOLE.fullmatch(text):
        raise Mistake(f"{parameter.id} must be a whole number, not '{text}'")
    number = int(text)
    low, high = parameter.minimum, parameter.maximum
    if (low is not None and number < low) or (high is not None and number > high):
        raise Mistake(f"{parameter.id} must lie between {low} and {high}, not {number}")
    return number


def _date(parameter: Parameter, text: str) -> str:
    try:
        return parse_date(text).isoformat()
    except ValueError as error:
        raise Mistake(f"{parameter.id}: {error}") from error


def _neighbourhoods(parameter: Parameter, text: str, directory: Directory) -> tuple[str, ...]:
    codes = tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    for code in codes:
        if code not in directory.neighbourhoods:
            near = nearest(code, directory.neighbourhoods)
            hint = f"; did you mean '{near}'?" if near else ""
            known = ", ".join(directory.neighbourhoods)
            raise Mistake(f"{parameter.id}: there is no neighbourhood '{code}'{hint} (known: {known})")
    return codes
