"""How a run ends at the terminal: what has to be said, asked and typed first."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

import click

from calamiteit.cli.acting import act, commit, must_be_allowed
from calamiteit.cli.frame import Frame
from calamiteit.cli.last_messages import see_out
from calamiteit.cli.usage import TypedWrongly
from calamiteit.core.errors import NotConfirmed, UnknownName
from calamiteit.core.run import commands as c
from calamiteit.core.run.state import Run


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the command said already; None is asked for, when somebody sits there."""

    false_alarm: bool | None
    reason: str | None
    confirm: str | None
    linked: bool | None


def stop(frame: Frame, run: str, given: Given) -> None:
    """Stop a run, and its open linked runs when that is wanted. Raises NotConfirmed."""
    must_be_allowed(frame, run, "stop")
    _, state = frame.app.runs.look(run)
    frame.tell(frame.say("runs.stop.asks", run=run, people=len(state.told)), style="bold")
    complete = given.false_alarm is not None and given.reason and given.confirm
    if not complete and not frame.can_ask:
        raise NotConfirmed(frame.say("runs.stop.needs", run=run))
    false_alarm = given.false_alarm
    if false_alarm is None:
        false_alarm = frame.agrees(frame.say("runs.stop.false-alarm"))
    reason = given.reason or _ask_reason(frame)
    open_links = list(_open_links(frame, state))
    linked = _with_linked(frame, given.linked, open_links)
    _confirm(frame, run, given.confirm)
    ended = [run, *(open_links if linked else ())]
    for one in ended:
        _stop_one(frame, one, false_alarm, reason)
    if open_links and not linked:
        frame.tell(frame.say("runs.stop.linked-left", runs=", ".join(open_links)), style="yellow")
    see_out(frame, ended)


def _open_links(frame: Frame, state: Run) -> Iterator[str]:
    """The linked runs that are open, and those below them; what has not begun will not begin."""
    for child, outcome in state.links.items():
        if outcome:
            continue
        with suppress(UnknownName):
            _, below = frame.app.runs.look(child)
            if not below.over:
                yield child
            yield from _open_links(frame, below)


def _ask_reason(frame: Frame) -> str:
    return str(click.prompt(frame.say("runs.stop.reason"), err=True)).strip()


def _with_linked(frame: Frame, given: bool | None, open_links: list[str]) -> bool:
    if given is not None or not open_links or not frame.can_ask:
        return bool(given)
    return frame.agrees(frame.say("runs.stop.linked", runs=", ".join(open_links)))


def _confirm(frame: Frame, run: str, given: str | None) -> None:
    if given is None:
        given = click.prompt(frame.say("runs.stop.type", run=run), default="", show_default=False, err=True)
    if given.strip().casefold() != run.casefold():
        raise NotConfirmed(frame.say("runs.stop.not"))


def _stop_one(frame: Frame, run: str, false_alarm: bool, reason: str) -> None:
    commit(
        frame,
        run,
        lambda seals: c.Stop(false_alarm=false_alarm, reason=seals.seal(reason, language=frame.language)),
        said=frame.say("runs.stop.done", run=run),
    )


def wind_down(frame: Frame, run: str, aftercare: str, reason: str | None) -> None:
    """Scale a run down. Raises UnknownName for an aftercare playbook that does not exist."""
    must_be_allowed(frame, run, "wind-down")
    if aftercare:
        frame.workspace.playbooks.load(aftercare)
    if not reason and not frame.can_ask:
        raise TypedWrongly("usage.reason")
    _confirm_nothing_new_starts(frame, run)
    words = reason or _ask_reason(frame)
    act(
        frame,
        run,
        lambda seals: c.WindDown(reason=seals.seal(words, language=frame.language), aftercare=aftercare),
        said=frame.say("runs.wind-down.done", run=run),
    )
    _, state = frame.app.runs.look(run)
    if any(True for _ in state.open_assignments()):
        _show_open(frame, run)
    frame.tell(frame.say("runs.wind-down.next", run=run))


def _confirm_nothing_new_starts(frame: Frame, run: str) -> None:
    """Early on most of a plan has not begun: a person at a terminal says yes to losing it."""
    from calamiteit.core.run.views import headline

    pinned, state = frame.app.runs.look(run)
    left = headline(pinned.plan, state, frame.app.place.clock.now()).waiting
    if left and frame.can_ask and not frame.agrees(frame.say("runs.wind-down.ask", count=left)):
        raise NotConfirmed(frame.say("runs.wind-down.not"))


def close(frame: Frame, run: str, *, leave_open: bool, reason: str | None) -> None:
    """Close a run; what is open is shown, and has to be accepted as open. Raises NotConfirmed."""
    must_be_allowed(frame, run, "close")
    _, state = frame.app.runs.look(run)
    left = list(state.open_assignments()) if not state.over else []
    if left:
        _show_open(frame, run)
        if not leave_open:
            if not frame.can_ask:
                raise NotConfirmed(frame.say("runs.close.needs"))
            if not frame.agrees(frame.say("runs.close.ask")):
                raise NotConfirmed(frame.say("runs.close.needs"))
            reason = reason or _ask_reason(frame)
    words = reason
    commit(
        frame,
        run,
        lambda seals: c.Close(
            accept_open=bool(left), reason=seals.seal(words, language=frame.language) if words else None
        ),
        said=frame.say("runs.close.done", run=run),
    )
    info = frame.app.place.store.info(run)
    if info is not None:
        frame.out.print(frame.say("runs.close.head", head=info.head), soft_wrap=True)
    see_out(frame, [run])


def _show_open(frame: Frame, run: str) -> None:
    from calamiteit.core.run.views import status
    from calamiteit.engine.reporting import teller_of
    from calamiteit.engine.reporting.open_ends import not_held, still_open

    teller, _ = teller_of(frame.app.runs, run, frame.language)
    frame.tell(frame.say("runs.close.open", run=run), style="bold")
    view = status(teller.plan, teller.run, teller.now)
    for line in still_open(teller, view):
        frame.tell(f"  {line}")
    if called_off := not_held(view):
        frame.tell(f"  {frame.say('runs.close.called-off', count=len(called_off))}")
