"""Mail, on a practice mail server, keeps the promises of every channel."""

from __future__ import annotations

from collections.abc import Iterator

from calamiteit.loopback.mail import LoopbackMail
from tests.contracts.channel_contract import ChannelContract, Rig
from tests.support.channels import MailRig


class TestMailChannel(ChannelContract):
    def set_up(self) -> Iterator[Rig]:
        with LoopbackMail() as server:
            yield MailRig(server)
