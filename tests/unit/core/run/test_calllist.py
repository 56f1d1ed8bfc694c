"""The call list: in which order people are called, and what is known of each."""

from __future__ import annotations

from dataclasses import replace

from calamiteit.core.contacts.directory import Route
from calamiteit.core.run.calllist import call_list
from tests.support.crisis import Stage, notify, person, plan, town, without


def test_without_a_run_everybody_who_could_be_asked_stands_in_order() -> None:
    directory = town(chair="p1 p2", social="p3")
    chair, social = call_list(plan(notify("alert", "chair", "social")), None, directory, 0)
    assert [(call.alias, call.rule, call.state) for call in chair.calls] == [
        ("p1", "holder", ""),
        ("p2", "deputy 1", ""),
    ]
    assert [call.alias for call in social.calls] == ["p3"]


def test_without_a_plan_every_role_of_the_contact_files_is_listed() -> None:
    directory = town(chair="p1", archivist="p2")
    assert [role.role for role in call_list(None, None, directory, 0)] == ["chair", "archivist"]


def test_a_critical_role_comes_first() -> None:
    directory = town(chair="p1", social="p2")
    listed = call_list(plan(notify("alert", "social"), critical=["social"]), None, directory, 0)
    assert [role.role for role in listed] == ["social", "chair"]


def test_it_shows_who_was_asked_and_what_they_answered() -> None:
    stage = Stage(plan(notify("alert", "social")), town(chair="p1", social="p2 p3")).start()
    stage.at("09:06")
    (social,) = (
        r for r in call_list(stage.plan, stage.run, stage.directory, stage.now) if r.role == "social"
    )
    assert [(call.alias, call.state) for call in social.calls] == [("p2", "open"), ("p3", "open")]


def test_somebody_who_left_the_contact_files_is_named_without_a_number() -> None:
    stage = Stage(plan(notify("alert", "social")), town(chair="p1", social="p2 p3")).start()
    left = without(stage.directory, "p2")
    (social,) = (r for r in call_list(stage.plan, stage.run, left, stage.now) if r.role == "social")
    assert [(call.alias, call.name, call.phones) for call in social.calls] == [
        ("p3", "Name of p3", ()),
        ("p2", "", ()),
    ]


def test_only_what_can_be_dialled_counts_as_a_number() -> None:
    directory = town(chair="p1")
    ways = (
        Route(channel="slack", address="U0123"),
        Route(channel="sms", address="+31 6 0000 0001"),
        Route(channel="phone", address="+31 6 0000 0001"),
        Route(channel="mail", address="p1@example.org"),
    )
    one = replace(person("p1"), routes=ways)
    (chair,) = call_list(None, None, replace(directory, people={"p1": one}), 0)
    assert chair.calls[0].phones == ("+31 6 0000 0001",)


def test_names_and_numbers_do_not_show_in_a_log_line() -> None:
    (chair,) = call_list(None, None, town(chair="p1"), 0)
    assert "Name of p1" not in repr(chair)
