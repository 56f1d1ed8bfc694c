"""A waking channel through apprise keeps the promises of every channel that its library lets it keep."""

from __future__ import annotations

from collections.abc import Iterator

from calamiteit.loopback.push import LoopbackPush
from tests.contracts.channel_contract import ChannelContract, Rig
from tests.support.channels import PushRig


class TestAppriseChannel(ChannelContract):
    tells_lost_answers = False

    def set_up(self) -> Iterator[Rig]:
        with LoopbackPush() as server:
            yield PushRig(server)
