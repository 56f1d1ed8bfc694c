"""`calamiteit forget`: erases a person, the texts of a run, or everything whose term is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from calamiteit.cli.completing import complete_alias, complete_run
from calamiteit.cli.frame import Frame, pass_frame, shared_options
from calamiteit.cli.usage import TypedWrongly
from calamiteit.core.errors import Mistake, NotAllowed, NotConfirmed
from calamiteit.core.time import parse_duration

if TYPE_CHECKING:
    from calamiteit.engine.forgetting import Forgetting

ON_REQUEST = "on-request"


@click.command(epilog="Example: calamiteit forget heron --dry-run")
@click.argument("alias", required=False, shell_complete=complete_alias)
@click.option("--run", metavar="RUN", shell_complete=complete_run, help="The texts and messages of a run.")
@click.option("--due", is_flag=True, help="Every run whose term in settings.yaml (retention) is over.")
@click.option("--rule", metavar="CODE", default=ON_REQUEST, help="Under which rule; it stands in the log.")
@click.option("--dry-run", is_flag=True, help="Only show what would be erased.")
@click.option("--confirm", metavar="WORD", help="The alias, the run or 'due', in place of typing it.")
@shared_options
@pass_frame
def command(
    frame: Frame, alias: str | None, run: str | None, due: bool, rule: str, dry_run: bool, confirm: str | None
) -> None:
    """Erase personal data for good: of the person ALIAS, of a run, or all that is due.

    Events stay and the chain still verifies; texts, messages and addresses are destroyed. A person goes out
    of the contact files too, and their open tasks go on to the next one.
    """
    if [bool(alias), bool(run), due].count(True) != 1:
        raise TypedWrongly("forget.what")
    if not rule.replace("-", "").replace(":", "").isalnum():
        raise TypedWrongly("usage.rule")
    forgetting = _allowed(frame)
    if alias:
        _person(frame, alias, rule, dry_run=dry_run, confirm=confirm)
    elif run:
        _show_run(frame, forgetting, run)
        if _go_on(frame, run, dry_run=dry_run, confirm=confirm):
            _forget_run(frame, forgetting, run, rule)
    else:
        _due(frame, forgetting, dry_run=dry_run, confirm=confirm)
    frame.tell(frame.say("forget.backups"))


def _allowed(frame: Frame) -> Forgetting:
    from calamiteit.engine.forgetting import Forgetting

    forgetting = Forgetting(frame.app.runs)
    try:
        forgetting.allowed(frame.me)
    except NotAllowed as error:
        raise NotAllowed(frame.say("forget.not-allowed", alias=frame.me)) from error
    return forgetting


def _go_on(frame: Frame, word: str, *, dry_run: bool, confirm: str | None) -> bool:
    """Whether to do it; False for a dry run. Raises NotConfirmed."""
    if dry_run:
        frame.tell(frame.say("forget.dry"))
        return False
    asked = frame.say("forget.confirm", word=word)
    if confirm is None:
        if not frame.can_ask:
            raise NotConfirmed(f"{asked}: --confirm {word}")
        confirm = click.prompt(asked, default="", show_default=False, err=True)
    if confirm.strip().casefold() != word.casefold():
        raise NotConfirmed(frame.say("forget.not-confirmed"))
    return True


# --- a run


def _show_run(frame: Frame, forgetting: Forgetting, run: str) -> None:
    _, state = frame.app.runs.look(run)
    if not state.over:
        raise Mistake(frame.say("forget.run-open", run=run))
    count = forgetting.look_at_run(run).count
    frame.tell(frame.say("forget.run", run=run, count=count), style="bold")


def _forget_run(frame: Frame, forgetting: Forgetting, run: str, rule: str) -> None:
    done = forgetting.forget_run(run, rule, frame.app.actor(frame.me))
    frame.tell(frame.say("forget.done", what=run), style="green")
    if not done.folded:
        frame.tell(frame.say("forget.later", again=f"--run {run}"), style="yellow")


def _due(frame: Frame, forgetting: Forgetting, *, dry_run: bool, confirm: str | None) -> None:
    terms = {label: parse_duration(term) for label, term in frame.workspace.settings.retention.items()}
    found = forgetting.due(terms)
    if not found:
        frame.tell(frame.say("forget.none-due"))
        return
    for run, _ in found:
        _show_run(frame, forgetting, run)
    if _go_on(frame, "due", dry_run=dry_run, confirm=confirm):
        for run, label in found:
            _forget_run(frame, forgetting, run, f"retention:{label}")


# --- a person


def _person(frame: Frame, alias: str, rule: str, *, dry_run: bool, confirm: str | None) -> None:
    from calamiteit.bootstrap import forgetting as whole

    workspace, app = frame.workspace, frame.app
    plan = whole.plan_person(workspace, app, alias)
    runs = sum(stream != "workspace" for stream in plan.found.texts)
    said = frame.say("forget.person", alias=alias, count=plan.found.count, runs=runs)
    frame.tell(said, style="bold")
    if plan.removal is None:
        frame.tell(frame.say("forget.no-file", alias=alias))
    else:
        frame.out.print(plan.removal.difference(), markup=False, soft_wrap=True)
    if plan.found.open_tasks:
        frame.tell(frame.say("forget.open", alias=alias, tasks=", ".join(plan.found.open_tasks)))
    if plan.removal is not None and plan.removal.left:
        frame.tell(frame.say("forget.left"), style="yellow")
        for problem in plan.removal.left:
            frame.tell(f"  {problem}")
    if not _go_on(frame, alias, dry_run=dry_run, confirm=confirm):
        return
    done = whole.forget_person(workspace, app, plan, rule=rule, by=frame.me)
    frame.tell(frame.say("forget.done", what=alias), style="green")
    if not done.folded:
        frame.tell(frame.say("forget.later", again=alias), style="yellow")
    for path in whole.other_databases(workspace, app.mode):
        frame.tell(frame.say("forget.other", file=path.name), style="yellow")
