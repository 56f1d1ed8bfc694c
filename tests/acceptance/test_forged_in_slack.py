"""What nobody's Slack would send, sent to the real door: nothing happens, and the person is told."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from calamiteit.bootstrap.app import App
from calamiteit.loopback.slack import Interaction, LoopbackSlack, Person
from calamiteit.ports.store import RowState
from tests.support.waiting import eventually
from tests.support.whole_workspace import WholeWorkspace, slack_of_everybody, slack_settings

STRANGER = Person(id="U0STRANGER", name="stranger")
OFFICER, HOLDER, OTHER = "heron", "curlew", "skylark"
NO_LONGER = "Deze knop werkt niet meer."
NOT_YOURS = "T2 is van curlew."
NO_REASON = "De reden ontbreekt."
NOT_ALLOWED = "skylark mag dit hier niet doen"
NOT_KNOWN = "Je account staat niet in de contacten."
ELSEWHERE = json.dumps({"v": json.dumps({"r": "L-000000-xxxx", "a": 2, "t": "cannot", "g": 1})})
FORM = {"q": "reason", "f": ["Reden", "Wat is de reden?", "Versturen", "Annuleren"]}


class Crisis:
    """A run whose first messages are out; T2 asks the holder. The door and the engine run in this process."""

    def __init__(self, slack: LoopbackSlack, folder: Path) -> None:
        self.slack = slack
        slack.workspace.people[STRANGER.id] = STRANGER
        self.town = WholeWorkspace(folder, slack_settings(slack))
        self.run = self.town.trigger()
        self.app: App = self.town.app()
        assert self.app.become_engine() is not None
        eventually(lambda: slack.connections and not self._waiting(), seconds=60)
        self.ids = {alias: self.address(alias) for alias in (OFFICER, HOLDER, OTHER)} | {"": STRANGER.id}

    def _waiting(self) -> list[object]:
        states = (RowState.WAITING, RowState.SENDING)
        rows = self.app.place.store.rows(stream=self.run)
        return [row for row in rows if row.channel == "slack" and row.state in states]

    def address(self, alias: str) -> str:
        return self.town.personal(alias)[1]

    def value(self, **changed: object) -> str:
        """What a button of T2 carries, changed by somebody."""
        return json.dumps({"r": self.run, "a": 2, "t": "accept", "g": 1} | changed)

    def press(self, alias: str, value: object, action_id: str = "calamiteit.accept.0") -> Interaction:
        """Press a button that somebody made; acknowledged when this returns."""
        button = {"type": "button", "action_id": action_id, "text": {"type": "plain_text", "text": "?"}}
        block: dict[str, Any] = {"type": "actions", "block_id": "b", "elements": [button | {"value": value}]}
        message = replace(self.slack.messages(self.ids[HOLDER])[0], blocks=(block,))
        pressed = self.slack.click(self.ids[alias], message, action_id)
        assert pressed.wait_acknowledged()
        return pressed

    def told(self, alias: str) -> list[str]:
        return [one.text for one in self.slack.ephemerals(self.ids[alias])]

    def answer(self, alias: str, since: int = 0) -> str:
        """What this person is told next."""
        self.slack.wait_for(lambda: len(self.told(alias)) > since)
        return self.told(alias)[since]

    @property
    def events(self) -> list[tuple[str, str]]:
        """What people did in the run and in the workspace: kind and who."""
        found = [one for one in self.app.runs.log(self.run) if one.by.door != "engine"]
        return [(one.event.kind, one.by.alias) for one in found]

    @property
    def viewed(self) -> int:
        entries = self.app.place.store.read("workspace")
        return sum(one.entry.kind == "contact-viewed" for one in entries)


@pytest.fixture(scope="module")
def crisis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crisis]:
    with slack_of_everybody() as slack:
        made = Crisis(slack, tmp_path_factory.mktemp("forged") / "workspace")
        yield made
        made.app.close()


BUTTONS: Mapping[str, tuple[Mapping[str, object], str]] = {
    "accept for another": ({}, NOT_YOURS),
    "begin for another": ({"t": "start"}, NOT_YOURS),
    "done for another": ({"t": "done"}, NOT_YOURS),
    "an option of another": ({"t": "done", "o": "own"}, NOT_YOURS),
    "cannot, without a reason": ({"t": "cannot"}, NO_REASON),
    "heard a yes": ({"t": "heard-accept"}, NOT_ALLOWED),
    "heard a no, without a reason": ({"t": "heard-cannot"}, NO_REASON),
    "a number": ({"t": "show-number"}, NOT_ALLOWED),
    "a handover": ({"t": "handover", "a": None, "o": "decider|curlew|skylark"}, NOT_ALLOWED),
    "a handover of all": ({"t": "handover", "a": None, "o": "|curlew|skylark"}, NOT_ALLOWED),
    "waking people": ({"t": "wake", "a": None, "o": "first-meeting#1"}, "Stap first-meeting bestaat niet"),
    "a guard that is none": ({"t": "guard", "a": None, "o": "bel"}, "Alarm bel bestaat niet"),
    "an act that is no button": ({"t": "stop"}, NO_LONGER),
    "another act that is no button": ({"t": "skip"}, NO_LONGER),
    "an act that does not exist": ({"t": "explode"}, NO_LONGER),
    "no act": ({"t": ""}, NO_LONGER),
    "half a handover": ({"t": "handover", "a": None, "o": "curlew|skylark"}, NO_LONGER),
    "no task": ({"a": None}, NO_LONGER),
    "a task that is a text": ({"a": "2"}, NO_LONGER),
    "a task that does not exist": ({"a": 999}, "T999 bestaat niet"),
    "a task below nought": ({"a": -1}, "T-1 bestaat niet"),
    "the number of nobody": ({"t": "show-number", "a": 999}, NO_LONGER),
    "another run": ({"r": "L-000000-xxxx"}, NO_LONGER),
    "a run of an exercise": ({"r": "X-1"}, NO_LONGER),
    "the number from another run": ({"r": "L-000000-xxxx", "t": "show-number"}, NO_LONGER),
    "heard in another run": ({"r": "L-000000-xxxx", "t": "heard-accept"}, NO_LONGER),
    "the log of the workspace": ({"r": "workspace"}, NO_LONGER),
    "no run": ({"r": ""}, NO_LONGER),
    "a path": ({"r": "../live"}, NO_LONGER),
}


@pytest.mark.parametrize(("changed", "said"), BUTTONS.values(), ids=BUTTONS)
def test_a_forged_button_of_another_person_changes_nothing_and_is_answered(
    crisis: Crisis, changed: Mapping[str, object], said: str
) -> None:
    before, viewed, told = crisis.events, crisis.viewed, len(crisis.told(OTHER))
    crisis.press(OTHER, crisis.value(**changed))
    assert crisis.answer(OTHER, told).startswith(said)
    assert (crisis.events, crisis.viewed) == (before, viewed)
    assert crisis.town.reported == []


@pytest.mark.parametrize("changed", [changed for changed, _ in BUTTONS.values()], ids=BUTTONS)
def test_who_is_in_no_contact_file_can_do_nothing_with_any_button(
    crisis: Crisis, changed: Mapping[str, object]
) -> None:
    before, viewed, told = crisis.events, crisis.viewed, len(crisis.told(""))
    crisis.press("", crisis.value(**changed))
    answer = crisis.answer("", told)
    assert answer.startswith(NOT_KNOWN) or (
        changed in ({"t": ""}, {"a": "2"}) and answer.startswith(NO_LONGER)
    )
    assert (crisis.events, crisis.viewed) == (before, viewed)


@pytest.mark.parametrize("value", ["", "no json", "[]", "7", "null", '{"t": {}}', "[" * 1990], ids=repr)
def test_a_button_that_carries_nonsense_is_answered(crisis: Crisis, value: str) -> None:
    before, told = crisis.events, len(crisis.told(OTHER))
    crisis.press(OTHER, value, action_id="made.up")
    assert crisis.answer(OTHER, told).startswith(NO_LONGER)
    assert crisis.events == before


@pytest.mark.parametrize("transition", ["cannot", "heard-cannot"])
def test_a_no_without_its_reason_is_asked_for_the_reason(crisis: Crisis, transition: str) -> None:
    before, told = crisis.events, len(crisis.told(OFFICER))
    crisis.press(OFFICER, crisis.value(t=transition))
    assert crisis.answer(OFFICER, told).startswith(NO_REASON)
    assert crisis.events == before


@pytest.mark.parametrize(("alias", "said"), [(OTHER, NOT_YOURS), ("", NOT_KNOWN)])
@pytest.mark.parametrize("transition", ["cannot", "done"])
def test_a_form_of_another_person_is_refused_when_it_is_sent(
    crisis: Crisis, transition: str, alias: str, said: str
) -> None:
    before = crisis.events
    pressed = crisis.press(alias, crisis.value(t=transition, **FORM))
    crisis.slack.wait_for(lambda: pressed.opened_view)
    view = pressed.opened_view
    assert view is not None
    sent = crisis.slack.submit_view(crisis.ids[alias], view, {"typed": "Geen tijd"})
    crisis.slack.wait_for(lambda: sent.errors)
    assert sent.errors["typed"].startswith(said)
    crisis.slack.close_view(crisis.ids[alias], view)
    assert crisis.events == before


@pytest.mark.parametrize("metadata", ["", "nonsense", "[]", "{}", ELSEWHERE])
def test_a_form_about_nothing_is_answered(crisis: Crisis, metadata: str) -> None:
    pressed = crisis.press(OTHER, crisis.value(t="cannot", **FORM))
    crisis.slack.wait_for(lambda: pressed.opened_view)
    view = pressed.opened_view
    assert view is not None
    before = crisis.events
    crisis.slack.workspace.views[view.id] = forged = replace(
        view, body={**view.body, "private_metadata": metadata}
    )
    assert crisis.slack.submit_view(crisis.ids[OTHER], forged, {"typed": "x"}).wait_acknowledged()
    (answered,) = crisis.slack.open_views(OTHER)
    assert NO_LONGER in str(answered.blocks) + str(answered.errors)
    crisis.slack.close_view(crisis.ids[OTHER], answered)
    assert crisis.events == before
    assert crisis.town.reported == []


@pytest.mark.parametrize(
    ("words", "said"), [("status", NOT_KNOWN), ("note Hallo", NOT_KNOWN), ("", NOT_KNOWN)]
)
def test_a_stranger_gets_nothing_from_the_slash_command(crisis: Crisis, words: str, said: str) -> None:
    before, told = crisis.events, len(crisis.told(""))
    assert crisis.slack.slash(STRANGER.id, "/calamiteit", words).wait_acknowledged()
    assert crisis.answer("", told).startswith(said)
    assert crisis.events == before


def test_an_answer_goes_to_the_channel_of_the_press_and_only_its_person_sees_it(crisis: Crisis) -> None:
    room = next(one for one in crisis.slack.workspace.channels.values() if one.kind != "im")
    before, told = crisis.slack.messages(room.id), len(crisis.told(OTHER))
    assert crisis.slack.slash(crisis.ids[OTHER], "/calamiteit", "help", channel=room.id).wait_acknowledged()
    assert crisis.answer(OTHER, told).startswith("/calamiteit status")
    assert crisis.slack.messages(room.id) == before


def test_the_status_names_a_run_by_the_title_of_its_playbook(crisis: Crisis) -> None:
    told = len(crisis.told(OTHER))
    assert crisis.slack.slash(crisis.ids[OTHER], "/calamiteit", "status").wait_acknowledged()
    shown = crisis.answer(OTHER, told)
    assert "Aanslag in de eigen gemeente" in shown and crisis.run in shown
    assert "attack-own-town" not in shown


def _without(payload: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in payload.items() if name not in names}


@pytest.mark.parametrize(
    "lacking",
    [("user",), ("user", "channel"), ("response_url", "channel"), ("trigger_id",), ("team",)],
    ids=str,
)
def test_a_press_that_lacks_who_or_where_is_acknowledged_and_changes_nothing(
    crisis: Crisis, lacking: tuple[str, ...]
) -> None:
    before = crisis.events
    whole = crisis.press(OTHER, crisis.value())
    again = replace(whole, envelope_id=f"without {lacking}", acks=[], deliveries=[])
    again.payload = _without(whole.payload, *lacking)
    crisis.slack.sockets.deliver(again)
    assert again.wait_acknowledged()
    assert crisis.events == before


def test_the_holder_the_deputy_and_the_officer_are_heard_after_all_that(crisis: Crisis) -> None:
    """Last: it changes the run."""
    crisis.press(HOLDER, crisis.value())
    crisis.press(OFFICER, crisis.value(t="start"))
    crisis.slack.wait_for(lambda: ("acknowledged", HOLDER) in crisis.events)
    assert crisis.answer(HOLDER).startswith("Genoteerd")
