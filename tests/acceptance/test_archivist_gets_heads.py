"""The archivist's mail: the heads of the logs leave the building daily and when a run has ended."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from calamiteit.bootstrap.app import App
from calamiteit.engine.archiving import Archiving
from calamiteit.loopback.mail import LoopbackMail
from tests.support.waiting import eventually
from tests.support.whole_workspace import WholeWorkspace

ADDRESS = "archive@example.org"


@pytest.fixture
def mail() -> Iterator[LoopbackMail]:
    with LoopbackMail() as server:
        yield server


@pytest.fixture
def town(tmp_path: Path, mail: LoopbackMail) -> WholeWorkspace:
    settings = (
        f"live:\n  archivist: {ADDRESS}\n"
        f"  mail: {{host: 127.0.0.1, port: {mail.port}, tls: none, sender: crisis@example.org}}\n"
    )
    return WholeWorkspace(tmp_path / "workspace", settings)


def _texts(mail: LoopbackMail) -> list[str]:
    found = [message.get_body(("plain",)) for message in mail.messages_to(ADDRESS)]
    return [part.get_content() for part in found if part is not None]


def _run_engine(town: WholeWorkspace, mail: LoopbackMail, *, mails: int) -> None:
    app: App = town.app()
    try:
        assert app.become_engine() is not None
        eventually(lambda: len(_texts(mail)) == mails)
    finally:
        app.close()


def test_the_mail_of_the_day_holds_the_head_of_each_run_and_goes_once(
    town: WholeWorkspace, mail: LoopbackMail
) -> None:
    run = town.trigger()
    _run_engine(town, mail, mails=1)
    _run_engine(town, mail, mails=1)
    (text,) = _texts(mail)
    line = next(line for line in text.splitlines() if run in line)
    head = line.rsplit(" ", 1)[1].rstrip(".")
    assert town.type("log", run, "--head", head).exit_code == 0, text


def test_a_mail_goes_out_when_a_run_has_ended(town: WholeWorkspace, mail: LoopbackMail) -> None:
    run = town.trigger()
    _run_engine(town, mail, mails=1)
    closed = town.type("run", "close", run, "--leave-open", "--reason", "klaar")
    assert closed.exit_code == 0, closed.output
    _run_engine(town, mail, mails=2)
    head = closed.stdout.rsplit(" ", 1)[1].strip()
    assert head in " ".join(_texts(mail)[1].split())


def test_the_mail_names_no_person(town: WholeWorkspace, mail: LoopbackMail) -> None:
    town.trigger()
    _run_engine(town, mail, mails=1)
    (text,) = _texts(mail)
    assert not [word for word in ("heron", *town.personal("heron")) if word in text]


def test_two_engines_in_a_row_put_one_mail_into_the_outbox(town: WholeWorkspace) -> None:
    town.trigger()
    app = town.app()
    try:
        for _ in range(2):
            Archiving(app.place).sweep()
        rows = [row.id for row in app.place.store.rows(stream="workspace")]
    finally:
        app.close()
    assert len(rows) == 1


def test_an_address_that_refuses_is_no_silence_but_an_event(town: WholeWorkspace, mail: LoopbackMail) -> None:
    mail.faults.refuse_recipient(ADDRESS, times=None)
    town.trigger()
    app = town.app()
    try:
        assert app.become_engine() is not None
        eventually(lambda: any(one.entry.kind == "mail-failed" for one in app.place.store.read("workspace")))
    finally:
        app.close()
