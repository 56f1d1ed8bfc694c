"""Texts are there in every language of the workspace, and those that are filled in can be filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pydantic import BaseModel

from calamiteit.core.errors import DoesNotRender
from calamiteit.core.playbook.checks.finding import Checked, Fills, Surroundings, error, warning
from calamiteit.core.playbook.plan import Step
from calamiteit.core.playbook.scalars import OneText, TextPerLanguage
from calamiteit.core.playbook.values import sample_values, template_values
from calamiteit.core.problems import Path, Problem

MARKUP = re.compile(r"\{\{|\{%")


def texts_in(part: object, path: Path = ()) -> Iterator[tuple[Path, OneText | TextPerLanguage]]:
    """Every text of a playbook with its path."""
    if isinstance(part, OneText | TextPerLanguage):
        yield path, part
    elif isinstance(part, BaseModel):
        for name, field in type(part).model_fields.items():
            yield from texts_in(getattr(part, name), (*path, field.alias or name))
    elif isinstance(part, Mapping):
        for key, value in part.items():
            yield from texts_in(value, (*path, str(key)))
    elif isinstance(part, tuple):
        for position, value in enumerate(part):
            yield from texts_in(value, (*path, position))


def check_translations(it: Checked, around: Surroundings) -> Iterator[Problem]:
    """Missing languages: an error in shipped content, a warning in a workspace."""
    severe = error if around.shipped else warning
    for path, text in texts_in(it.playbook):
        if isinstance(text, OneText):
            if len(around.languages) > 1:
                example = ", ".join(f"{language}: ..." for language in around.languages)
                what = f"this text is in one language; write {{{example}}}"
                yield severe(path, "missing-translation", what)
            continue
        for language in around.languages:
            if language not in text:
                yield severe(path, "missing-translation", f"the text in '{language}' is missing")
        for language in text:
            if language not in around.languages:
                what = f"'{language}' is not a language of this workspace"
                yield warning((*path, language), "other-language", what)


def check_markup(it: Checked) -> Iterator[Problem]:
    """Only the instruction of a step is filled in; elsewhere braces would be shown as they are."""
    for path, text in texts_in(it.playbook):
        if path[0] == "steps" and path[2] == "text":
            continue
        written = (text,) if isinstance(text, OneText) else tuple(text.values())
        if any(MARKUP.search(words) for words in written):
            yield error(path, "not-filled-in", "only the 'text' of a step is filled in; leave out {{ }} here")


def check_rendering(it: Checked, fills: Fills, languages: tuple[str, ...]) -> Iterator[Problem]:
    """Each instruction and template, with every parameter known and with only the required ones."""
    for position, written in enumerate(it.playbook.steps):
        step = it.plan.steps[written.id]
        for language, source in step.text.items():
            path = ("steps", position, "text", *((language,) if language else ()))
            tried = languages if not language else (language,)
            yield from _first(_try_text(it, fills, source, tried or ("en",)), path)
        if step.template is not None:
            for language in languages:
                yield from _first(_try_template(it, fills, step, language), ("steps", position, "template"))


def _try_text(it: Checked, fills: Fills, source: str, languages: tuple[str, ...]) -> Iterator[DoesNotRender]:
    for language in languages:
        for values in _trials(it, language):
            try:
                fills.text(source, values)
            except DoesNotRender as failure:
                yield failure


def _try_template(it: Checked, fills: Fills, step: Step, language: str) -> Iterator[DoesNotRender]:
    for values in _trials(it, language):
        try:
            fills.template(str(step.template), language, values)
        except DoesNotRender as failure:
            yield failure


def _trials(it: Checked, language: str) -> Iterator[Mapping[str, object]]:
    """With everything known, and with only what a run cannot start without."""
    for complete in (True, False):
        given = sample_values(it.plan, complete=complete)
        facts = ("voorbeeld",) if complete else ()
        yield template_values(
            it.plan, given, language=language, municipality="voorbeeld", facts=facts, neighbourhoods={}
        )


def _first(failures: Iterator[DoesNotRender], path: Path) -> Iterator[Problem]:
    for failure in failures:
        place = f" (line {failure.line} of the text)" if failure.line > 1 else ""
        yield error(path, "does-not-render", f"{failure.what}{place}", hint=failure.hint)
        return
