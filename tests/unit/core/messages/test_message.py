"""A message through JSON and back."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from calamiteit.core.chain import canonical
from calamiteit.core.messages.message import Button, Message, from_json, to_json
from calamiteit.core.modes import Mode

WORDS = st.text(max_size=12)
BUTTONS = st.builds(
    Button, transition=WORDS, label=WORDS, option=WORDS, style=WORDS, asks=WORDS, confirm=WORDS
)
MESSAGES = st.builds(
    Message,
    purpose=WORDS,
    mode=st.sampled_from(Mode),
    language=WORDS,
    municipality=WORDS,
    first=WORDS,
    last=WORDS,
    title=WORDS,
    lines=st.lists(WORDS, max_size=3).map(tuple),
    facts=st.lists(st.tuples(WORDS, WORDS), max_size=3).map(tuple),
    attachment=WORDS,
    buttons=st.lists(BUTTONS, max_size=3).map(tuple),
    repeat_notice=WORDS,
    alarm=st.booleans(),
    run=WORDS,
    assignment=st.none() | st.integers(1, 10**6),
    generation=st.integers(0, 10**6),
    forms=st.dictionaries(WORDS, st.tuples(WORDS, WORDS, WORDS, WORDS), max_size=2),
)


@given(MESSAGES)
def test_a_message_comes_back_from_its_sealed_form_as_it_was(message: Message) -> None:
    assert from_json(json.loads(canonical(to_json(message)))) == message
