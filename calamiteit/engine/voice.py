"""In which words a run speaks: the program's words per language, the plan's texts, and what people wrote."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from calamiteit.core.contacts.directory import Directory
from calamiteit.core.errors import CalamiteitError
from calamiteit.core.playbook.plan import Plan, Step, in_language
from calamiteit.core.playbook.values import template_values
from calamiteit.core.run.events import TextRef
from calamiteit.core.run.state import Run
from calamiteit.ports.renderer import Renderer
from calamiteit.ports.words import Wording

Open = Callable[[str], str | None]
"""Reads a sealed text by its id; None when it was erased."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """Everything that turns codes into sentences for one workspace."""

    municipality: str
    languages: tuple[str, ...]
    words: Callable[[str], Wording]
    renderer: Renderer

    def get_ready(self) -> None:
        """Load what fills in texts: a quarter of a second that no deadline should have to wait for."""
        self.renderer.text("", {})

    def language_of(self, directory: Directory, alias: str) -> str:
        """The language in which a person is written to: their first one that the workspace has."""
        person = directory.person(alias)
        wanted = (person.language, *person.languages) if person else ()
        return next((language for language in wanted if language in self.languages), self.languages[0])

    def say(self, language: str, code: str, /, **values: object) -> str:
        """A sentence of the program."""
        return self.words(language).say(code, **values)

    def role(self, plan: Plan, directory: Directory, role: str, language: str) -> str:
        """The title of a role, or its id when it has none."""
        if role in plan.team:
            return in_language(plan.team[role].title, language)
        holders = directory.roles.get(role)
        return in_language(holders.title, language) if holders else role

    def title(self, run: Run, step: Step, language: str, open_text: Open) -> str:
        """The title of a step; an added task has the words of the person who added it."""
        if step.id in run.calls:
            return self.say(language, "call.title", alias=run.assignments[run.calls[step.id]].alias)
        if step.id in run.added_titles:
            return self.written(run.added_titles[step.id], language, open_text)
        return in_language(step.title, language)

    def written(self, ref: TextRef | None, language: str, open_text: Open) -> str:
        """What a person wrote, as written; or that it was erased."""
        if ref is None:
            return ""
        text = open_text(ref.id)
        return self.say(language, "text.erased") if text is None else text

    def values(
        self, run: Run, plan: Plan, directory: Directory, language: str, open_text: Open
    ) -> dict[str, object]:
        """What a text can show: parameters by their names, confirmed facts, the plan and the place."""
        facts = [fact for fact in run.facts.values() if fact.status == "confirmed"]
        texts = {name: self.written(ref, language, open_text) for name, ref in run.texts.items()}
        return template_values(
            plan,
            {**run.values, **texts},
            language=language,
            municipality=self.municipality,
            facts=[self.written(fact.text, language, open_text) for fact in facts],
            started=run.started_at,
            neighbourhoods=directory.neighbourhoods,
        )

    def instruction(self, step: Step, values: Mapping[str, object], language: str) -> str:
        """The text of a step; one that cannot be filled in is shown as it stands, never held back."""
        source = in_language(step.text, language)
        try:
            return self.renderer.text(source, values)
        except CalamiteitError:
            return source

    def attachment(self, source: str, values: Mapping[str, object], language: str) -> str:
        """The prepared text that belongs to a step, filled in; what is wrong when it cannot be."""
        try:
            return self.renderer.text(source, values)
        except CalamiteitError as error:
            return self.say(language, "text.template-failed", why=str(error))
