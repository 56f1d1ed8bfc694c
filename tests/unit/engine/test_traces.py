"""Finding a person in what others wrote."""

from __future__ import annotations

import pytest

from calamiteit.engine.forgetting import Traces

ANNE = Traces("Anne Voorbeeld", ["U0HERON0001", "+31 6 0000 0001", "heron@example.org"])


@pytest.mark.parametrize(
    "text",
    [
        "Anne Voorbeeld belde",
        "mevrouw VOORBEELD belde",
        "bel 06-0000 0001",
        "bel 0031600000001",
        "bel +31 6 00 00 00 01 nu",
        "mail naar heron@example.org",
        "zie <@U0HERON0001>",
    ],
)
def test_a_mention_is_found_however_it_is_written(text: str) -> None:
    assert ANNE.are_in(text)


@pytest.mark.parametrize(
    "text", ["Een voorbeeldige avond", "bel 06-0000 0002", "heron is onderweg", "Anne van de kerk"]
)
def test_somebody_else_is_left_alone(text: str) -> None:
    assert not ANNE.are_in(text)


def test_nothing_is_found_for_nobody() -> None:
    assert not Traces().are_in("Anne Voorbeeld")
