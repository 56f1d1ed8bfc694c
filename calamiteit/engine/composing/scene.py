"""What one message is written from, and the frame that every message has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from calamiteit.core.messages.message import Message
from calamiteit.core.messages.outgoing import Outgoing
from calamiteit.core.modes import Mode
from calamiteit.core.playbook.plan import Plan, Step
from calamiteit.core.run.decide.turn import Circumstances
from calamiteit.core.run.state import Assignment, Run
from calamiteit.core.time import Millis, show_time
from calamiteit.engine.pinning import Pinned
from calamiteit.engine.voice import Open, Voice
from calamiteit.ports.words import Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What one message is written from."""

    pinned: Pinned
    run: Run
    around: Circumstances
    voice: Voice
    language: str
    open_text: Open
    out: Outgoing

    @property
    def plan(self) -> Plan:
        """The plan that the run has pinned."""
        return self.pinned.plan

    def attachment(self, step: Step, values: Mapping[str, object]) -> str:
        """The prepared text that belongs to a step, from the template as it was when the run started."""
        source = self.pinned.template(step.template, self.language)
        return self.voice.attachment(source, values, self.language) if source else ""

    def say(self, code: str, /, **values: object) -> str:
        """A sentence of the program in the receiver's language."""
        return self.voice.say(self.language, code, **values)

    def clock(self, moment: Millis | None) -> str:
        """A local time, with its date when that is not today."""
        return "" if moment is None else show_time(moment, self.around.zone, self.around.now)

    def role(self, role: str) -> str:
        """The title of a role."""
        return self.voice.role(self.plan, self.around.directory, role, self.language)

    def roles(self, assignment: Assignment) -> str:
        """The titles of the roles for which somebody is asked."""
        return ", ".join(self.role(role) for role in assignment.roles)

    def step(self, id: str) -> Step:
        """A step of the plan or an added one."""
        return self.plan.steps.get(id) or self.run.added[id]

    def title(self, id: str) -> str:
        """The title of a step."""
        return self.voice.title(self.run, self.step(id), self.language, self.open_text)

    @property
    def assignment(self) -> Assignment:
        """The assignment that the message is about."""
        if self.out.number is None:
            raise ValueError(f"a message of purpose {self.out.purpose} needs an assignment")
        return self.run.assignments[self.out.number]

    def message(self, title: str, *lines: str, **more: object) -> Message:
        """A message with the first and last words that its mode asks for."""
        first = self.say(f"message.first.{self.run.mode.value}", municipality=self.voice.municipality)
        parts: dict[str, object] = {
            "purpose": self.out.purpose,
            "mode": self.run.mode,
            "language": self.language,
            "municipality": self.voice.municipality,
            "first": first,
            "last": "" if self.run.mode is Mode.LIVE else self.say(f"message.last.{self.run.mode.value}"),
            "title": title,
            "lines": tuple(line for line in lines if line),
            "run": self.run.id,
            "assignment": self.out.number,
            "repeat_notice": self.say("message.possible-repeat"),
            "forms": _forms(self.voice.words(self.language)),
        }
        return Message(**{**parts, **more})  # type: ignore[arg-type]


@lru_cache(maxsize=8)
def _forms(words: Wording) -> Mapping[str, tuple[str, str, str, str]]:
    """The same in every message of a language."""
    return {
        asks: (
            words.say(f"form.{asks}.title"),
            words.say(f"form.{asks}.question"),
            words.say("form.send"),
            words.say("form.cancel"),
        )
        for asks in ("reason", "minutes", "note")
    }
