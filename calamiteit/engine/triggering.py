"""Triggering: what the officer fills in becomes the first command of a run."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from calamiteit.core.contacts.directory import Directory
from calamiteit.core.errors import BadInput, Mistake, nearest
from calamiteit.core.playbook.plan import Parameter, ParameterType, Plan
from calamiteit.core.problems import Problem
from calamiteit.core.run import commands as c
from calamiteit.core.run.actors import Actor
from calamiteit.core.time import MINUTE, Millis, nearest_local, parse_clock, parse_date
from calamiteit.engine.pinning import Pinned, pin
from calamiteit.engine.runs import Result, Runs
from calamiteit.engine.sealing import Seals

SAME_CRISIS: Millis = 30 * MINUTE
"""A second trigger of the same playbook or area within this time shows the open run first."""

_WHOLE = re.compile(r"-?[0-9]{1,12}")

Say = Callable[..., str]
"""Speaks in the language of who starts the run."""
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
        values, texts = self._values(loaded.plan, given, partial(self._place.voice.say, language))
        pinned = pin(loaded, self._place.voice.renderer, self._place.voice.languages)
        return Prepared(
            pinned=pinned, values=values, texts=texts, facts=tuple(facts), language=language, channel=channel
        )

    def _values(
        self, plan: Plan, given: Mapping[str, str], say: Say
    ) -> tuple[dict[str, str | int | tuple[str, ...]], dict[str, str]]:
        problems = [_unknown(name, plan, say) for name in given if name not in plan.parameters]
        values: dict[str, str | int | tuple[str, ...]] = {}
        texts: dict[str, str] = {}
        for name, parameter in plan.parameters.items():
            try:
                value = self._value(parameter, given.get(name), say)
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

    def _value(self, parameter: Parameter, text: str | None, say: Say) -> str | int | tuple[str, ...] | None:
        """The typed value of one parameter. Raises Mistake with what is expected."""
        if text is None or text == "":
            if parameter.default is not None:
                return parameter.default
            if parameter.required:
                raise Mistake(say("value.needed", name=parameter.id))
            return None
        match parameter.type:
            case ParameterType.TEXT:
                return text
            case ParameterType.CHOICE:
                return _choice(parameter, text, say)
            case ParameterType.NUMBER:
                return _number(parameter, text, say)
            case ParameterType.TIME:
                return self._time(parameter, text, say)
            case ParameterType.DATE:
                return _date(parameter, text, say)
            case ParameterType.NEIGHBOURHOODS:
                return _neighbourhoods(parameter, text, self._place.directory.current(), say)

    def _time(self, parameter: Parameter, text: str, say: Say) -> Millis:
        """A clock time around now, in the workspace's zone."""
        try:
            minutes = parse_clock(text)
        except ValueError as error:
            raise Mistake(say("value.time", name=parameter.id, given=text)) from error
        return nearest_local(self._place.clock.now(), minutes, self._place.zone)

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


def _unknown(name: str, plan: Plan, say: Say) -> Problem:
    what = say("value.unknown", playbook=plan.id, name=name) + _near(name, plan.parameters, say)
    return Problem(what=what, code="parameter")


def _near(given: str, known: Iterable[str], say: Say) -> str:
    near = nearest(given, known)
    return say("failed.did-you-mean", name=near) if near else ""


def _choice(parameter: Parameter, text: str, say: Say) -> str:
    options = [option.id for option in parameter.options]
    if text not in options:
        said = say("value.choice", name=parameter.id, known=", ".join(options), given=text)
        raise Mistake(said + _near(text, options, say))
    return text


def _number(parameter: Parameter, text: str, say: Say) -> int:
    name = parameter.id
    if not _WHOLE.fullmatch(text):
        raise Mistake(say("value.number", name=name, given=text))
    number = int(text)
    if parameter.minimum is not None and number < parameter.minimum:
        raise Mistake(say("value.least", name=name, low=parameter.minimum, given=number))
    if parameter.maximum is not None and number > parameter.maximum:
        raise Mistake(say("value.most", name=name, high=parameter.maximum, given=number))
    return number


def _date(parameter: Parameter, text: str, say: Say) -> str:
    try:
        return parse_date(text).isoformat()
    except ValueError as error:
        raise Mistake(say("value.date", name=parameter.id, given=text)) from error


def _neighbourhoods(parameter: Parameter, text: str, directory: Directory, say: Say) -> tuple[str, ...]:
    codes = tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    known = directory.neighbourhoods
    for code in codes:
        if code not in known:
            said = say("value.neighbourhood", name=parameter.id, given=code, known=", ".join(known))
            raise Mistake(said + _near(code, known, say))
    return codes
