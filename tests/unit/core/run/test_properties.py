"""A run under random commands and time: what must never be true of it is not."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from calamiteit.core.contacts.directory import Duty
from calamiteit.core.playbook import plan as p
from calamiteit.core.playbook.conditions import DecisionIs, ParameterIs, StepOutcome
from calamiteit.core.run import commands as c
from calamiteit.core.run.actors import ENGINE
from calamiteit.core.run.table import Verb
from calamiteit.core.time import HOUR, MINUTE
from tests.support.crisis import Roster, notify, plan, step, text, town, without
from tests.support.twins import TwinStage

ROLES = {"chair": "p1 p2", "comms": "ann bob", "field": "fay bob cy", "logger": "ann lo", "legal": ""}
PEOPLE = town({"fay": ["phone"], "cy": ["sms"], "lo": []}, **ROLES)
ALIASES = sorted(PEOPLE.people)
HOURLY = p.EveryInterval(interval=HOUR)
OWN = DecisionIs(decision="voice", options=("own",))
STEPS = (
    notify("alarm", "chair", "comms", "field", "logger", answer=p.Answer.QUORUM, quorum=2, within=5 * MINUTE),
    step("both", "comms", "logger", chase=p.PACES["fast"], within=HOUR),
    step("one", "field", "comms", answer=p.Answer.ANY, after=(p.After(step="alarm"),)),
    step("voice", "chair", options="own region", if_nothing=p.IfNothing(after=20 * MINUTE, option="own")),
    step("inform", "comms", "legal", when=OWN, otherwise="ask"),
    step("ask", "field", standby=True, answer=p.Answer.ANY, options="yes no"),
    step("meet", "chair", "logger", leader="chair", minutes_required=True, repeat=p.Repeat(every=HOURLY)),
    step("beside", "field", repeat=p.Repeat(every=HOURLY, overlap_skips=False, until_step="both", at_most=9)),
    step("brief", "comms", repeat=p.Repeat(every=p.EveryDay(minutes=600), until=OWN), when=OWN),
    step("night", "field", "comms", quiet=p.Quiet(rule=p.QuietRule.DEFER), at=p.AtLocal(minutes=23 * 60)),
    step("wake", "logger", quiet=p.Quiet(rule=p.QuietRule.ASK), at=p.AtLocal(minutes=60), within=HOUR),
    step("funeral", "chair", at=p.AtDate(parameter="day")),
    step(
        "small", "comms", when=ParameterIs(parameter="size", values=("small",)), repeat=p.Repeat(every=HOURLY)
    ),
    step("report", "comms", after=(p.After(step="beside", last=True),), at=p.AtAfter(step="both", plus=HOUR)),
    step(
        "care",
        opening=p.Opening.LINK,
        link=p.Link(playbook="care"),
        repeat=p.Repeat(every=p.EveryDay(minutes=1)),
    ),
)
GUARDS = (
    p.Guard(id="press", title={}, halts=("one", "beside"), starts=("ask",), tells=("field",)),
    p.Guard(id="self", title={}, when=StepOutcome(step="inform", outcome="not-applicable"), halts=("night",)),
)
PLAN = plan(*STEPS, critical=["chair", "field"], guards=GUARDS)
STEP_IDS = st.sampled_from([one.id for one in STEPS])
PERSONS = st.sampled_from(ALIASES)
NUMBERS = st.integers(1, 40)
WAITS = st.sampled_from([1, 2, 3, 5, 8, 20, 60, 240, 700, 1500])


OFFICER = st.one_of(
    st.builds(c.Skip, reason=st.just(text()), number=NUMBERS),
    st.builds(c.Skip, reason=st.just(text()), step=STEP_IDS),
    st.builds(c.Reassign, alias=PERSONS, number=NUMBERS),
    st.builds(c.Reassign, alias=PERSONS, step=STEP_IDS),
    st.builds(c.AddTask, title=st.just(text()), role=st.sampled_from(sorted(ROLES)), within=st.just(HOUR)),
    st.builds(c.AddTask, title=st.just(text()), alias=PERSONS),
    st.builds(c.StartStep, step=STEP_IDS),
    st.builds(c.HandOver, from_alias=PERSONS, to_alias=PERSONS, role=st.sampled_from(["", "comms"])),
    st.builds(c.DecideWake, step=st.just("wake"), n=st.just(1), wake=st.booleans()),
    st.builds(c.PressGuard, guard=st.sampled_from(["press", "self", "none"])),
    st.builds(c.WriteNote, text=st.just(text())),
)
ENDINGS = st.one_of(
    st.builds(c.Stop, false_alarm=st.booleans(), reason=st.just(text())),
    st.builds(c.WindDown, reason=st.just(text()), aftercare=st.sampled_from(["", "care"])),
    st.builds(c.Close, accept_open=st.booleans()),
)


class CrisisMachine(RuleBasedStateMachine):
    """Everything that can happen to a run, in any order."""

    @initialize(size=st.sampled_from(["small", "large"]), clock=st.sampled_from(["09:00", "22:30"]))
    def trigger(self, size: str, clock: str) -> None:
        self.stage = TwinStage(PLAN, PEOPLE, clock=clock)
        self.stage.start(size=size)

    @rule(minutes=WAITS)
    def time_passes(self, minutes: int) -> None:
        self.stage.until(self.stage.now + minutes * MINUTE)

    @rule(minutes=WAITS)
    def the_laptop_sleeps(self, minutes: int) -> None:
        self.stage.now += minutes * MINUTE
        self.stage.until(self.stage.now)

    @rule(
        number=NUMBERS,
        who=PERSONS,
        own=st.booleans(),
        verb=st.sampled_from(
            [Verb.ACCEPT, Verb.ACCEPT, Verb.START, Verb.DONE, Verb.DONE, Verb.DECLINE, Verb.SKIP]
        ),
        option=st.sampled_from(["", "own", "region", "yes"]),
        minutes=st.booleans(),
    )
    def somebody_answers(
        self, number: int, who: str, own: bool, verb: Verb, option: str, minutes: bool
    ) -> None:
        open_ = [a for a in self.stage.run.assignments.values() if not a.state.over]
        if own and open_:
            found = open_[number % len(open_)]
            number, who = found.number, found.alias
        command = c.Answer(number=number, verb=verb, option=option, text=text() if minutes else None)
        self.stage.as_person(who, command)

    @rule(
        number=NUMBERS,
        who=PERSONS,
        by=st.sampled_from(["p1", "lo"]),
        verb=st.sampled_from([Verb.ACCEPT, Verb.DECLINE]),
    )
    def somebody_says_it_by_phone(self, number: int, who: str, by: str, verb: Verb) -> None:
        self.stage.heard(by, who, verb, number)

    @rule(command=OFFICER, by=st.sampled_from(["p1", "p1", "p1", "ann"]))
    def the_officer_acts(self, command: Any, by: str) -> None:
        self.stage.as_person(by, command)

    @rule(number=NUMBERS, step_id=STEP_IDS, hours=st.integers(-1, 30), of_step=st.booleans())
    def the_officer_moves(self, number: int, step_id: str, hours: int, of_step: bool) -> None:
        at = self.stage.now + hours * HOUR
        one = c.Redate(at=at, step=step_id) if of_step else c.Redate(at=at, number=number)
        self.stage.as_person("p1", one)

    @rule(gone=st.sets(PERSONS, max_size=3), duty=PERSONS, role=st.sampled_from(["comms", "field"]))
    def people_come_and_go(self, gone: set[str], duty: str, role: str) -> None:
        duties = [Duty(alias=duty, start=self.stage.now, end=self.stage.now + 8 * HOUR)]
        found = without(PEOPLE, *sorted(gone))
        object.__setattr__(found, "rota", Roster(**{role: duties}))
        self.stage.directory = found
        self.stage.do(c.LookAround(), ENGINE)

    @rule(alias=PERSONS | st.just("*"), channel=st.sampled_from(["slack", "sms"]))
    def a_channel_breaks_or_is_mended(self, alias: str, channel: str) -> None:
        self.stage.broken ^= {(alias, channel)}

    @rule(number=NUMBERS, what=st.sampled_from(["repeat", "deputy", "check"]), generation=st.integers(1, 60))
    def an_old_alarm_rings(self, number: int, what: str, generation: int) -> None:
        self.stage.do(c.Fire(id=f"T{number}:{what}", generation=generation), ENGINE)

    @rule(number=NUMBERS, delayed=st.booleans(), purpose=st.sampled_from(["task", "call", "told"]))
    def a_late_report_comes(self, number: int, delayed: bool, purpose: str) -> None:
        if number in self.stage.run.assignments:
            to = self.stage.run.assignments[number].alias
            facts: dict[str, Any] = {"message": "L", "channel": "slack", "to": to, "purpose": purpose}
            command = c.RecordFailed(**facts, reason="late", number=number, delayed=delayed)
            self.stage.do(command, ENGINE)

    @rule(n=st.integers(1, 3), outcome=st.sampled_from(["closed", "stopped", "failed"]))
    def a_linked_run_ends(self, n: int, outcome: str) -> None:
        self.stage.do(c.RecordLinkedEnd(run=f"X-1.{n}", outcome=outcome), ENGINE)

    @precondition(lambda self: len(self.stage.log) > 150)
    @rule(command=ENDINGS)
    def the_run_ends(self, command: Any) -> None:
        self.stage.as_person("p1", command)

    @invariant()
    def nothing_is_wrong(self) -> None:
        if hasattr(self, "stage"):
            assert self.stage.until(self.stage.now).problems() == []
            assert self.stage.replay_now_and_then() == []

    def teardown(self) -> None:
        """The whole log, once at the end of each play."""
        if hasattr(self, "stage"):
            assert self.stage.problems_of_the_log() == []


CrisisMachine.TestCase.settings = settings(
    max_examples=40, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)

TestARunUnderRandomCommands = CrisisMachine.TestCase
"""Hypothesis plays, and shows the shortest play that goes wrong."""
