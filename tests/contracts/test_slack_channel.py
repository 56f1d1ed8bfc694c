"""Slack, on a practice Slack, keeps the promises of every channel."""

from __future__ import annotations

from collections.abc import Iterator

from calamiteit.loopback.slack import LoopbackSlack
from tests.contracts.channel_contract import (
    DeadManContract,
    EditingContract,
    LookingContract,
    Rig,
    RoomsContract,
)
from tests.support.channels import ALEX, SANNE, SlackRig


class TestSlackChannel(LookingContract, EditingContract, RoomsContract, DeadManContract):
    def set_up(self) -> Iterator[Rig]:
        with LoopbackSlack([SANNE, ALEX], ["crisis"]) as slack:
            yield SlackRig(slack)

    def people_in(self, rig: Rig, ref: str) -> set[str]:
        return set(_slack(rig).channel(ref).members)

    def lose_the_answer_to_the_making_of_a_room(self, rig: Rig) -> None:
        _slack(rig).faults.lose_answer("conversations.create")

    def rooms_named(self, rig: Rig, name: str) -> list[str]:
        channels = _slack(rig).workspace.channels.values()
        return [channel.id for channel in channels if channel.name.startswith(name)]

    def kept(self, rig: Rig) -> list[str]:
        return [scheduled.id for scheduled in _slack(rig).scheduled]


def _slack(rig: Rig) -> LoopbackSlack:
    assert isinstance(rig, SlackRig)
    return rig.slack
