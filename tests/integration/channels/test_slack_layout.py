"""How a message looks in Slack: words, marks and limits. Slack's own rules judge what is laid out."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calamiteit.adapters.channels.slack.escaping import escaped_within
from calamiteit.adapters.channels.slack.forms import Origin, form, opened_from
from calamiteit.adapters.channels.slack.layout import TEXT_CHARACTERS, Layout, lay_out
from calamiteit.adapters.channels.slack.pressed import Pressed, decode, encode
from calamiteit.core.messages.message import Button, Message
from calamiteit.core.modes import Mode
from calamiteit.loopback.slack.block_kit import problems_in_message, problems_in_view
from tests.support.messages import TASK, exercise, task

NOTICE = "(Ingekort.)"
Json = dict[str, Any]


def laid_out(message: Message, *, smallest: bool = False) -> Layout:
    return lay_out(message, notice=NOTICE, smallest=smallest)


def shown(block: Json) -> str:
    if block["type"] == "context":
        return str(block["elements"][0]["text"])
    return str(block.get("text", {}).get("text", ""))


def buttons_of(layout: Layout) -> list[Json]:
    rows = [block["elements"] for block in layout.blocks if block["type"] == "actions"]
    return [element for row in rows for element in row]


def test_a_live_message_begins_with_its_first_words_and_says_run_and_task() -> None:
    layout = laid_out(TASK)
    assert shown(layout.blocks[0]).startswith("LIVE · Lindeveen")
    assert layout.text.startswith("LIVE · Lindeveen")
    assert shown(layout.blocks[-1]) == "L-2026-001 · T7"
    assert [button["text"]["text"] for button in buttons_of(layout)] == ["Ik doe dit", "Klaar", "Ik kan niet"]


def test_an_exercise_begins_and_ends_with_its_own_words_and_has_another_mark() -> None:
    layout = laid_out(exercise())
    assert shown(layout.blocks[0]).startswith("OEFENING · Lindeveen")
    assert shown(layout.blocks[-1]) == "*OEFENING OEFENING OEFENING*"
    assert layout.text.startswith("OEFENING · Lindeveen") and layout.text.endswith("OEFENING")
    live, other, dry = (
        shown(laid_out(task(mode=mode)).blocks[0]) for mode in (Mode.LIVE, Mode.EXERCISE, Mode.SIMULATION)
    )
    assert len({live, other, dry}) == 3


def test_an_alarm_looks_different_in_live_only() -> None:
    assert "🚨" in shown(laid_out(task(alarm=True)).blocks[0])
    assert "🚨" not in shown(laid_out(exercise(alarm=True)).blocks[0])


def test_nothing_that_somebody_typed_becomes_a_mention_a_link_or_a_style() -> None:
    typed = "<!channel> <@U0SANNE> <https://example.org|hier> *let op* _nu_ `rm` & klaar"
    layout = laid_out(task(title=typed, lines=(typed, "> citaat"), facts=((typed, typed),), attachment=typed))
    assert "<" not in layout.text and "&lt;!channel&gt;" in layout.text
    for block in layout.blocks:
        for text in [block.get("text"), *block.get("fields", [])]:
            if text and text["type"] == "mrkdwn":
                assert "<" not in text["text"] and text["verbatim"] is True
                assert "*let op*" not in text["text"].removeprefix("*").split("\n", 1)[1]
            elif text:
                assert text["emoji"] is False


def test_only_a_whole_line_between_stars_is_bold() -> None:
    layout = laid_out(task(lines=("*Sanne heeft dit.*", "Zeg *niets* tegen de pers.")))
    kinds = {shown(block): block["text"]["type"] for block in layout.blocks if block.get("text")}
    assert kinds["*Sanne heeft dit.*"] == "mrkdwn"
    assert kinds["Zeg *niets* tegen de pers."] == "plain_text"
    assert "\nSanne heeft dit.\n" in layout.text


def test_a_long_draft_stands_in_its_own_section_and_shows_that_it_is_cut() -> None:
    draft = "Beste inwoners. " * 1_000
    layout = laid_out(task(attachment=draft))
    whole = "".join(shown(block) for block in layout.blocks)
    assert whole.count("Beste inwoners.") > 200 and NOTICE in whole
    short = laid_out(task(attachment="Beste inwoners."))
    assert "Beste inwoners." in [shown(block) for block in short.blocks]
    assert NOTICE not in json.dumps(short.blocks)


def test_more_buttons_than_fit_are_said_to_be_cut() -> None:
    many = tuple(
        Button(transition="choose", option=str(number), label=f"Keus {number}") for number in range(40)
    )
    layout = laid_out(task(buttons=many))
    names = [button["action_id"] for button in buttons_of(layout)]
    assert len(names) == len(set(names)) == 15 and all(name.startswith("calamiteit.") for name in names)
    assert NOTICE in [shown(block) for block in layout.blocks]


def test_a_button_says_what_it_is_about() -> None:
    (accept, _, cannot) = buttons_of(laid_out(TASK))
    assert decode(accept["value"]) == Pressed(run=TASK.run, assignment=7, transition="accept", generation=2)
    found = decode(cannot["value"])
    assert found is not None and found.asks == "reason"
    assert found.form == ("Waarom niet?", "Waarom kun je dit niet doen?", "Versturen", "Terug")


def test_a_button_asks_to_confirm_in_the_words_of_the_message() -> None:
    done = buttons_of(laid_out(TASK))[1]
    assert done["confirm"]["text"]["text"] == "Is het echt klaar?"
    assert (done["confirm"]["confirm"]["text"], done["confirm"]["deny"]["text"]) == ("Klaar", "Terug")


@pytest.mark.parametrize(
    "value",
    [None, 7, "", "x", "[]", "{}", '{"r":"L-1"}', '{"r":"L-1","t":"accept","a":"7"}', '{"r":1,"t":"accept"}'],
)
def test_the_value_of_another_version_or_app_is_not_understood(value: object) -> None:
    assert decode(value) is None


LONG = st.text(max_size=400) | st.integers(1, 5_000).map(lambda n: "a&<b> *c*\n"[: n % 11 + 1] * n)
BUTTONS = st.builds(
    Button,
    transition=st.sampled_from(("accept", "done", "x" * 300)),
    label=LONG,
    option=st.text(max_size=300) | st.just("o" * 2_500),
    style=st.sampled_from(("", "primary", "danger", "blue")),
    asks=st.sampled_from(("", "reason", "note")),
    confirm=LONG,
)
MESSAGES = st.builds(
    Message,
    purpose=st.just("task"),
    mode=st.sampled_from(Mode),
    language=st.just("nl"),
    municipality=st.just("Lindeveen"),
    first=st.just("LIVE · Lindeveen") | LONG,
    last=st.just("OEFENING") | LONG,
    title=LONG,
    lines=st.lists(LONG | st.just("*vet*"), max_size=70).map(tuple),
    facts=st.lists(st.tuples(LONG, LONG), max_size=40).map(tuple),
    attachment=LONG,
    buttons=st.lists(BUTTONS, max_size=30).map(tuple),
    run=st.sampled_from(("", "L-2026-001")),
    forms=st.just({}) | st.fixed_dictionaries({"reason": st.tuples(LONG, LONG, LONG, LONG)}),
)


@settings(max_examples=60, deadline=None)
@given(MESSAGES, st.booleans(), st.booleans())
def test_slack_takes_whatever_is_laid_out(message: Message, smallest: bool, repeat: bool) -> None:
    layout = lay_out(message, notice=NOTICE, smallest=smallest, possible_repeat=repeat)
    assert problems_in_message(layout.blocks) == []
    assert len(layout.text) <= TEXT_CHARACTERS
    for button in buttons_of(layout):
        pressed = decode(button["value"])
        assert pressed is not None
        view = form(pressed, Origin(response_url="https://hooks.example.org/x", channel="C0CRISIS"))
        assert problems_in_view(view) == []
        carried, _ = opened_from(view)
        assert carried is not None and carried.option == pressed.option


@given(st.text(alphabet="ab&<>", max_size=60), st.integers(5, 80))
def test_a_cut_never_goes_through_an_entity(text: str, most: int) -> None:
    found = escaped_within(text, most)
    assert len(found) <= most
    rest = found.replace("&amp;", "").replace("&lt;", "").replace("&gt;", "")
    assert not set("&<>;") & set(rest)


def test_a_value_is_read_back_as_it_was_written() -> None:
    pressed = Pressed(run="L-1", assignment=None, transition="wake", generation=0, option="inform#1")
    assert decode(encode(pressed)) == pressed
