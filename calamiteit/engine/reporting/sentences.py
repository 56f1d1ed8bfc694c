"""One sentence for each event of a run, in words of the program; people by alias and role."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import tzinfo
from typing import TypeGuard

from calamiteit.core.contacts.directory import Directory
from calamiteit.core.playbook.plan import Plan, Step, in_language
from calamiteit.core.run import events as e
from calamiteit.core.run.actors import ENGINE_NAME
from calamiteit.core.run.recorded import Recorded
from calamiteit.core.run.state import Run
from calamiteit.core.time import Millis, show_time
from calamiteit.engine.verifying import refs_of
from calamiteit.engine.voice import Open, Voice

_CODES = ("why", "because", "outcome", "status", "purpose", "reason")
"""Fields whose value is a code with words of its own: `log.why.no-answer`."""
_PEOPLE = ("alias", "from_alias", "to_alias")
_MOMENTS = ("at", "due", "until", "default_at", "again_at", "tell_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class Teller:
    """What the sentences of one run are written from. Nothing in it names a person but by alias."""

    plan: Plan
    run: Run
    directory: Directory
    voice: Voice
    language: str
    zone: tzinfo
    now: Millis
    open_text: Open
    erased: Mapping[str, Recorded]
    """Text id to the event that says it was erased; the key "" stands for all texts of the run."""

    def say(self, code: str, /, **values: object) -> str:
        """A sentence of the program."""
        return self.voice.say(self.language, code, **values)

    def clock(self, moment: Millis) -> str:
        """Local time, with the date when that is not the day of the start."""
        return show_time(moment, self.zone, self.run.started_at)

    def role(self, role: str) -> str:
        """The title of a role."""
        return self.voice.role(self.plan, self.directory, role, self.language)

    def person(self, alias: str) -> str:
        """`heron (Chair)`: the alias with the first role that this person had in the run."""
        if alias in ("", ENGINE_NAME):
            return self.say("log.engine")
        if alias.startswith("#"):
            return self.say("log.room")
        held = next((a.roles[0] for a in self.run.assignments.values() if a.alias == alias and a.roles), "")
        return f"{alias} ({self.role(held)})" if held else alias

    def step(self, id: str) -> Step | None:
        """A step of the plan or an added one."""
        return self.plan.steps.get(id) or self.run.added.get(id)

    def title(self, id: str) -> str:
        """The title of a step; its id when there is none."""
        if id in self.run.calls:
            return self.say("call.title", alias=self.run.assignments[self.run.calls[id]].alias)
        if id in self.run.added_titles:
            return self.text(self.run.added_titles[id])
        step = self.step(id)
        return in_language(step.title, self.language) if step else id

    def option(self, step_id: str, option: str) -> str:
        """The title of an option."""
        step = self.step(step_id)
        found = [o for o in step.options if o.id == option] if step else []
        return in_language(found[0].title, self.language) if found else option

    def text(self, ref: e.TextRef | None) -> str:
        """What a person wrote; for an erased text, when and under which rule."""
        if ref is None:
            return ""
        text = self.open_text(ref.id)
        if text is not None:
            return text
        by = self.erased.get(ref.id) or self.erased.get("")
        if by is None or not isinstance(by.event, e.TextErased):
            return self.say("text.erased")
        return self.say("log.erased", time=self.clock(by.at), rule=by.event.rule)

    def sentence(self, recorded: Recorded) -> str:
        """The event in one sentence, followed by what people wrote."""
        event, values = recorded.event, self._values(recorded)
        said = self.say(f"log.{event.kind}{_variant(event)}", **values)
        by = recorded.by
        if by.on_behalf_of and by.on_behalf_of != by.alias:
            said += " " + self.say("log.heard", who=self.person(by.alias))
        texts = [] if isinstance(event, e.StepAdded) else [self.text(ref) for ref in refs_of(event)]
        return " ".join([said, *(f"“{text}”" for text in texts if text)])

    def _values(self, recorded: Recorded) -> dict[str, object]:
        event, run = recorded.event, self.run
        values: dict[str, object] = {field.name: getattr(event, field.name) for field in fields(event)}
        assignment = run.assignments.get(getattr(event, "number", None) or 0)
        if assignment is not None:
            values = {"step": assignment.step, "alias": assignment.alias, **values}
            values["task"] = f"T{assignment.number}"
        step = str(values.get("step", ""))
        values["who"] = self.person(recorded.by.alias)
        values["speaker"] = self.person(recorded.by.speaker)
        values["title"] = self.title(step) if step else in_language(self.plan.title, self.language)
        values["option"] = self.option(step, str(values.get("option", "")))
        values.update(
            {name: self.clock(moment) for name in _MOMENTS if _is_moment(moment := values.get(name))}
        )
        values.update({name: self.person(str(values[name])) for name in _PEOPLE if values.get(name)})
        codes = {name: values[name] for name in _CODES if isinstance(values.get(name), str)}
        values.update({name: self._code(name, str(code)) for name, code in codes.items() if code})
        self._names(event, values)
        return values

    def _names(self, event: e.Event, values: dict[str, object]) -> None:
        """Titles in place of ids: roles, guards, rules, receivers, lists of tasks."""
        if "roles" in values:
            values["roles"] = ", ".join(self.role(role) for role in getattr(event, "roles", ()))
        if values.get("role"):
            values["role"] = self.role(str(values["role"]))
        guard = self.plan.guards.get(str(values.get("guard", "")))
        if guard is not None:
            values["guard"] = in_language(guard.title, self.language)
        if isinstance(event, e.AssignmentOpened):
            values["rule"] = self.rule(event.rule)
        if isinstance(event, e.MessageSent | e.MessageFailed | e.MessageDelayed):
            values["to"] = self.person(event.to)
        for name in ("numbers", "left_open"):
            if name in values:
                values[name] = ", ".join(f"T{number}" for number in getattr(event, name))

    def rule(self, rule: str) -> str:
        """By which rule somebody was found: rota, holder, deputy 1, by hand."""
        word, _, number = rule.partition(" ")
        return self.say("log.rule.deputy", number=number) if word == "deputy" else self._code("rule", rule)

    def _code(self, name: str, code: str) -> str:
        """The words of a code; the code itself when a later release brought it."""
        words = f"log.{name}.{code.replace(' ', '-')}"
        said = self.say(words)
        return code if said == words else said


def _is_moment(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _variant(event: e.Event) -> str:
    """Which form of the sentence: the same event reads differently when something beside it is set."""
    match event:
        case e.RunStopped(false_alarm=True):
            return ".false-alarm"
        case e.RunClosed(left_open=numbers) if numbers:
            return ".open"
        case e.GuardTripped(pressed=False):
            return ".by-itself"
        case e.OccurrencePlanned(at=None):
            return ".unknown"
        case e.OccurrenceStarted(due=int()):
            return ".due"
        case e.OccurrenceEnded(option=option, why=why) if option:
            return ".nobody" if why == "nobody-decided" else ".option"
        case e.OccurrenceEnded(outcome=outcome):
            return f".{outcome}"
        case e.AssignmentOpened(because=because) if because != "plan":
            return ".because"
        case e.Escalated(to=to):
            return f".{to}"
        case e.Acknowledged(enough=True):
            return ".enough"
        case e.AssignmentDone(option=option) if option:
            return ".option"
        case e.AssignmentDeclined(why=why) if why:
            return ".withdrawn"
        case e.MessageSent(possible_repeat=True):
            return ".again"
        case e.WakeDecided(by_default=True):
            return ".by-default"
        case e.WakeDecided(wake=wake):
            return ".wake" if wake else ".hold"
        case _:
            return ""
