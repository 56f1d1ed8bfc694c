"""`calamiteit report`: what happened in a run, for the evaluation and the archive."""

from __future__ import annotations

from pathlib import Path

import click

from calamiteit.cli.acting import the_run
from calamiteit.cli.completing import complete_run
from calamiteit.cli.files import write_private
from calamiteit.cli.frame import Frame, pass_frame, shared_options


@click.command(epilog="Example: calamiteit report L-261124-7kq2 --out report.html")
@click.argument("run", required=False, shell_complete=complete_run)
@click.option("--format", "form", type=click.Choice(["md", "html"]), help="Markdown, or one page of HTML.")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Else it goes to stdout.")
@shared_options
@pass_frame
def command(frame: Frame, run: str | None, form: str | None, out: Path | None) -> None:
    """Timeline, who answered when, goals, decisions, what did not arrive, what is still open.

    People appear under an alias. It names the head of the log, with which a later change is found.
    """
    from calamiteit.engine.reporting import build_report, to_html, to_markdown

    frame.look_at(run)
    form = form or ("html" if out is not None and out.suffix in (".html", ".htm") else "md")
    document = build_report(frame.app.runs, the_run(frame, run), frame.language)
    text = to_html(document) if form == "html" else to_markdown(document)
    if document.warning:
        frame.tell(document.warning, style="bold red")
    if out is None:
        click.echo(text, nl=False)
    else:
        write_private(out, text)
        frame.tell(frame.say("report.written", file=str(out)))
