"""Carrying out what a person types on a run, and telling what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calamiteit.cli.failing import FAILED, OK, Told
from calamiteit.cli.frame import Frame, is_drill
from calamiteit.core.errors import Mistake
from calamiteit.core.modes import Mode
from calamiteit.core.run.state import EXPORTED

if TYPE_CHECKING:
    from calamiteit.core.run.decide import Refusal
    from calamiteit.core.run.state import Run
    from calamiteit.engine.runs import Build

_FOR_WHO_LEADS = ("over-done", "over-declined", "over-skipped")


def the_run(frame: Frame, given: str | None) -> str:
    """The run that is meant: the given one, else the only open one. Raises Mistake or UnknownName."""
    if is_drill(given) and frame.app.mode is not Mode.SIMULATION:
        raise Mistake(frame.say("drill.elsewhere", run=given))
    if given:
        frame.app.runs.look(given)
        return given
    found = frame.app.runs.open_runs()
    gone = frame.app.place.store.streams("run", status=EXPORTED) if not found else ()
    if gone:
        from calamiteit.cli.whereabouts import where_it_went

        raise Mistake(where_it_went(frame, gone[-1].id))
    if not found:
        runs = frame.app.place.store.streams("run")
        hint = " " + frame.say("failed.last-run", run=runs[-1].id) if runs else ""
        raise Mistake(frame.say("failed.no-open-run") + hint)
    if len(found) > 1:
        raise Mistake(frame.say("failed.which-run", runs=", ".join(found)))
    return found[0]


def must_be_allowed(frame: Frame, run: str, act: str) -> None:
    """Refuse who may not do this before anything is shown or asked."""
    _, state = frame.app.runs.look(run)
    if not may(frame, act, state):
        frame.tell(frame.say("refused.not-allowed", alias=frame.me, act=act), style="yellow")
        raise Told(FAILED)


def may(frame: Frame, act: str, run: Run | None = None) -> bool:
    """Whether the person at this terminal started the run, or is named for this act by the table."""
    place = frame.app.place
    is_officer = run is not None and frame.me == run.started_by
    return is_officer or place.directory.current().may(frame.me, act, place.clock.now())


def act(
    frame: Frame, run: str, build: Build, *, said: str, on_behalf_of: str = "", heard_by: str = ""
) -> None:
    """Commit a command as the person at this terminal and say `said`; a refusal is said and ends the command.

    The engine, wherever it runs, sees the commit within a tenth of a second; without one, that is said.
    """
    commit(frame, run, build, said=said, on_behalf_of=on_behalf_of, heard_by=heard_by)
    warn_without_engine(frame)


def commit(
    frame: Frame, run: str, build: Build, *, said: str, on_behalf_of: str = "", heard_by: str = ""
) -> None:
    """As `act`, for a command that is the engine itself when there is no other."""
    from calamiteit.core.run.decide import Refusal

    app = frame.app
    actor = app.actor(frame.me, on_behalf_of=on_behalf_of, heard_by=heard_by)
    result = app.runs.act(run, build, actor=actor, key=f"cli:{app.place.ids.fresh()}")
    if isinstance(result, Refusal):
        frame.tell(_refused(frame, run, result), style="yellow")
        if result.code == "exported":
            from calamiteit.cli.whereabouts import where_it_went

            frame.tell(where_it_went(frame, run), style="bold")
        raise Told(OK if result.ok else FAILED)
    frame.tell(said, style="green")


def _refused(frame: Frame, run: str, refusal: Refusal) -> str:
    """Why not; whoever leads the run is told what to type, not to call the crisis officer."""
    leads = refusal.code in _FOR_WHO_LEADS and may(frame, "add", frame.app.runs.look(run)[1])
    code = f"refused.terminal.{refusal.code}" if leads else f"refused.{refusal.code}"
    return frame.say(code, **refusal.values)


def warn_without_engine(frame: Frame) -> None:
    """Say loudly when nobody sends messages and watches deadlines."""
    if not engine_alive(frame):
        frame.tell(frame.say("engine.none"), style="bold red")


def engine_alive(frame: Frame) -> bool:
    """Whether some process is the engine now."""
    return frame.window.holder() is not None
