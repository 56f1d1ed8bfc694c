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


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Jürgen Müller", "Müller kwam niet"),
        ("Jürgen Müller", "MULLER kwam niet"),
        ("Jürgen Müller", "Mu\u0308ller kwam niet"),
        ("Anna van der Bos", "mevrouw Bos belde"),
        ("Anna van der Bos", "vd Bos, Anna"),
        ("Anna Smit-de Vries", "mevrouw Smit belde"),
        ("Anna Smit-de Vries", "mevrouw De Vries belde"),
        ("Anna Bakker Voorbeeld", "mevrouw Bakker belde"),
        ("Rik in 't Veld", "Rik in \u2019t Veld"),
        ("Çağla Öztürk", "oztürk is er"),
        ("Anna  de\nVries", "Anna\nde Vries"),
        ("Voorbeeld", "Voorbeeld belde"),
    ],
)
def test_a_name_is_found_with_its_accents_parts_and_line_breaks(name: str, text: str) -> None:
    assert Traces(name).are_in(text)


@pytest.mark.parametrize(
    "text",
    ["06\u201300000001", "06_0000_0001", "06\u00a00000\u00a00001", "(06) 0000/0001", "\uff10\uff16 00000001"],
)
def test_a_number_is_found_in_any_notation(text: str) -> None:
    assert ANNE.are_in(f"bel {text} nu")


def test_the_small_words_of_a_name_find_nobody() -> None:
    assert not Traces("Anna van der Bos").are_in("van de brug naar de school, der dagen")


def test_nothing_is_found_for_nobody() -> None:
    assert not Traces().are_in("Anne Voorbeeld")
