"""`python -m calamiteit.loopback`: practice servers for trying the product without a Slack workspace."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import threading
from collections.abc import Sequence

from calamiteit.loopback.service import TEAM, Practice
from calamiteit.loopback.slack import Person

_EPILOG = """example:
  python -m calamiteit.loopback --person U0PRACTICE1:sanne:nl-NL:sanne@example.org --channel crisis
Everything is kept in memory and gone when the program ends (Ctrl-C)."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run until interrupted; settings on stdout (with --json as one line), the rest on stderr."""
    asked = _parser().parse_args(arguments)
    leave = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: leave.set())
    try:
        practice = _practice(asked)
    except OSError as error:
        print(
            f"A port cannot be used ({error.strerror}); choose another, or 0 for a free one.", file=sys.stderr
        )
        return 1
    with practice:
        _show(practice, as_json=asked.json)
        leave.wait()
    return 0


def _practice(asked: argparse.Namespace) -> Practice:
    return Practice(
        asked.person or TEAM,
        asked.channel or ("crisis",),
        slack_port=asked.slack_port,
        mail_port=asked.mail_port,
        push_port=asked.push_port,
        control_port=asked.control_port,
    )


def _show(practice: Practice, *, as_json: bool) -> None:
    settings = practice.settings()
    if as_json:
        print(json.dumps(settings), flush=True)
        return
    width = max(len(name) for name in settings)
    for name, value in settings.items():
        print(f"{name:<{width}}  {value}")
    print(f"Open {settings['page']} to play a member of the team. Ctrl-C ends.", file=sys.stderr)
    sys.stdout.flush()


def _person(text: str) -> Person:
    """`ID:NAME[:LOCALE[:MAIL]]`"""
    parts = text.split(":")
    if len(parts) < 2 or not all(parts[:2]):
        raise argparse.ArgumentTypeError(f"'{text}' is not ID:NAME[:LOCALE[:MAIL]]")
    locale = parts[2] if len(parts) > 2 and parts[2] else "nl-NL"
    return Person(id=parts[0], name=parts[1], locale=locale, email=parts[3] if len(parts) > 3 else "")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m calamiteit.loopback",
        description="Practice servers on 127.0.0.1: Slack (with a page to play team members), mail, push.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--person",
        type=_person,
        action="append",
        metavar="ID:NAME:LOCALE:MAIL",
        help="a member; may be repeated",
    )
    parser.add_argument("--channel", action="append", metavar="NAME", help="a channel; may be repeated")
    for server in ("slack", "mail", "push", "control"):
        parser.add_argument(f"--{server}-port", type=int, default=0, metavar="PORT", help="0: a free one")
    parser.add_argument("--json", action="store_true", help="print the settings as one line of JSON")
    return parser


if __name__ == "__main__":
    sys.exit(main())
