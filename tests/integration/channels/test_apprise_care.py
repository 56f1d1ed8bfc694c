"""What a waking channel takes care of around its library: templates, one receiver, files, logs, warnings."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from calamiteit.adapters.channels.apprise import AppriseChannel
from calamiteit.adapters.files.words import Words
from calamiteit.loopback.push import LoopbackPush
from calamiteit.ports.channel import Delivered, GiveUp
from tests.support.messages import TASK, parcel

NUMBER = "+31600000001"


@pytest.fixture
def push() -> Iterator[LoopbackPush]:
    with LoopbackPush() as running:
        yield running


@pytest.mark.parametrize(
    ("template", "wrong"),
    [
        ("json://sms.example.org/geheim", "exactly once"),
        ("json://sms.example.org/geheim/{address}/{address}", "exactly once"),
        ("json://sms.example.org/{geheim}/{address}", "a brace outside"),
        ("json://sms.example.org/geheim {address}", "a space"),
        ("json://sms.example.org/geheim\n{address}", "a space"),
        ("geheim/{address}", "a service and a server"),
        ("json:///geheim/{address}", "a service and a server"),
        ("json://{address}/geheim", "in the name of the server"),
        ("json://geheim@{address}:80/", "in the name of the server"),
        ("json://[geheim/{address}", "cannot be read"),
    ],
)
def test_a_wrong_template_is_refused_at_once_without_showing_it(template: str, wrong: str) -> None:
    with pytest.raises(ValueError, match=wrong) as caught:
        AppriseChannel("sms", template, words=Words)
    assert "'sms'" in str(caught.value)
    assert "geheim" not in str(caught.value)


@pytest.mark.parametrize(
    "address", ["+31 6 0000 0001", "+31 (6) 0000-0001", " +31600000001\t", "+31.600000001"]
)
def test_a_number_is_one_receiver_however_it_is_written(push: LoopbackPush, address: str) -> None:
    channel = AppriseChannel("sms", f"{push.json_url('sms')}/{{address}}", words=Words)
    assert isinstance(channel.send(parcel(address)), Delivered)
    assert [one.path for one in push.notifications] == [f"/sms/{NUMBER}"]


def test_a_service_that_would_reach_more_than_one_is_not_used(push: LoopbackPush) -> None:
    channel = AppriseChannel("ntfy", f"ntfy://127.0.0.1:{push.port}/everybody/{{address}}", words=Words)
    assert channel.send(parcel("anna")) == GiveUp(reason="address-not-usable")
    assert push.notifications == []


def test_a_topic_of_ntfy_gets_the_text(push: LoopbackPush) -> None:
    channel = AppriseChannel("ntfy", f"ntfy://127.0.0.1:{push.port}/{{address}}", words=Words)
    assert isinstance(channel.send(parcel("anna-wakker")), Delivered)
    assert TASK.title in push.notifications[0].text


def test_a_possible_repeat_says_so_below_the_first_words(push: LoopbackPush) -> None:
    channel = AppriseChannel("sms", f"{push.json_url()}/{{address}}", words=Words)
    channel.send(parcel(NUMBER, possible_repeat=True))
    channel.send(parcel(NUMBER))
    repeat, first = (one.text.splitlines() for one in push.notifications)
    notice = Words("nl").say("channel.possible-repeat")
    assert repeat == [first[0], notice, *first[1:]]


def test_no_log_of_any_library_holds_the_address_the_token_or_the_text(
    push: LoopbackPush, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    template = f"json://calamiteit:geheim@127.0.0.1:{push.port}/{{address}}"
    channel = AppriseChannel("sms", template, words=Words)
    for trouble in (push.faults.clear, push.faults.lose_answer, push.faults.go_down):
        trouble()
        channel.send(parcel(NUMBER))
    served = ("uvicorn", "asyncio")
    said = [one.getMessage() for one in caplog.records if not one.name.startswith(served)]
    hidden = (NUMBER, NUMBER.strip("+"), "geheim", TASK.title, "Lindeveen")
    assert [line for line in said if any(word in line for word in hidden)] == []


def test_apprise_is_imported_at_the_first_message_and_leaves_no_files(tmp_path: Path) -> None:
    program = (
        "import sys\n"
        "from calamiteit.adapters.channels.apprise import AppriseChannel\n"
        "from calamiteit.adapters.files.words import Words\n"
        "channel = AppriseChannel('sms', 'json://127.0.0.1:9/{address}', words=Words)\n"
        "assert 'apprise' not in sys.modules\n"
        "print(channel.check())\n"
        "assert 'apprise' in sys.modules\n"
    )
    command = [sys.executable, "-W", "error", "-c", program]
    ran = subprocess.run(
        command,
        cwd=Path(__file__).parents[3],
        env={"HOME": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "Delivered(ref='')\n", "")
    assert list(tmp_path.iterdir()) == []
