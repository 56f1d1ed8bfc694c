"""The desk where doors bring what people do: a tap becomes a command, and the person gets an answer."""

from __future__ import annotations

import re
from collections.abc import Mapping

from calamiteit.core.errors import CalamiteitError, UnknownName
from calamiteit.core.playbook.plan import in_language
from calamiteit.core.run import commands as c
from calamiteit.core.run.actors import Actor
from calamiteit.core.run.decide import Refusal
from calamiteit.core.run.events import TextRef
from calamiteit.core.run.state import Run
from calamiteit.core.run.table import Verb
from calamiteit.core.run.views import status
from calamiteit.core.time import show_time
from calamiteit.engine.runs import Build, Runs
from calamiteit.engine.sealing import Seals
from calamiteit.engine.workspace_log import log_in_workspace
from calamiteit.ports.desk import Click, Reply, SlashCommand
from calamiteit.ports.report import Report

_VERBS: Mapping[str, Verb] = {
    "accept": Verb.ACCEPT,
    "start": Verb.START,
    "done": Verb.DONE,
    "cannot": Verb.DECLINE,
    "heard-accept": Verb.ACCEPT,
    "heard-cannot": Verb.DECLINE,
}

_NEEDS_REASON = ("cannot", "heard-cannot")

CALLS = ("call", "call-off")
"""The purposes of messages that ask a person to telephone somebody."""

_OCCURRENCE = re.compile(r"(?P<step>.+)#(?P<n>[0-9]{1,9})")


class FrontDesk:
    """Implements the port `Desk`. Never raises: what goes wrong is reported, and the person is told."""

    def __init__(self, runs: Runs, report: Report) -> None:
        self._runs = runs
        self._place = runs.place
        self._report = report

    def click(self, click: Click) -> Reply:
        """A button or a form; the answer comes after the commit."""
        alias = self._alias(click.channel, click.address)
        language = self._language(alias)
        if not alias:
            return Reply(text=self._say(language, "slash.unknown-person"), ok=False)
        try:
            return self._act(click, alias, language)
        except UnknownName:  # the run is not here: a button of an exercise, or of a file that was put back
            return self.unknown_action(click.channel, click.address)
        except CalamiteitError as error:
            self._report("desk", error)
            return Reply(text=self._say(language, "desk.trouble"), ok=False)
        except Exception as error:  # noqa: BLE001 - a person must get an answer, whatever went wrong
            self._report("desk", error)
            return Reply(text=self._say(language, "desk.trouble"), ok=False)

    def _act(self, click: Click, alias: str, language: str) -> Reply:
        if click.transition == "show-number":
            return self._show_number(click, alias, language)
        if click.transition in _NEEDS_REASON and not click.text:
            return Reply(text=self._say(language, "refused.reason-required"), ok=False)
        build = self._command(click, language)
        if build is None:
            return self.unknown_action(click.channel, click.address)
        result = self._runs.act(click.run, build, actor=self._actor(click, alias), key=f"click:{click.key}")
        if isinstance(result, Refusal):
            text = self._say(language, f"refused.{result.code}", **result.values)
            return Reply(text=text, ok=result.ok)
        return Reply(text=self._say(language, f"answered.{click.transition}", alias=alias))

    def _actor(self, click: Click, alias: str) -> Actor:
        if not click.transition.startswith("heard-") or click.assignment is None:
            return Actor(alias=alias, door=click.channel)
        _, run = self._runs.look(click.run)
        about = _about(run, click.assignment)
        if about is None:  # the refusal says so
            return Actor(alias=alias, door=click.channel)
        holder = run.assignments[about].alias
        return Actor(alias=alias, door=click.channel, on_behalf_of=holder, heard_by="phone")

    def _command(self, click: Click, language: str) -> Build | None:
        """The command that a button stands for; None for one that this version does not know."""
        if click.transition in _VERBS and click.assignment is not None:
            number, verb = click.assignment, _VERBS[click.transition]
            if click.transition.startswith("heard-"):
                number = _about(self._runs.look(click.run)[1], number) or number
            return lambda seals: c.Answer(
                number=number, verb=verb, option=click.option, text=_text(seals, click, language)
            )
        match click.transition, click.option.split("|"):
            case "guard", [guard]:
                return lambda seals: c.PressGuard(guard=guard, reason=_text(seals, click, language))
            case "handover", [role, before, after]:
                return lambda seals: c.HandOver(from_alias=before, to_alias=after, role=role)
            case (("wake" | "hold"), [occurrence]) if match := _OCCURRENCE.fullmatch(occurrence):
                step, n = match["step"], int(match["n"])
                return lambda seals: c.DecideWake(step=step, n=n, wake=click.transition == "wake")
            case _:
                return None

    def _show_number(self, click: Click, alias: str, language: str) -> Reply:
        """The number of somebody who has to be called: read now, shown to this person only, logged."""
        _, run = self._runs.look(click.run)
        about = _about(run, click.assignment)
        if about is None:
            return self.unknown_action(click.channel, click.address)
        who = run.assignments[about].alias
        if not self._may_see_number(run, click, alias):
            text = self._say(language, "refused.not-allowed", alias=alias, act="view-contacts")
            return Reply(text=text, ok=False)
        person = self._place.directory.current().person(who)
        phone = person.route("phone") if person else None
        if person is None or phone is None:
            return Reply(text=self._say(language, "refused.no-such-person", alias=who, near=""), ok=False)
        body = {"who": who, "run": click.run, "why": "call"}
        log_in_workspace(self._place, "contact-viewed", body, Actor(alias=alias, door=click.channel))
        text = self._say(language, "answered.show-number", name=person.name, number=phone.address, alias=who)
        return Reply(text=text)

    def _may_see_number(self, run: Run, click: Click, alias: str) -> bool:
        """Who was asked to call about this very task, or may view contacts; a forwarded button is no key."""
        task = run.assignments[click.assignment or 0]
        if task.step in run.calls and task.alias == alias and not task.state.over:
            return True
        rows = self._place.store.rows(stream=click.run)
        asked = {row.to for row in rows if row.purpose in CALLS and row.assignment == click.assignment}
        now = self._place.clock.now()
        return alias in asked or self._place.directory.current().may(alias, "view-contacts", now)

    def command(self, command: SlashCommand) -> Reply:
        """`/calamiteit status | note TEXT | help`."""
        alias = self._alias(command.channel, command.address)
        language = self._language(alias)
        if not alias:
            return Reply(text=self._say(language, "slash.unknown-person"), ok=False)
        word, _, rest = command.words.strip().partition(" ")
        try:
            if word == "status":
                return Reply(text=self._status(language))
            if word == "note":
                return self._note(command, alias, language, rest.strip())
        except Exception as error:  # noqa: BLE001 - a person must get an answer, whatever went wrong
            self._report("desk", error)
            return Reply(text=self._say(language, "desk.trouble"), ok=False)
        known = word in ("", "help")
        help_text = self._say(language, "slash.help")
        return Reply(
            text=help_text if known else f"{self._say(language, 'slash.unknown', word=word)}\n{help_text}"
        )

    def _status(self, language: str) -> str:
        lines: list[str] = []
        now = self._place.clock.now()
        for run_id in self._runs.open_runs():
            pinned, run = self._runs.look(run_id)
            view = status(pinned.plan, run, now)
            head = view.headline
            state = self._say(language, f"run.status.{view.status}")
            since = show_time(view.started_at, self._place.zone, now)
            title = in_language(pinned.plan.title, language)
            lines.append(f"*{title}* · {run_id} · {state} · {since}")
            lines.append(
                self._say(language, "card.steps", done=head.done, running=head.running, waiting=head.waiting)
            )
            lines.append(self._say(language, "card.people", acknowledged=head.acknowledged, asked=head.asked))
        return "\n".join(lines) or self._say(language, "slash.status-none")

    def _note(self, command: SlashCommand, alias: str, language: str, text: str) -> Reply:
        open_runs = self._runs.open_runs()
        if not text:
            return Reply(text=self._say(language, "slash.note-empty"), ok=False)
        if not open_runs:
            return Reply(text=self._say(language, "slash.status-none"), ok=False)
        actor = Actor(alias=alias, door=command.channel)
        run_id = open_runs[-1]
        self._runs.act(
            run_id,
            lambda seals: c.WriteNote(text=seals.seal(text, language=language)),
            actor=actor,
            key=f"slash:{command.key}",
        )
        return Reply(text=self._say(language, "slash.note-saved", run=run_id))

    def unknown_action(self, channel: str, address: str) -> Reply:
        """A button of another version."""
        language = self._language(self._alias(channel, address))
        return Reply(text=self._say(language, "slash.unknown-button"), ok=False)

    def _alias(self, channel: str, address: str) -> str:
        """Whose address this is."""
        for alias, person in self._place.directory.current().people.items():
            route = person.route(channel)
            if route is not None and route.address == address:
                return alias
        return ""

    def _language(self, alias: str) -> str:
        return self._place.voice.language_of(self._place.directory.current(), alias)

    def _say(self, language: str, code: str, /, **values: object) -> str:
        return self._place.voice.say(language, code, **values)


def _about(run: Run, number: int | None) -> int | None:
    """Whose answer a button of a call is about: of the task to call, the assignment of who is called."""
    assignment = run.assignments.get(number or 0)
    return None if assignment is None else run.calls.get(assignment.step, assignment.number)


def _text(seals: Seals, click: Click, language: str) -> TextRef | None:
    return seals.seal(click.text, language=language) if click.text else None
