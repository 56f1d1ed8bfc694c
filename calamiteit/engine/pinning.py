"""The plan that a run holds on to: playbook, compiled plan and templates as they were when it started."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from calamiteit.core.chain import Json, canonical, digest
from calamiteit.core.errors import StoreTrouble
from calamiteit.core.playbook.plan import Plan
from calamiteit.core.playbook.stored import from_stored, to_stored

if TYPE_CHECKING:
    from calamiteit.ports.playbooks import Loaded
    from calamiteit.ports.renderer import Renderer


@dataclass(frozen=True, slots=True, kw_only=True)
class Pinned:
    """A plan with the sources of its templates, found again by its hash."""

    hash: str
    body: str
    plan: Plan
    templates: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Template name to language to source."""

    def template(self, name: str | None, language: str) -> str:
        """The source of a template in a language, else in any; empty for none."""
        sources = self.templates.get(name or "", {})
        return sources.get(language) or next(iter(sources.values()), "")


def pin(loaded: Loaded, renderer: Renderer, languages: tuple[str, ...]) -> Pinned:
    """Take the playbook and every template that its steps use, as they are now."""
    names = sorted({step.template for step in loaded.plan if step.template})
    templates = {
        name: {language: renderer.source(name, language) for language in languages} for name in names
    }
    content: dict[str, Json] = {
        "playbook": cast("Json", dict(loaded.document)),
        "templates": cast("Json", templates),
        "compiled": cast("Json", to_stored(loaded.plan)),
    }
    body = canonical(content)
    return Pinned(hash=digest(body), body=body, plan=loaded.plan, templates=templates)


class Shelf:
    """The pinned plans of open runs, each compiled once."""

    def __init__(self, content: Callable[[str], str | None]) -> None:
        self._content = content
        self._known: dict[str, Pinned] = {}

    def put(self, pinned: Pinned) -> None:
        """A plan that is about to be committed."""
        self._known[pinned.hash] = pinned

    def get(self, hash: str) -> Pinned:
        """The plan with this hash. Raises StoreTrouble when the database has lost it or it does not match."""
        if hash not in self._known:
            body = self._content(hash)
            if body is None or digest(body) != hash:
                raise StoreTrouble(f"the plan {hash[:12]} of a run is missing or damaged; restore the backup")
            content: dict[str, Any] = json.loads(body)
            plan = from_stored(content.get("compiled")) or _compiled(content["playbook"])
            self._known[hash] = Pinned(hash=hash, body=body, plan=plan, templates=content["templates"])
        return self._known[hash]


def _compiled(document: Mapping[str, Any]) -> Plan:
    """The plan of a run that an older release started. The models of playbooks are slow to import."""
    from calamiteit.core.playbook.compile import compile as compile_plan
    from calamiteit.core.playbook.document import from_document

    return compile_plan(from_document(document))
