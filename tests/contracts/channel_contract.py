"""What every channel promises. A channel's own test says only how to set one up and how to trouble it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator

import pytest

from calamiteit.core.time import MINUTE, Millis
from calamiteit.ports.channel import (
    CannotLook,
    Channel,
    DeadMan,
    Delivered,
    Editing,
    Found,
    GiveUp,
    NotThere,
    Result,
    Rooms,
    Standing,
    TryAgain,
    Unknown,
)
from tests.support.messages import RUN, TASK, exercise, parcel, task


class Rig(ABC):
    """A channel with the server behind it."""

    address: str
    """Somebody who can be reached."""
    other: str = ""
    """Somebody else; empty when the contract needs only one."""
    secrets: tuple[str, ...] = ()
    """What must never stand in a reason, besides addresses and texts."""

    @property
    @abstractmethod
    def channel(self) -> Channel:
        """The channel under test."""

    @abstractmethod
    def texts(self) -> list[str]:
        """All that can be read of each message that arrived, oldest first."""

    @abstractmethod
    def go_down(self) -> None:
        """Refuse connections."""

    @abstractmethod
    def come_up(self) -> None:
        """Take connections again."""

    @abstractmethod
    def lose_answer(self) -> None:
        """The next message is taken, but the answer is lost."""

    @abstractmethod
    def lose_request(self) -> None:
        """The next message is lost on its way; the sender sees the same."""

    @abstractmethod
    def refuse(self) -> None:
        """The next message is refused for good."""

    def now(self) -> Millis:
        """The instant by the clock of the channel."""
        return 0


class ChannelContract(ABC):
    """Sending, looking, and honest reasons."""

    tells_lost_answers = True
    """False for a channel whose library says only yes or no."""

    @abstractmethod
    def set_up(self) -> Iterator[Rig]:
        """One rig, taken down afterwards."""

    @pytest.fixture
    def rig(self) -> Iterator[Rig]:
        yield from self.set_up()

    def test_a_message_arrives_once_with_its_first_words_and_title(self, rig: Rig) -> None:
        assert isinstance(rig.channel.send(parcel(rig.address)), Delivered)
        (text,) = rig.texts()
        assert text.index("LIVE") < text.index("Bel de burgemeester")
        assert "Lindeveen" in text

    def test_an_exercise_ends_with_the_words_it_began_with(self, rig: Rig) -> None:
        rig.channel.send(parcel(rig.address, message=exercise()))
        (text,) = rig.texts()
        assert text.index("OEFENING") < text.index("burgemeester") < text.rindex("OEFENING")
        assert "LIVE" not in text

    def test_nothing_is_sent_while_the_server_is_down_and_all_is_well_afterwards(self, rig: Rig) -> None:
        rig.go_down()
        assert isinstance(rig.channel.send(parcel(rig.address)), TryAgain)
        assert isinstance(rig.channel.check(), TryAgain | Delivered)
        rig.come_up()
        assert isinstance(rig.channel.send(parcel(rig.address)), Delivered)
        assert len(rig.texts()) == 1

    def test_what_is_refused_for_good_is_given_up_or_tried_again_but_never_delivered(self, rig: Rig) -> None:
        rig.refuse()
        result = rig.channel.send(parcel(rig.address))
        assert isinstance(result, GiveUp if self.tells_lost_answers else GiveUp | TryAgain)
        assert rig.texts() == []

    def test_a_lost_answer_is_never_called_delivered(self, rig: Rig) -> None:
        rig.lose_answer()
        sent = parcel(rig.address, first_tried=rig.now())
        assert isinstance(rig.channel.send(sent), Unknown if self.tells_lost_answers else TryAgain | Unknown)
        assert len(rig.texts()) == 1
        assert isinstance(rig.channel.look(sent), Found | CannotLook)

    def test_a_lost_request_is_not_found(self, rig: Rig) -> None:
        rig.lose_request()
        sent = parcel(rig.address, first_tried=rig.now())
        assert isinstance(rig.channel.send(sent), Unknown if self.tells_lost_answers else TryAgain | Unknown)
        assert rig.texts() == []
        assert isinstance(rig.channel.look(sent), NotThere | CannotLook)

    def test_checking_reaches_nobody(self, rig: Rig) -> None:
        assert isinstance(rig.channel.check(), Delivered)
        assert rig.texts() == []

    def test_no_reason_names_a_secret_an_address_or_a_word_of_the_message(self, rig: Rig) -> None:
        results: list[Result] = []
        for trouble in (rig.refuse, rig.lose_request, rig.go_down):
            trouble()
            results += [rig.channel.send(parcel(rig.address)), rig.channel.check()]
            looked = rig.channel.look(parcel(rig.address))
            results += [TryAgain(reason=looked.reason)] if isinstance(looked, CannotLook) else []
        rig.come_up()
        results.append(rig.channel.send(parcel("nobody at all <x>\r\nBcc: y")))
        reasons = [result.reason for result in results if not isinstance(result, Delivered)]
        assert len(reasons) >= 4
        hidden = (*rig.secrets, rig.address, "nobody", TASK.title, "Lindeveen", "127.0.0.1")
        assert [(word, reason) for word in hidden for reason in reasons if word in reason] == []

    def test_a_channel_may_be_closed_twice(self, rig: Rig) -> None:
        rig.channel.close()
        rig.channel.close()


class LookingContract(ChannelContract):
    """For a channel that can tell whether a message arrived."""

    def test_a_message_whose_answer_was_lost_is_found_by_its_key(self, rig: Rig) -> None:
        rig.lose_answer()
        sent = parcel(rig.address, key="L-1:4:0", first_tried=rig.now())
        rig.channel.send(sent)
        looked = rig.channel.look(sent)
        assert isinstance(looked, Found) and looked.ref
        assert rig.channel.look(parcel(rig.address, key="L-1:4:1", first_tried=rig.now())) == NotThere()

    def test_what_is_found_has_the_same_ref_as_what_was_delivered(self, rig: Rig) -> None:
        sent = parcel(rig.address, first_tried=rig.now())
        delivered = rig.channel.send(sent)
        assert isinstance(delivered, Delivered)
        assert rig.channel.look(sent) == Found(ref=delivered.ref)

    def test_nobody_can_look_while_the_server_is_down(self, rig: Rig) -> None:
        rig.go_down()
        looked = rig.channel.look(parcel(rig.address))
        assert isinstance(looked, CannotLook) and not looked.ever

    def test_a_repeat_says_that_it_may_be_one(self, rig: Rig) -> None:
        rig.channel.send(parcel(rig.address, possible_repeat=True))
        assert TASK.repeat_notice in rig.texts()[0]


class EditingContract(ChannelContract):
    """For a channel whose messages can be changed."""

    def test_an_edit_replaces_the_message_in_its_place_and_it_is_still_found(self, rig: Rig) -> None:
        channel = rig.channel
        assert isinstance(channel, Editing)
        sent = parcel(rig.address, first_tried=rig.now())
        delivered = channel.send(sent)
        assert isinstance(delivered, Delivered)
        changed = parcel(rig.address, key="L-1:9:0", message=task(title="Gedaan", lines=(), buttons=()))
        assert isinstance(channel.edit(delivered.ref, changed), Delivered)
        (text,) = rig.texts()
        assert "Gedaan" in text and "burgemeester" not in text
        assert channel.look(sent) == Found(ref=delivered.ref)

    def test_what_is_not_there_cannot_be_edited(self, rig: Rig) -> None:
        channel = rig.channel
        assert isinstance(channel, Editing)
        assert isinstance(channel.edit("nowhere", parcel(rig.address)), GiveUp)

    def test_an_edit_with_a_lost_answer_may_be_done_again(self, rig: Rig) -> None:
        channel = rig.channel
        assert isinstance(channel, Editing)
        delivered = channel.send(parcel(rig.address))
        assert isinstance(delivered, Delivered)
        rig.lose_answer()
        changed = parcel(rig.address, message=task(title="Gedaan"))
        assert isinstance(channel.edit(delivered.ref, changed), Unknown)
        assert isinstance(channel.edit(delivered.ref, changed), Delivered)
        assert len(rig.texts()) == 1


class RoomsContract(ChannelContract):
    """For a channel that can open a room."""

    @abstractmethod
    def people_in(self, rig: Rig, ref: str) -> set[str]:
        """Who is in a room, by address."""

    def test_a_room_is_opened_once_and_found_again(self, rig: Rig) -> None:
        channel = rig.channel
        assert isinstance(channel, Rooms)
        first = channel.open_room("live-attack-l-2026-001", [rig.address], "Aanslag in eigen gemeente")
        again = channel.open_room("live-attack-l-2026-001", [rig.address, rig.other], "Aanslag")
        assert isinstance(first, Delivered) and first.ref
        assert again == first
        assert {rig.address, rig.other} <= self.people_in(rig, first.ref)

    def test_a_message_can_be_sent_to_a_room(self, rig: Rig) -> None:
        channel = rig.channel
        assert isinstance(channel, Rooms)
        room = channel.open_room("live-attack-l-2026-001", [rig.address], "Aanslag")
        assert isinstance(room, Delivered)
        assert isinstance(channel.send(parcel(room.ref)), Delivered)

    def test_a_lost_answer_makes_no_second_room(self, rig: Rig) -> None:
        channel = rig.channel
        assert isinstance(channel, Rooms)
        self.lose_the_answer_to_the_making_of_a_room(rig)
        assert isinstance(channel.open_room("l-2026-001", [rig.address], "Aanslag"), TryAgain | Unknown)
        again = channel.open_room("l-2026-001", [rig.address], "Aanslag")
        assert isinstance(again, Delivered)
        assert self.rooms_named(rig, "l-2026-001") == [again.ref]

    @abstractmethod
    def lose_the_answer_to_the_making_of_a_room(self, rig: Rig) -> None:
        """Once."""

    @abstractmethod
    def rooms_named(self, rig: Rig, name: str) -> list[str]:
        """The refs of all rooms whose name begins so."""


class DeadManContract(ChannelContract):
    """For a channel that keeps a message which goes out by itself."""

    @abstractmethod
    def kept(self, rig: Rig) -> list[str]:
        """The refs of what is scheduled."""

    def test_moving_the_message_ahead_leaves_one(self, rig: Rig) -> None:
        channel = rig.channel
        assert isinstance(channel, DeadMan)
        first = channel.keep_ahead(parcel(rig.address), rig.now() + 10 * MINUTE, None)
        assert isinstance(first, Delivered)
        assert self.kept(rig) == [first.ref]
        second = channel.keep_ahead(parcel(rig.address), rig.now() + 12 * MINUTE, first.ref)
        assert isinstance(second, Delivered)
        assert self.kept(rig) == [second.ref] != [first.ref]
        assert rig.texts() == []

    def test_an_engine_that_stops_on_purpose_withdraws_it(self, rig: Rig) -> None:
        channel = rig.channel
        assert isinstance(channel, DeadMan)
        kept = channel.keep_ahead(parcel(rig.address), rig.now() + 10 * MINUTE, None)
        assert isinstance(kept, Delivered)
        assert isinstance(channel.withdraw(rig.address, kept.ref), Delivered)
        assert isinstance(channel.withdraw(rig.address, kept.ref), Delivered)
        assert self.kept(rig) == []

    def test_another_engine_finds_what_stands_by_its_run(self, rig: Rig) -> None:
        channel = rig.channel
        assert isinstance(channel, DeadMan)
        assert channel.standing([RUN]) == Standing()
        kept = channel.keep_ahead(parcel(rig.address), rig.now() + 10 * MINUTE, None)
        linked = channel.keep_ahead(
            parcel(rig.address, message=task(run=f"{RUN}.1")), rig.now() + 10 * MINUTE, None
        )
        assert isinstance(kept, Delivered) and isinstance(linked, Delivered)
        found = channel.standing([RUN])
        assert isinstance(found, Standing)
        assert [(one.run, one.ref) for one in found.messages] == [(RUN, kept.ref)]
        assert channel.standing(["L-2026-002"]) == Standing(), "of other runs, nothing"
        (one,) = found.messages
        assert isinstance(channel.withdraw(one.address, one.ref), Delivered)
        assert channel.standing([RUN]) == Standing()
        assert self.kept(rig) == [linked.ref], "that of the linked run stands"

    def test_a_channel_that_is_down_does_not_say_that_nothing_stands(self, rig: Rig) -> None:
        channel = rig.channel
        assert isinstance(channel, DeadMan)
        rig.go_down()
        assert isinstance(channel.standing([RUN]), TryAgain | Unknown)
