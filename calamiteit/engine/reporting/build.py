"""Builds the report of a run from its log and its pinned plan."""

from __future__ import annotations

from calamiteit.core.errors import UnknownName
from calamiteit.core.modes import Mode
from calamiteit.core.playbook.plan import in_language
from calamiteit.core.run import events as e
from calamiteit.core.run.recorded import Recorded
from calamiteit.core.run.views import StatusView, TaskLine, status
from calamiteit.core.time import Millis, show_duration, to_local
from calamiteit.engine.reporting.chart import chart_of
from calamiteit.engine.reporting.document import Document, Listing, Section, Table
from calamiteit.engine.reporting.open_ends import open_ends, promises
from calamiteit.engine.reporting.sentences import Teller
from calamiteit.engine.runs import Runs
from calamiteit.engine.verifying import Verdict, erased_texts, verify_run

_FURTHER = (e.Escalated, e.RoleUnfilled, e.GuardTripped)
_NOT_ARRIVED = (e.MessageFailed, e.MessageDelayed)
_WRITTEN = (e.FactAdded, e.FactStatusChanged, e.NoteWritten)


def teller_of(runs: Runs, run_id: str, language: str) -> tuple[Teller, list[Recorded]]:
    """What sentences about a run are written from, and its events. Raises UnknownName."""
    place = runs.place
    recorded = runs.log(run_id)
    pinned, run = runs.look(run_id)
    erased = erased_texts(recorded)
    for one in recorded:
        if isinstance(one.event, e.TextErased) and one.event.key == f"run:{run_id}":
            erased[""] = one
    teller = Teller(
        plan=pinned.plan,
        run=run,
        directory=place.directory.current(),
        voice=place.voice,
        language=language,
        zone=place.zone,
        now=place.clock.now(),
        open_text=place.store.open_text,
        erased=erased,
    )
    return teller, recorded


def build_report(runs: Runs, run_id: str, language: str) -> Document:
    """The report as it stands now. Raises UnknownName."""
    teller, recorded = teller_of(runs, run_id, language)
    verdict = verify_run(runs.place.store, run_id)
    if not verdict.version:
        raise UnknownName("run", run_id, ())
    view = status(teller.plan, teller.run, teller.now)
    return Document(
        language=language,
        title=teller.say("report.title", title=in_language(teller.plan.title, language)),
        warning=_warning(teller, verdict),
        facts=_facts(teller, view, verdict),
        notes=(
            teller.say("report.people"),
            teller.say("report.proof", run=run_id, short=verdict.head[:16]),
        ),
        chart=chart_of(teller, view),
        sections=_sections(teller, view, recorded),
        none=teller.say("report.none"),
    )


def _warning(teller: Teller, verdict: Verdict) -> str:
    if not verdict.holds:
        return teller.say("report.unverified", run=verdict.stream)
    if teller.run.mode is Mode.LIVE:
        return ""
    municipality = teller.voice.municipality
    return teller.say(f"message.first.{teller.run.mode.value}", municipality=municipality)


def _facts(teller: Teller, view: StatusView, verdict: Verdict) -> tuple[tuple[str, str], ...]:
    say, clock = teller.say, teller.clock
    started = _date(teller, view.started_at)
    end = view.ended_at if view.ended_at is not None else teller.now
    lasted = show_duration((end - view.started_at) // 1000 * 1000)
    found = [
        ("report.run", view.run),
        ("report.playbook", view.playbook),
        ("report.mode", say(f"report.mode.{view.mode}")),
        ("report.status", say(f"run.status.{view.status}")),
        ("report.started", say("report.started-by", time=started, who=teller.person(view.started_by))),
        ("report.ended", say("report.ended-not") if view.ended_at is None else clock(view.ended_at)),
        ("report.lasted", lasted),
        ("report.retention", teller.plan.retention),
        ("report.version", str(verdict.version)),
        ("report.head", verdict.head),
        ("report.made", _date(teller, teller.now)),
    ]
    return tuple((say(code), value) for code, value in found if value)


def _sections(teller: Teller, view: StatusView, recorded: list[Recorded]) -> tuple[Section, ...]:
    say = teller.say

    def told(*kinds: type[e.Event]) -> Table:
        return timeline(teller, [one for one in recorded if isinstance(one.event, kinds)])

    return (
        Section(title=say("report.answers"), body=_answers(teller, view)),
        Section(title=say("report.goals"), body=_goals(teller, view)),
        Section(title=say("report.decisions"), body=_decisions(teller, view, recorded)),
        Section(title=say("report.escalations"), body=told(*_FURTHER)),
        Section(title=say("report.undelivered"), body=told(*_NOT_ARRIVED)),
        Section(title=say("report.facts"), body=told(*_WRITTEN)),
        Section(title=say("report.open"), body=Listing(items=tuple(open_ends(teller, view)))),
        Section(title=say("report.promises"), body=Listing(items=tuple(promises(teller, view)))),
        Section(title=say("report.timeline"), body=timeline(teller, recorded)),
    )


def timeline(teller: Teller, recorded: list[Recorded]) -> Table:
    """Events in sentences, one row each."""
    return Table(
        header=(teller.say("log.column.time"), teller.say("log.column.what")),
        rows=tuple((_second(teller, one), teller.sentence(one)) for one in recorded),
    )


def _answers(teller: Teller, view: StatusView) -> Table:
    say = teller.say
    rows: list[tuple[str, ...]] = []
    for task in view.tasks:
        answered = _answered_at(task)
        after = (
            say("report.answers.none")
            if answered is None
            else say("report.answers.seconds", seconds=(answered - task.opened_at) // 1000)
        )
        ended = "" if task.ended_at is None else f" · {teller.clock(task.ended_at)}"
        rows.append(
            (
                f"T{task.number} {teller.title(task.step)}",
                f"{task.alias} ({', '.join(teller.role(role) for role in task.roles)})",
                teller.clock(task.opened_at),
                after,
                say(f"report.state.{task.state}") + ended,
            )
        )
    columns = ("task", "person", "asked", "after", "end")
    return Table(header=tuple(say(f"report.answers.{column}") for column in columns), rows=tuple(rows))


def _answered_at(task: TaskLine) -> Millis | None:
    """When the person said yes or no; saying that one cannot come is an answer too."""
    return task.ended_at if task.state == "declined" else task.acknowledged_at


def _goals(teller: Teller, view: StatusView) -> Table:
    say = teller.say
    rows: list[tuple[str, ...]] = []
    for goal in view.goals:
        waits = "report.goals.not-due" if view.ended_at else "report.goals.not-yet"
        reached = say("report.goals.not" if goal.missed else waits)
        if goal.reached_after is not None:
            reached = show_duration(goal.reached_after // 1000 * 1000)
            reached = say("report.goals.late", time=reached) if goal.missed else reached
        rows.append((teller.title(goal.step), show_duration(goal.within), reached))
    columns = ("mark", "within", "reached")
    return Table(header=tuple(say(f"report.goals.{column}") for column in columns), rows=tuple(rows))


def _decisions(teller: Teller, view: StatusView, recorded: list[Recorded]) -> Table:
    """Each step with options that is over: the options, the one taken, by whom and when."""
    say = teller.say
    rows: list[tuple[str, ...]] = []
    for one in recorded:
        event = one.event
        if not isinstance(event, e.OccurrenceEnded) or not event.option:
            continue
        step = teller.step(event.step)
        options = step.options if step else ()
        by = (
            say("report.decisions.nobody")
            if event.why == "nobody-decided"
            else ", ".join(_deciders(teller, view, event)) or teller.person(one.by.alias)
        )
        rows.append(
            (
                teller.title(event.step),
                "; ".join(in_language(option.title, teller.language) for option in options),
                teller.option(event.step, event.option),
                f"{by} · {teller.clock(one.at)}",
            )
        )
    columns = ("what", "options", "taken", "by")
    return Table(header=tuple(say(f"report.decisions.{column}") for column in columns), rows=tuple(rows))


def _deciders(teller: Teller, view: StatusView, event: e.OccurrenceEnded) -> list[str]:
    return [
        teller.person(task.alias)
        for task in view.tasks
        if (task.step, task.n, task.option) == (event.step, event.n, event.option)
    ]


def _second(teller: Teller, one: Recorded) -> str:
    """The local time to the second."""
    local, first = to_local(one.at, teller.zone), to_local(teller.run.started_at, teller.zone)
    day = "" if local.date() == first.date() else f"{local.date().isoformat()} "
    return f"{day}{local:%H:%M:%S}"


def _date(teller: Teller, moment: Millis) -> str:
    return f"{to_local(moment, teller.zone):%Y-%m-%d %H:%M}"
