"""What is never stored about a person, by the name of a field or in free text."""

from __future__ import annotations

import pytest

from calamiteit.core.contacts.refused import REFUSED_FIELDS, REFUSED_WORDS, refused_field, refused_text


@pytest.mark.parametrize(
    ("field", "what"),
    [
        ("religion", "belief"),
        ("geloofsovertuiging", "belief"),
        ("religious_background", "belief"),
        ("ethnicity", "origin"),
        ("land_van_herkomst", "origin"),
        ("Nationaliteit", "origin"),
        ("politicalParty", "politics"),
        ("politieke_voorkeur", "politics"),
        ("opinion", "opinion"),
        ("mening", "opinion"),
        ("netwerk", "a network"),
        ("followers", "a network"),
        ("suspicion", "suspicion"),
        ("verdenking", "suspicion"),
        ("risk_level", "suspicion"),
        ("health", "health"),
        ("gezondheid", "health"),
        ("foto", "a photo"),
        ("photo_url", "a photo"),
        ("gender", "gender or orientation"),
        ("geslacht", "gender or orientation"),
        ("date_of_birth", "private life"),
        ("bsn", "private life"),
        ("instagram", "an account on social media"),
        ("notes", "a judgement or a remark about a person"),
        ("betrouwbaarheid", "a judgement or a remark about a person"),
    ],
)  # fmt: skip
def test_a_field_is_refused_with_the_reason(field: str, what: str) -> None:
    refusal = refused_field(field)
    assert refusal is not None
    assert str(refusal).startswith(f"{what} is never stored: ")


@pytest.mark.parametrize(
    "field", ["name", "function", "channel", "signal", "deputys", "verified_on", "titel"]
)
def test_an_ordinary_field_is_not_called_a_breach_of_privacy(field: str) -> None:
    assert refused_field(field) is None


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("imam", "belief"),
        ("Pastor in de Oude Haven", "belief"),
        ("hulpdiaken", None),
        ("rabbijn", "belief"),
        ("contact voor moslims", "belief"),
        ("Joodse gemeenschap", "belief"),
        ("Marokkaanse Nederlander", "origin"),
        ("fractievoorzitter VVD", "politics"),
        ("verdachte", "suspicion"),
        ("informant van de politie", "suspicion"),
    ],
)
def test_a_free_text_about_a_person_is_read_for_what_is_never_stored(text: str, what: str | None) -> None:
    refusal = refused_text(text)
    assert (refusal.what if refusal else None) == what


@pytest.mark.parametrize(
    "text",
    [
        "contactpersoon", "bestuurslid", "jongerenwerker", "docent", "trainer", "adviseur radicalisering",
        "coördinator opvang vluchtelingen", "geestelijk verzorger", "wijkmanager", "Christiaan",
    ],
)  # fmt: skip
def test_neutral_functions_are_accepted(text: str) -> None:
    assert refused_text(text) is None


def test_every_refusal_says_why_in_one_sentence() -> None:
    for refusal in (*REFUSED_FIELDS, *REFUSED_WORDS):
        assert refusal.why and not refusal.why.endswith("."), refusal.what
        assert refusal.stems or refusal.words
