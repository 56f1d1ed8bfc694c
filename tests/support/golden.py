"""Stored logs of runs, kept for ever: a later release has to read them to the same state.

`python -m tests.support.golden tests/golden/0.1.0` writes them; a released folder is never written again.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from calamiteit.core.chain import Entry
from calamiteit.core.contacts.directory import Duty
from calamiteit.core.playbook import plan as p
from calamiteit.core.playbook.conditions import DecisionIs
from calamiteit.core.run import commands as c
from calamiteit.core.run.actors import ENGINE
from calamiteit.core.run.recorded import Recorded
from calamiteit.core.run.table import Verb
from calamiteit.core.time import HOUR, MINUTE
from tests.support.crisis import Roster, Stage, notify, plan, step, stored, text, town
from tests.support.snapshots import snapshot

FOLDER = Path(__file__).parents[1] / "golden"
HOURLY = p.EveryInterval(interval=HOUR)


def _first_hour() -> Stage:
    """An alarm at night: silence, a deputy, a phone call, a narrowed question, a failed channel."""
    steps = (
        notify("alarm", "comms", "logger", "field", "legal", within=5 * MINUTE),
        step("inform", "comms", within=HOUR, takes=p.Takes(usual=5 * MINUTE, at_most=10 * MINUTE)),
        step("sleepers", "field", quiet=p.Quiet(rule=p.QuietRule.ASK)),
    )
    people = town({"fay": ["phone"]}, chair="p1", comms="ann bob", logger="ann lo", field="fay", spare="cy")
    stage = Stage(plan(*steps, critical=["field"]), people, clock="23:30")
    stage.broken = {("lo", "slack")}
    stage.start_with(
        c.Start(
            run="X-1",
            mode="exercise",
            plan_hash="hash",
            values={"area": ("noord", "zuid"), "wounded": 3, "size": "large"},
            texts={"place": text("place")},
            facts=(text("fact"),),
            languages=("nl", "en"),
            again=text("again"),
        ),
        "p1",
    )
    stage.do(c.RecordRoom(channel="slack", ref="C1"), ENGINE)
    stage.at("23:36").accept("bob", 5)
    stage.as_person("p1", c.DecideWake(step="sleepers", n=1, wake=True))
    stage.heard("p1", "fay", Verb.ACCEPT, stage.task("fay").number)
    stage.at("23:40").answer("ann", Verb.START)
    stage.at("+1 00:30").decline("ann")
    delayed = c.RecordFailed(
        message="M1", channel="slack", to="ann", purpose="task", reason="429", number=1, delayed=True
    )
    stage.do(delayed, ENGINE)
    stage.as_person("p1", c.AddFact(text=text("F2"), status="unconfirmed", source=text("who")))
    stage.as_person("p1", c.SetFactStatus(fact="F1", status="confirmed"))
    return stage


def _long_run() -> Stage:
    """Days of work: decisions, repeats, a guard, a handover, added work, a linked run, winding down."""
    own = DecisionIs(decision="voice", options=("own",))
    steps = (
        step("voice", "chair", options="own region", repeat=p.Repeat(every=HOURLY, at_most=3)),
        step("speak", "comms", when=own, otherwise="ask"),
        step("ask", "comms", standby=True, options="yes no", if_nothing=p.IfNothing(after=HOUR, option="no")),
        step("meet", "chair", "comms", leader="chair", minutes_required=True, repeat=p.Repeat(every=HOURLY)),
        step("walk", "field"),
        step("funeral", "chair", at=p.AtDate(parameter="day")),
        step("care", opening=p.Opening.LINK, link=p.Link(playbook="care")),
        step("night", "field", quiet=p.Quiet(rule=p.QuietRule.DEFER), at=p.AtLocal(minutes=23 * 60)),
    )
    guard = p.Guard(id="threat", title={}, halts=("walk",), starts=("ask",), tells=("comms",))
    people = town(chair="p1", comms="ann bob", field="fay", spare="cy")
    stage = Stage(plan(*steps, guards=[guard]), people)
    rota = Roster(comms=[Duty(alias="ann", start=0, end=stage.moment("12:00"))])
    object.__setattr__(people, "rota", rota)
    stage.start(day_of_birth="x").done("p1", 1, option="own")
    stage.at("10:05").done("p1", stage.of("voice")[1].assignments[0], option="region")
    stage.as_person("fay", c.PressGuard(guard="threat", reason=text("threat")))
    later = Duty(alias="bob", start=stage.moment("12:00"), end=stage.moment("20:00"))
    object.__setattr__(people, "rota", Roster(comms=[later]))
    stage.at("12:00").do(c.LookAround(), ENGINE)
    stage.as_person("p1", c.HandOver(from_alias="ann", to_alias="bob"))
    stage.as_person("p1", c.AddTask(title=text("added"), alias="cy", within=HOUR))
    stage.as_person("p1", c.Redate(number=stage.task("cy").number, at=stage.moment("14:00"), reason=text()))
    stage.as_person("p1", c.Redate(step="funeral", at=stage.moment("+3 10:00"), reason=text()))
    stage.as_person("p1", c.Skip(number=stage.task("cy").number, reason=text()))
    stage.as_person("ann", c.WriteNote(text=text("note")))
    stage.do(c.RecordLinkedEnd(run="X-1.1", outcome="closed"), ENGINE)
    stage.at("+2 09:00").as_person("p1", c.WindDown(reason=text(), aftercare="care"))
    stage.as_person("p1", c.Close(accept_open=True, reason=text()))
    stage.do(c.RecordErased(rule="crisis-log", texts=("X1",)), ENGINE)
    return stage


def _false_alarm() -> Stage:
    """Stopped after six minutes: everyone who was told is told."""
    people = town({"fay": ["phone"]}, chair="p1", comms="ann bob", field="fay")
    stage = Stage(plan(notify("alarm", "comms", "field"), critical=["field"]), people).start()
    stage.at("09:06").as_person("p1", c.Stop(false_alarm=True, reason=text()))
    return stage


def _moved() -> Stage:
    """To another machine and taken back, then away again and adopted."""
    stage = Stage(plan(step("visit", "comms")), town(chair="p1", comms="ann bob")).start()
    stage.at("09:01").as_person("p1", c.Export(export="E1", place=text("stick")))
    stage.as_person("p1", c.TakeBack(export="E1"))
    stage.as_person("p1", c.Export(export="E2", place=text("stick")))
    stage.as_person("p1", c.Adopt(export="E2", place=text("laptop")))
    stage.accept("ann")
    return stage


def _called() -> Stage:
    """Two people with a telephone only: one answers by it, one does not pick up and is called again."""
    people = town({"fay": ["phone"], "gus": ["phone"]}, chair="p1", field="fay", legal="gus", logger="lo lu")
    stage = Stage(plan(notify("alarm", "field", "legal"), critical=["field"]), people).start()
    stage.at("09:01").accept("lo", 3)
    stage.heard("lo", "fay", Verb.ACCEPT, 1)
    stage.answer("lo", Verb.DONE, 4)
    stage.at("09:06").heard("p1", "gus", Verb.DECLINE, 2)
    return stage


PLAYS: Mapping[str, Callable[[], Stage]] = {
    "first-hour": _first_hour,
    "long-run": _long_run,
    "false-alarm": _false_alarm,
    "moved": _moved,
    "called": _called,
}


def as_stored(stage: Stage) -> dict[str, Any]:
    """The log in the form of the store, and the state that it has to give."""
    entries = [
        {"seq": entry.seq, "at": entry.at, "kind": entry.kind, "body": dict(entry.body)}
        for entry in stored(stage.log)
    ]
    return {"entries": entries, "state": snapshot(stage.run)}


def read(path: Path) -> tuple[list[Recorded], Any]:
    """A kept log, through the codec of today, and the state of then."""
    kept = json.loads(path.read_text(encoding="utf-8"))
    return [Recorded.from_entry(Entry(**entry)) for entry in kept["entries"]], kept["state"]


def write(folder: Path) -> None:
    """Keep the plays of today."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, play in PLAYS.items():
        body = json.dumps(as_stored(play()), ensure_ascii=False, separators=(",", ":"))
        lines = body.replace('{"seq"', '\n{"seq"').replace('],"state"', '\n],"state"')
        (folder / f"{name}.json").write_text(lines + "\n", encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
