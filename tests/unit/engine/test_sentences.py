"""Every event of a run has its sentence in both languages, with nothing left to fill in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from calamiteit.adapters.files.words import Words
from calamiteit.core.playbook.plan import Guard
from calamiteit.core.run import events as e
from calamiteit.core.run.actors import Actor
from calamiteit.core.run.recorded import Recorded
from calamiteit.engine.reporting.sentences import Teller
from calamiteit.engine.voice import Voice
from tests.support.crisis import ZONE, Stage, notify, plan, step, text, town

FORMS: dict[str, list[dict[str, Any]]] = {
    "run-stopped": [{"false_alarm": True}, {"false_alarm": False}],
    "run-closed": [{"left_open": ()}, {"left_open": (1,)}],
    "guard-tripped": [{"pressed": True}, {"pressed": False}],
    "occurrence-planned": [{"at": None}, {"at": 5}],
    "occurrence-started": [{"due": None}, {"due": 5}],
    "occurrence-ended": [
        *({"outcome": o} for o in ("done", "skipped", "not-applicable", "missed")),
        {"outcome": "cancelled", "why": "stopped"},
        {"outcome": "done", "option": "yes"},
        {"outcome": "done", "option": "yes", "why": "nobody-decided"},
    ],
    "assignment-opened": [
        {"because": "plan", "rule": "deputy 1"},
        {"because": "declined", "rule": "by hand"},
    ],
    "escalated": [{"to": "deputy", "why": "no-answer"}, {"to": "officer", "why": "overdue"}],
    "acknowledged": [{"enough": True}, {"enough": False}],
    "assignment-done": [{"option": ""}, {"option": "yes"}],
    "assignment-declined": [{"why": ""}, {"why": "withdrawn"}],
    "assignment-cancelled": [{"why": "taken"}],
    "message-sent": [{"possible_repeat": True}, {"possible_repeat": False}],
    "wake-decided": [{"by_default": True, "wake": False}, {"by_default": False, "wake": True},
                     {"by_default": False, "wake": False}],
}  # fmt: skip
PLAIN: Mapping[str, Any] = {
    "number": 1, "step": "alert", "n": 1, "roles": ("chair",), "role": "chair", "alias": "p1",
    "from_alias": "p1", "to_alias": "p2", "numbers": (1,), "text": text(), "title": text(), "reason": text(),
    "guard": "flee", "pressed": True, "fact": "F1", "status": "confirmed", "run": "L-1.1",
    "playbook": "aftercare", "outcome": "done", "rule": "holder", "because": "plan", "why": "no-answer",
    "to": "p1", "channel": "slack", "ref": "C1", "message": "m1", "purpose": "task", "at": 5, "due": 5,
    "until": 5, "default_at": 5, "again_at": 5, "tell_at": 5, "wake": True, "by_default": False,
    "moment": "x", "mode": "live", "plan": "hash", "values": {}, "texts": {}, "languages": ("nl",),
    "false_alarm": False, "left_open": (), "by_number": 1, "export": "E1",
}  # fmt: skip


def _teller(language: str, open_text: Mapping[str, str] | None = None) -> Teller:
    guards = [Guard(id="flee", title={"": "Flee"})]
    stage = Stage(plan(notify("alert", "chair"), step("other", "chair"), guards=guards), town(chair="p1 p2"))
    stage.start()
    texts = open_text or {}
    voice = Voice(municipality="Lindeveen", languages=("nl", "en"), words=Words, renderer=None)  # type: ignore[arg-type]
    return Teller(
        plan=stage.plan, run=stage.run, directory=stage.directory, voice=voice, language=language, zone=ZONE,
        now=stage.now, open_text=texts.get, erased={},
    )  # fmt: skip


def _events(kind: str) -> list[e.Event]:
    cls = e.KINDS[kind]
    known = {
        name: PLAIN[name] for name in cls.__dataclass_fields__ if name in PLAIN and name not in ("follows",)
    }
    if kind in ("message-failed", "message-delayed"):
        known["reason"] = "server-down"
    if kind == "text-erased":
        known["texts"] = ("X1",)
    made: list[Any] = [cls(**{**known, **form}) for form in FORMS.get(kind, [{}])]
    return made


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("kind", sorted(e.KINDS))
def test_every_event_has_a_whole_sentence(kind: str, language: str) -> None:
    teller = _teller(language)
    for event in _events(kind):
        by = Actor(alias="p1", door="cli")
        said = teller.sentence(Recorded(seq=1, at=teller.run.started_at, by=by, event=event))
        assert "{" not in said, said
        assert "log." not in said, said
        assert "None" not in said, said


def test_an_answer_heard_by_phone_names_both() -> None:
    teller = _teller("en")
    by = Actor(alias="p2", door="cli", on_behalf_of="p1", heard_by="phone")
    said = teller.sentence(Recorded(seq=2, at=0, by=by, event=e.Acknowledged(number=1)))
    assert said == "p1 (chair) takes T1 “alert”. (said by phone, written down by p2)"


def test_a_text_is_shown_as_written_and_an_erased_one_says_when_and_why() -> None:
    note = Recorded(seq=2, at=0, by=Actor(alias="p1", door="cli"), event=e.NoteWritten(text=text("X1")))
    assert _teller("en", {"X1": "School is closed"}).sentence(note).endswith("noted: “School is closed”")
    erased = e.TextErased(rule="on-request", texts=("X1",))
    at = Stage(plan(notify("alert", "chair")), town(chair="p1"), day=date(2026, 6, 2), clock="10:30").now
    by = Recorded(seq=3, at=at, by=Actor(alias="p1", door="cli"), event=erased)
    teller = _teller("en")
    said = Teller(
        **{name: getattr(teller, name) for name in Teller.__slots__} | {"erased": {"X1": by}}
    ).sentence(note)
    assert said.endswith("“[erased on 2026-06-02 10:30 under “on-request”]”")
