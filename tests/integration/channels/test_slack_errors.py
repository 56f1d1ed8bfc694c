"""The table of Slack's error codes: complete for the practice Slack, and reasons without texts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from calamiteit.adapters.channels.slack.calls import Caller
from calamiteit.adapters.channels.slack.errors import MEANINGS, TOO_LONG, Means, failure
from calamiteit.loopback import slack as practice
from calamiteit.ports.channel import GiveUp, TryAgain, Unknown

FOLDER = Path(practice.__file__).parent


def test_every_refusal_of_the_practice_slack_has_a_meaning() -> None:
    found = {
        code
        for path in FOLDER.glob("*.py")
        for code in re.findall(r'(?:RefusalError|LookupError)\(\s*"([a-z_]+)"', path.read_text("utf-8"))
    }
    assert len(found) > 30
    of_response_urls = {"invalid_url", "expired_url", "used_url"}
    assert found - set(MEANINGS) - of_response_urls == set()


@pytest.mark.parametrize(
    ("code", "meaning"),
    [
        ("ratelimited", Means.WAIT),
        ("service_unavailable", Means.WAIT),
        ("internal_error", Means.PERHAPS),
        ("fatal_error", Means.PERHAPS),
        ("channel_not_found", Means.NEVER),
        ("user_not_found", Means.NEVER),
        ("message_not_found", Means.NEVER),
        ("expired_trigger_id", Means.NEVER),
        ("invalid_auth", Means.BROKEN),
        ("token_revoked", Means.BROKEN),
        ("account_inactive", Means.BROKEN),
        ("missing_scope", Means.BROKEN),
        ("not_allowed_token_type", Means.BROKEN),
    ],
)
def test_a_code_means_one_thing(code: str, meaning: Means) -> None:
    assert MEANINGS[code] is meaning


def test_an_unknown_code_may_work_later_and_is_shown() -> None:
    assert failure("brand_new_refusal") == TryAgain(reason="brand_new_refusal")


def test_each_meaning_has_its_result() -> None:
    assert failure("no_text") == GiveUp(reason="no_text")
    assert failure("invalid_auth") == GiveUp(reason="invalid_auth", whole_channel=True)
    assert failure("fatal_error") == Unknown(reason="fatal_error")
    assert failure("ratelimited", after=3_000) == TryAgain(reason="ratelimited", after=3_000)
    named = failure("missing_scope", needed="im:history")
    assert named == GiveUp(reason="missing_scope:im:history", whole_channel=True)


def test_what_a_shorter_layout_can_mend_is_given_up_otherwise() -> None:
    assert {MEANINGS[code] for code in TOO_LONG} == {Means.NEVER}


@pytest.mark.parametrize(
    "answer",
    [
        {"ok": False, "error": "Received a response in a non-JSON format: Sanne de Boer xoxb-1-secret"},
        {"ok": False, "error": ""},
        {"ok": False},
        {"ok": False, "error": {"nested": "secret"}},
    ],
)
def test_what_is_no_code_is_not_repeated(answer: dict[str, object]) -> None:
    assert Caller().refused(answer) == Unknown(reason="answer-unreadable")
