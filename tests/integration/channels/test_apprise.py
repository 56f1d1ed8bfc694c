"""Waking channels: at most two SMS segments, one receiver, no secret in any word about trouble."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from calamiteit.adapters.channels.apprise import AppriseChannel
from calamiteit.adapters.channels.apprise.sms import MOST_GSM, MOST_UCS2, fits
from calamiteit.adapters.channels.apprise.wording import short_text
from calamiteit.adapters.files.words import Words
from calamiteit.loopback.push import LoopbackPush
from calamiteit.ports.channel import CannotLook, Delivered, GiveUp, TryAgain
from tests.support.messages import exercise, parcel, task

DUTCH = Words("nl")


@pytest.fixture
def push() -> Iterator[LoopbackPush]:
    with LoopbackPush() as running:
        yield running


@pytest.fixture
def sms(push: LoopbackPush) -> AppriseChannel:
    return AppriseChannel("sms", f"{push.json_url('sms')}/{{address}}", words=Words)


def test_the_address_goes_into_its_place_in_the_template(push: LoopbackPush, sms: AppriseChannel) -> None:
    assert isinstance(sms.send(parcel("+31 6 0000 0001")), Delivered)
    assert [notification.path for notification in push.notifications] == ["/sms/+31600000001"]


@pytest.mark.parametrize(
    "address",
    ["", "..", "../admin", "x?method=GET", "a/b", "a,b", "x&to=y", "x#y", "%2e%2e", "json://elsewhere"],
)
def test_an_address_cannot_lead_elsewhere(push: LoopbackPush, sms: AppriseChannel, address: str) -> None:
    assert sms.send(parcel(address)) == GiveUp(reason="address-not-usable")
    assert push.notifications == []


def test_it_says_what_by_when_and_where_to_answer(push: LoopbackPush, sms: AppriseChannel) -> None:
    due = DUTCH.say("task.due")
    sms.send(parcel("+31600000001", message=task(facts=(("Rol", "Crisisfunctionaris"), (due, "03:12")))))
    (arrived,) = push.notifications
    said = ["LIVE - Lindeveen", "Bel de burgemeester", f"{due}: 03:12", DUTCH.say("channel.answer-short")]
    assert arrived.text.splitlines() == [*said, "L-2026-001 T7"]


def test_a_long_title_gives_way_and_nothing_else_does() -> None:
    message = exercise(title="Bel de burgemeester " * 40, facts=((DUTCH.say("task.due"), "03:12"),))
    text = short_text(message, DUTCH)
    first, title, due, answer, run, last = text.splitlines()
    assert fits(text) and not fits(f"{text}xxx")
    assert title.startswith("Bel de burgemeester") and title.endswith("...")
    assert (first, run, last) == ("OEFENING - Lindeveen", "L-2026-001 T7", "OEFENING OEFENING OEFENING")
    assert due.endswith("03:12") and answer == DUTCH.say("channel.answer-short")


def test_dutch_stays_in_the_alphabet_of_sms_and_other_scripts_count_double() -> None:
    dutch = short_text(task(title="Coördineer de financiële “steun” – één loket… 🚨"), DUTCH)
    assert dutch.splitlines()[1] == 'Coördineer de financiele "steun" - één loket...'
    other = short_text(task(title="Позвоните мэру " * 40), DUTCH)
    assert len(other) <= MOST_UCS2 and "Позвоните" in other


def test_even_endless_first_words_fit() -> None:
    assert 0 < len(short_text(task(first="LIVE " * 200), DUTCH)) <= MOST_GSM
    assert 0 < len(short_text(task(first="ЖИВО " * 200), DUTCH)) <= MOST_UCS2


@pytest.mark.parametrize("status", ["403", "404", "429", "500"])
def test_a_refusal_is_tried_again_because_the_library_does_not_tell_why(
    push: LoopbackPush, sms: AppriseChannel, status: str
) -> None:
    push.faults.refuse("*", status)
    assert sms.send(parcel("+31600000001")) == TryAgain(reason="not-accepted")
    assert isinstance(sms.send(parcel("+31600000001")), Delivered)


def test_it_never_can_look() -> None:
    channel = AppriseChannel("ntfy", "ntfys://ntfy.example.org/{address}", words=Words)
    assert channel.look(parcel("x")) == CannotLook(reason="channel-cannot-look", ever=True)
    assert isinstance(channel.check(), Delivered)


def test_a_template_that_is_not_understood_is_the_fault_of_the_channel() -> None:
    channel = AppriseChannel("sms", "nosuchservice://secret@x/{address}", words=Words)
    wrong = GiveUp(reason="service-unknown", whole_channel=True)
    assert channel.check() == channel.send(parcel("+31600000001")) == wrong


def test_a_template_without_a_place_for_the_address_is_refused_without_showing_it() -> None:
    with pytest.raises(ValueError, match=r"channel 'sms' needs \{address\}") as caught:
        AppriseChannel("sms", "json://user:secret@sms.example.org/", words=Words)
    assert "secret" not in str(caught.value)


def test_nothing_is_logged(
    push: LoopbackPush,
    sms: AppriseChannel,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    push.faults.refuse("*", "500")
    sms.send(parcel("+31600000001"))
    push.faults.go_down()
    sms.send(parcel("+31600000001"))
    said = [record.getMessage() for record in caplog.records if record.name.startswith("apprise")]
    assert said == []
    assert capfd.readouterr() == ("", "")
