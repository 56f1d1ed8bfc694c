"""Turns a playbook as written into the frozen Plan that a run uses: texts per language, times parsed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from calamiteit.core.playbook.authoring import GuardForm, Playbook, TeamRoleForm
from calamiteit.core.playbook.conditions_form import to_condition
from calamiteit.core.playbook.kinds import KINDS, StepModel
from calamiteit.core.playbook.parameters_form import to_parameter
from calamiteit.core.playbook.plan import (
    PACES,
    After,
    Answer,
    Audience,
    Chase,
    Goal,
    Guard,
    Plan,
    QuietRule,
    Repeat,
    Step,
    Takes,
    TeamRole,
    Words,
)
from calamiteit.core.playbook.scalars import words_of
from calamiteit.core.playbook.step_fields import AcknowledgeForm, AnswerForm, QuorumForm, StepFields
from calamiteit.core.playbook.times_form import UntilForm, UntilStepForm, to_at, to_every, to_quiet
from calamiteit.core.time import Millis, parse_duration

EVERYBODY = "team"
NOT_APPLICABLE = "not-applicable"


def compile(playbook: Playbook) -> Plan:  # noqa: A001
    """The plan of a checked playbook; a text without a language counts for every language."""
    return Plan(
        id=playbook.id,
        title=words_of(playbook.title),
        scenario=words_of(playbook.scenario),
        parameters={name: to_parameter(name, form) for name, form in playbook.parameters.items()},
        team={name: _role(name, form) for name, form in playbook.team.items()},
        officer=officer_of(playbook),
        does=tuple(map(words_of, playbook.role.does)),
        does_not=tuple(map(words_of, playbook.role.does_not)),
        if_nothing_is_done=words_of(playbook.if_nothing_is_done),
        scale_down=tuple(map(words_of, playbook.scale_down)),
        goals=tuple(
            Goal(mark=goal.mark, within=parse_duration(goal.within), probability=goal.probability)
            for goal in playbook.goals
        ),
        steps={step.id: _step(step, tuple(playbook.team)) for step in playbook.steps},
        guards={name: _guard(name, form) for name, form in playbook.guards.items()},
        retention=playbook.retention.label,
    )


def officer_of(playbook: Playbook) -> str:
    """The role that is told what goes wrong: as named, else the first critical one, else the first."""
    if playbook.officer is not None:
        return playbook.officer
    critical = (name for name, role in playbook.team.items() if role.critical)
    return next(critical, next(iter(playbook.team)))


def _step(model: StepModel, everybody: tuple[str, ...]) -> Step:
    """One step, whatever its kind; `team` becomes every role."""
    who = everybody if EVERYBODY in model.who else model.who
    return KINDS[model.kind].compile(model, replace(_shared(model, model.kind), who=who))


def _shared(model: StepFields, kind: str) -> Step:
    """The fields that every kind has."""
    return Step(
        id=model.id,
        kind=kind,
        title=words_of(model.title),
        text=_optional_words(model.text),
        who=model.who,
        answer=_answer(model.answer),
        quorum=model.answer.quorum if isinstance(model.answer, QuorumForm) else 0,
        at=None if model.at is None else to_at(model.at),
        after=tuple(
            After(step=form.step, outcome=form.outcome, last=form.occurrence == "last")
            for form in model.after
        ),
        when=None if model.when is None else to_condition(model.when),
        otherwise=None if model.otherwise == NOT_APPLICABLE else model.otherwise,
        repeat=_repeat(model),
        within=_optional_duration(model.within),
        by=None if model.by is None else to_at(model.by),
        takes=_takes(model),
        chase=_chase(PACES[model.pace or KINDS[kind].pace], model.acknowledge),
        quiet=to_quiet(model.quiet, otherwise=_spared(model)),
        mark=model.mark,
        audience=Audience(model.audience),
        standby=model.standby,
        duty=model.duty,
        decides=model.decides,
        template=model.template,
    )


KEY_FIGURES = "key-figures"
"""The mark of steps in which key figures are called, until their kind comes (3-model, time)."""


def _spared(model: StepFields) -> QuietRule:
    """The team is reached at all hours; key figures, when the officer says so (partners: see kind `ask`)."""
    return QuietRule.ASK if model.mark == KEY_FIGURES else QuietRule.IGNORE


def _answer(form: AnswerForm) -> Answer:
    return Answer.QUORUM if isinstance(form, QuorumForm) else Answer(form)


def _repeat(model: StepFields) -> Repeat | None:
    if model.every is None:
        return None
    repeat = Repeat(every=to_every(model.every), at_most=model.at_most, overlap_skips=model.overlap == "skip")
    return _until(repeat, model.until)


def _until(repeat: Repeat, form: UntilForm | None) -> Repeat:
    match form:
        case None:
            return repeat
        case str():
            return replace(repeat, for_=parse_duration(form))
        case UntilStepForm():
            return replace(repeat, until_step=form.step)
        case _:
            return replace(repeat, until=to_condition(form))


def _takes(model: StepFields) -> Takes | None:
    if model.takes is None:
        return None
    return Takes(usual=parse_duration(model.takes.usual), at_most=parse_duration(model.takes.at_most))


def _chase(pace: Chase, own: AcknowledgeForm | None) -> Chase:
    """The pace, with the times that the step gives itself."""
    if own is None:
        return pace
    return Chase(
        repeat=_silence(own.repeat, pace.repeat),
        second_channel=_silence(own.second_channel, pace.second_channel),
        deputy=_silence(own.deputy, pace.deputy),
        officer=_silence(own.officer, pace.officer),
    )


def _silence(own: str | None, usual: Millis | None) -> Millis | None:
    if own is None:
        return usual
    return None if own == "never" else parse_duration(own)


def _role(name: str, form: TeamRoleForm) -> TeamRole:
    return TeamRole(
        id=name, title=words_of(form.title), domain=form.domain, minimum=form.minimum, critical=form.critical
    )


def _guard(name: str, form: GuardForm) -> Guard:
    when = None if form.when is None else to_condition(form.when)
    return Guard(
        id=name,
        title=words_of(form.title),
        when=when,
        halts=form.halts,
        starts=form.starts,
        tells=form.tells,
    )


def _optional_duration(text: str | None) -> Millis | None:
    return None if text is None else parse_duration(text)


def _optional_words(text: str | Mapping[str, str] | None) -> Words:
    return {} if text is None else words_of(text)
