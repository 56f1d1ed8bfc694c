"""The practice waking channel, spoken to by apprise and by plain HTTP."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator
from urllib.error import HTTPError, URLError

import pytest

from calamiteit.loopback.push import LoopbackPush


@pytest.fixture
def push() -> Iterator[LoopbackPush]:
    with LoopbackPush() as running:
        yield running


def wake(push: LoopbackPush, path: str = "/phone/1") -> None:
    body = b'{"title": "LIVE", "message": "Bel de burgemeester"}'
    with urllib.request.urlopen(f"{push.url}{path}", body, timeout=10) as answer:
        answer.read()


# apprise loads a module that Python 3.13 drops.
@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
def test_apprise_gets_through(push: LoopbackPush) -> None:
    import apprise

    sender = apprise.Apprise()
    assert sender.add(push.json_url("phone/1"))
    assert sender.notify(title="LIVE", body="Bel de burgemeester")
    (notification,) = push.notifications
    assert (notification.path.rstrip("/"), notification.title) == ("/phone/1", "LIVE")
    assert notification.text == "Bel de burgemeester"


def test_plain_text_in_the_way_of_ntfy_is_kept_too(push: LoopbackPush) -> None:
    request = urllib.request.Request(f"{push.url}/topic", b"Bel", headers={"Title": "LIVE"})
    urllib.request.urlopen(request, timeout=10).close()
    assert [(one.title, one.text) for one in push.notifications] == [("LIVE", "Bel")]


def test_a_refusal_and_a_limit_are_http_errors_for_one_path(push: LoopbackPush) -> None:
    push.faults.refuse("/phone/1", "403")
    push.faults.rate_limit("/phone/1", retry_after=5)
    wake(push, "/phone/2")
    codes = []
    for _ in range(2):
        with pytest.raises(HTTPError) as caught:
            wake(push)
        codes.append(caught.value.code)
        caught.value.close()
    assert codes == [403, 429]
    assert [one.path for one in push.notifications] == ["/phone/2"]


def test_a_lost_answer_leaves_the_notification_behind(push: LoopbackPush) -> None:
    push.faults.lose_answer()
    with pytest.raises((URLError, ConnectionError)):
        wake(push)
    assert len(push.notifications) == 1


def test_an_outage_refuses_connections(push: LoopbackPush) -> None:
    push.faults.go_down()
    with pytest.raises(URLError, match="refused"):
        wake(push)
    push.faults.come_up()
    wake(push)
    assert len(push.notifications) == 1
