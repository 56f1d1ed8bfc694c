"""`calamiteit log`: what happened in a run, and whether the log was changed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from calamiteit.cli.acting import the_run
from calamiteit.cli.completing import complete_run
from calamiteit.cli.failing import FAILED, Told
from calamiteit.cli.frame import Frame, pass_frame, shared_options
from calamiteit.cli.usage import TypedWrongly
from calamiteit.core.errors import UnknownName

if TYPE_CHECKING:
    from calamiteit.engine.verifying import Verdict

WORKSPACE = "workspace"


@click.command(epilog="Example: calamiteit log L-261124-7kq2 --verify --head 3f2a91c0")
@click.argument("run", metavar="[RUN|workspace]", required=False, shell_complete=complete_run)
@click.option("--verify", is_flag=True, help="Check the chain, the texts, and the workspace's log.")
@click.option("--head", metavar="HASH", help="A head that was printed or mailed before; 8 signs or more.")
@click.option("--json", "as_json", is_flag=True, help="The events only, as they are stored.")
@shared_options
@pass_frame
def command(frame: Frame, run: str | None, verify: bool, head: str | None, as_json: bool) -> None:
    """The log of RUN in sentences, or of the workspace itself; with --verify, whether it was changed."""
    frame.look_at(run)
    if head is not None and len(head) < 8:
        raise TypedWrongly("usage.head")
    stream = _stream(frame, run, verify=verify or head is not None)
    if verify or head is not None:
        _verify(frame, stream, head.strip().lower() if head else None)
    elif as_json:
        _as_json(frame, stream)
    elif stream == WORKSPACE:
        _workspace(frame)
    else:
        _sentences(frame, stream)


def _stream(frame: Frame, named: str | None, *, verify: bool) -> str:
    """Not through the state of the run: a log that was tampered with must be verified all the same."""
    if named is None:
        return WORKSPACE if verify and not frame.app.runs.open_runs() else the_run(frame, None)
    return named


def _verify(frame: Frame, stream: str, head: str | None) -> None:
    from calamiteit.engine.verifying import verify_run, verify_workspace

    store = frame.app.place.store
    verdict = verify_workspace(store, head) if stream == WORKSPACE else verify_run(store, stream, head)
    known_only_here = store.info(stream) is None and all(f.code == "head" for f in verdict.findings)
    if known_only_here and stream != WORKSPACE:
        raise UnknownName("run", stream, (info.id for info in store.streams("run")))
    tell_verdict(frame, verdict)
    if not verdict.holds:
        raise Told(FAILED)


def tell_verdict(frame: Frame, verdict: Verdict) -> None:
    """What was found, and honestly what a check like this cannot show."""
    stream = verdict.stream
    if verdict.holds:
        said = frame.say("log.verify.holds", stream=stream, version=verdict.version, head=verdict.head)
        frame.out.print(said, soft_wrap=True, markup=False)
        code = "log.verify.compared" if verdict.compared else "log.verify.not-compared"
        frame.tell(frame.say(code, stream=stream))
        return
    only_head = all(finding.code == "head" for finding in verdict.findings)
    code = "log.verify.head-unknown" if only_head else "log.verify.broken"
    frame.tell(frame.say(code, stream=stream), style="bold red")
    for finding in verdict.findings:
        said = frame.say(f"log.verify.{finding.code}", stream=finding.stream, seq=finding.seq)
        frame.out.print(said, soft_wrap=True, markup=False)
    frame.tell(frame.say("log.verify.what-now"))


def _as_json(frame: Frame, stream: str) -> None:
    found = frame.app.place.store.read(stream)
    if not found:
        raise UnknownName("run", stream, (info.id for info in frame.app.place.store.streams("run")))
    events = [
        {"seq": one.entry.seq, "at": one.entry.at, "kind": one.entry.kind, **one.entry.body, "hash": one.hash}
        for one in found
    ]
    click.echo(json.dumps({"version": 1, "events": events}, ensure_ascii=False, indent=2))


def _sentences(frame: Frame, run: str) -> None:
    from calamiteit.cli.pictures.grid import grid
    from calamiteit.engine.reporting import teller_of
    from calamiteit.engine.reporting.build import timeline

    teller, recorded = teller_of(frame.app.runs, run, frame.language)
    lines = timeline(teller, recorded)
    frame.out.print(grid(lines.header, lines.rows, bold_first=False))


def _workspace(frame: Frame) -> None:
    """The workspace's own log is short and for those who check: its codes as they are."""
    from calamiteit.cli.pictures.grid import grid
    from calamiteit.core.chain import canonical
    from calamiteit.core.time import to_local

    place = frame.app.place
    rows: list[tuple[str, ...]] = []
    for linked in place.store.read(WORKSPACE):
        body = linked.entry.body
        by, event = body.get("by"), body.get("event")
        who = str(by.get("alias", "")) if isinstance(by, dict) else ""
        what = " ".join(f"{k}={v}" for k, v in event.items()) if isinstance(event, dict) else canonical(event)
        rows.append((f"{to_local(linked.entry.at, place.zone):%Y-%m-%d %H:%M}", who, linked.entry.kind, what))
    header = [frame.say(f"log.column.{name}") for name in ("time", "who", "what")]
    frame.out.print(grid([*header, ""], rows, bold_first=False))
