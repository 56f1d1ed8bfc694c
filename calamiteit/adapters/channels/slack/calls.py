"""Calls the Web API once, without a second try of its own, and says what became of the call."""

from __future__ import annotations

import logging
import re
import socket
import ssl
from collections.abc import Callable
from http.client import HTTPException
from typing import Any
from urllib.error import URLError

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import SlackResponse

from calamiteit.adapters.channels.slack.errors import Failure, failure
from calamiteit.adapters.channels.slack.fence import Fenced, FencedClient
from calamiteit.core.time import SECOND, Millis
from calamiteit.ports.channel import TOO_LATE, GiveUp, TryAgain, Unknown

DEFAULT_BASE_URL = "https://slack.com/api/"
TIMEOUT_SECONDS = 10
_RETRY_AFTER = 30.0
"""Seconds to wait when Slack says `ratelimited` without saying how long."""
_LONGEST_RETRY_AFTER = 3_600.0
_CODE = re.compile(r"[a-z][a-z0-9_.-]{1,60}")
_SCOPES = re.compile(r"[a-z:._, ]{1,300}")
_NOT_SENT = (ConnectionRefusedError, socket.gaierror, ssl.SSLError, TimeoutError)
_NO_ROUTE = (101, 110, 112, 113)
"""ENETUNREACH, ETIMEDOUT, EHOSTDOWN, EHOSTUNREACH."""

Answer = dict[str, Any]


def silent_logger() -> logging.Logger:
    """For the Slack libraries: they would log message texts and names. What matters is reported by us."""
    logger = logging.getLogger("calamiteit.slack.library")
    logger.propagate = False
    logger.setLevel(logging.CRITICAL + 1)
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
    return logger


def new_client(token: str, base_url: str, timeout: float = TIMEOUT_SECONDS) -> WebClient:
    """A client that calls once: waiting and trying again happen on our clock."""
    client = FencedClient(token=token, base_url=base_url, retry_handlers=[], logger=silent_logger())
    # WebClient says `int`; what is underneath takes parts of a second.
    client.timeout = timeout  # type: ignore[assignment]
    return client


class Caller:
    """Turns every outcome of a call into an answer or a failure."""

    def __init__(self, scaled: Callable[[float], Millis] = lambda seconds: round(seconds * SECOND)) -> None:
        """`scaled`: how long a number of real seconds is on the clock of the engine."""
        self._scaled = scaled

    def __call__(self, method: Callable[..., SlackResponse], **arguments: object) -> SlackResponse | Failure:
        """Never raises for what the world does."""
        try:
            return method(**arguments)
        except SlackApiError as error:
            return self.refused(error.response)
        except Fenced:
            return TOO_LATE
        except URLError as error:
            return _not_connected(error.reason)
        except (OSError, HTTPException):
            # Raised while waiting for the answer: the request was on its way.
            return Unknown(reason="answer-lost")
        except (SlackClientError, ValueError, UnicodeError):
            return Unknown(reason="answer-unreadable")

    def refused(self, response: SlackResponse | Answer) -> Failure:
        """The failure of an answer that is not ok; its reason is a code, never what Slack wrote."""
        status = response.status_code if isinstance(response, SlackResponse) else 200
        code = str(response.get("error") or "")
        if status == 429 or code == "ratelimited":
            return failure("ratelimited", after=self._scaled(_retry_after(response)))
        if status >= 500:
            return Unknown(reason=f"http-{status}")
        if not _CODE.fullmatch(code):
            return Unknown(reason="answer-unreadable")
        needed = str(response.get("needed") or "") if code == "missing_scope" else ""
        return failure(code, needed=needed if _SCOPES.fullmatch(needed) else "")


def before_sending(result: Failure) -> TryAgain | GiveUp:
    """A failure of a call that only prepares: nothing was sent, so an unknown outcome may be tried again."""
    return TryAgain(reason=result.reason) if isinstance(result, Unknown) else result


def _not_connected(reason: object) -> Failure:
    """urllib wraps what goes wrong up to and including the sending of the request."""
    if isinstance(reason, ssl.SSLCertVerificationError):
        return TryAgain(reason="certificate-not-trusted")
    if isinstance(reason, OSError) and str(reason).startswith("Tunnel connection failed"):
        return TryAgain(reason="proxy-refused")
    if isinstance(reason, _NOT_SENT) or (isinstance(reason, OSError) and reason.errno in _NO_ROUTE):
        return TryAgain(reason="not-connected")
    return Unknown(reason="answer-lost")


def _retry_after(response: SlackResponse | Answer) -> float:
    headers = response.headers if isinstance(response, SlackResponse) else {}
    named = {str(name).lower(): value for name, value in (headers or {}).items()}
    try:
        seconds = float(str(named.get("retry-after", _RETRY_AFTER)))
    except ValueError:
        seconds = _RETRY_AFTER
    return min(max(seconds, 0.0), _LONGEST_RETRY_AFTER)
