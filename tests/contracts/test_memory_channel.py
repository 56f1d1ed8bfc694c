"""The channels in memory keep the promises of every channel."""

from __future__ import annotations

from collections.abc import Iterator

from calamiteit.adapters.memory.channel import MemoryChannel, PlainMemoryChannel
from calamiteit.core.messages.message import Message
from calamiteit.core.time import MINUTE
from calamiteit.ports.channel import CannotLook, DeadMan, Delivered, Editing, GiveUp, Rooms, TryAgain
from tests.contracts.channel_contract import (
    ChannelContract,
    DeadManContract,
    EditingContract,
    LookingContract,
    Rig,
    RoomsContract,
)
from tests.support.messages import parcel


class MemoryRig(Rig):
    address, other = "anna", "bram"

    def __init__(self, memory: PlainMemoryChannel) -> None:
        self.memory = memory

    @property
    def channel(self) -> PlainMemoryChannel:
        return self.memory

    def texts(self) -> list[str]:
        return [_text(arrived.parcel.possible_repeat, arrived.message) for arrived in self.memory.arrived]

    def go_down(self) -> None:
        self.memory.go_down()

    def come_up(self) -> None:
        self.memory.come_up()

    def lose_answer(self) -> None:
        self.memory.lose_answer()

    def lose_request(self) -> None:
        self.memory.lose_request()

    def refuse(self) -> None:
        self.memory.answer(GiveUp(reason="refused"))


def _text(repeat: bool, message: Message) -> str:
    parts = (message.first, message.repeat_notice if repeat else "", message.title, *message.lines)
    return "\n".join((*parts, message.last))


class TestMemoryChannel(LookingContract, EditingContract, RoomsContract, DeadManContract):
    def set_up(self) -> Iterator[Rig]:
        yield MemoryRig(MemoryChannel("slack"))

    def people_in(self, rig: Rig, ref: str) -> set[str]:
        return {person for room in _memory(rig).rooms if room.ref == ref for person in room.people}

    def lose_the_answer_to_the_making_of_a_room(self, rig: Rig) -> None:
        rig.lose_answer()

    def rooms_named(self, rig: Rig, name: str) -> list[str]:
        return [room.ref for room in _memory(rig).rooms if room.name.startswith(name)]

    def kept(self, rig: Rig) -> list[str]:
        return [one.ref for one in _memory(rig).ahead]


class TestPlainMemoryChannel(LookingContract):
    def set_up(self) -> Iterator[Rig]:
        yield MemoryRig(PlainMemoryChannel("sms"))


class TestPlainMemoryChannelThatCannotLook(ChannelContract):
    def set_up(self) -> Iterator[Rig]:
        yield MemoryRig(PlainMemoryChannel("mail", looks=False))


def test_a_plain_channel_has_no_rooms_no_edits_and_nothing_ahead() -> None:
    assert not isinstance(PlainMemoryChannel(), Editing | Rooms | DeadMan)
    looked = PlainMemoryChannel(looks=False).look(parcel("anna"))
    assert isinstance(looked, CannotLook) and looked.ever


def test_results_can_be_planned_one_by_one() -> None:
    channel = MemoryChannel()
    channel.answer(TryAgain(reason="ratelimited", after=1000), GiveUp(reason="revoked", whole_channel=True))
    results = [channel.send(parcel("anna")) for _ in range(3)]
    assert [type(result) for result in results] == [TryAgain, GiveUp, Delivered]
    assert len(channel.arrived) == 1


def test_what_is_kept_ahead_goes_out_when_nobody_moves_it() -> None:
    channel = MemoryChannel()
    channel.keep_ahead(parcel("anna"), 10 * MINUTE, None)
    channel.pass_to(10 * MINUTE - 1)
    assert channel.arrived == []
    channel.pass_to(10 * MINUTE)
    assert len(channel.arrived) == 1 and channel.ahead == []


def _memory(rig: Rig) -> MemoryChannel:
    assert isinstance(rig, MemoryRig) and isinstance(rig.memory, MemoryChannel)
    return rig.memory
