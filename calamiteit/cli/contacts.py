"""`calamiteit contacts`: check the contact files, list who there is, show one person (logged)."""

from __future__ import annotations

import click

from calamiteit.cli.completing import complete_alias
from calamiteit.cli.failing import CHECK_FOUND, Told
from calamiteit.cli.findings import tell_findings
from calamiteit.cli.frame import Frame, pass_frame, shared_options
from calamiteit.cli.lazy import HelpfulGroup
from calamiteit.core.errors import NotAllowed, UnknownName


@click.group(cls=HelpfulGroup, epilog="Example: calamiteit contacts check")
def command() -> None:
    """Check, list and show the people who can be asked."""


@command.command(epilog="Example: calamiteit contacts check")
@shared_options
@pass_frame
def check(frame: Frame) -> None:
    """Report every problem of the contact files as file:line:column; exit code 3 when there are errors."""
    from calamiteit.bootstrap.checking import contact_problems

    folder = frame.workspace.folder / "contacts"
    try:
        tell_findings(frame, contact_problems(frame.workspace), str(folder))
    finally:
        _tell_double_roles(frame)


def _tell_double_roles(frame: Frame) -> None:
    """Information, no problem: in a small town one person has several roles."""
    import time

    from calamiteit.core.contacts.cover import cover, heavy
    from calamiteit.core.errors import CalamiteitError

    try:
        directory = frame.workspace.contacts.current()
    except CalamiteitError:  # the findings say what is wrong
        return
    for alias, roles in heavy(cover(directory, (), time.time_ns() // 1_000_000)).items():
        said = frame.say("check.contact.double", alias=alias, count=len(roles), roles=", ".join(roles))
        frame.tell(said)


@command.command("cover", epilog="Example: calamiteit contacts cover --away heron --away godwit")
@click.option("--away", multiple=True, metavar="ALIAS", shell_complete=complete_alias, help="Who is away.")
@shared_options
@pass_frame
def show_cover(frame: Frame, away: tuple[str, ...]) -> None:
    """Show who is asked for each role while some are away; exit code 3 when a role has nobody left."""
    import time

    from calamiteit.cli.pictures.grid import grid
    from calamiteit.core.contacts.cover import cover, heavy

    directory = frame.workspace.contacts.current()
    for alias in away:
        if directory.person(alias) is None:
            raise UnknownName("person", alias, directory.people)
    covers = cover(directory, away, time.time_ns() // 1_000_000)
    rows = [
        (
            one.role,
            one.first or frame.say("check.cover.nobody"),
            ", ".join(candidate.alias for candidate in one.left[1:]),
            frame.say("check.cover.changed") if one.changed and one.first else "",
        )
        for one in covers
    ]
    columns = ("role", "first", "then")
    frame.out.print(grid((*(frame.say(f"check.cover.{name}") for name in columns), ""), rows))
    for alias, roles in heavy(covers).items():
        said = frame.say("check.contact.double", alias=alias, count=len(roles), roles=", ".join(roles))
        frame.tell(said)
    empty = [one.role for one in covers if not one.first]
    if empty:
        frame.tell(frame.say("check.cover.empty", roles=", ".join(empty)), style="bold red")
        raise Told(CHECK_FOUND)


@command.command("list", epilog="Example: calamiteit contacts list")
@shared_options
@pass_frame
def list_people(frame: Frame) -> None:
    """Show aliases, functions and roles; no names, no numbers."""
    import time

    from calamiteit.cli.pictures.grid import grid

    directory = frame.workspace.contacts.current()
    now = time.time_ns() // 1_000_000
    rows = [
        (person.alias, person.function, ", ".join(directory.roles_of(person.alias, now)), person.verified)
        for person in directory.people.values()
    ]
    columns = ("alias", "function", "roles", "verified")
    frame.out.print(grid((frame.say(f"check.contact.{name}") for name in columns), rows))


@command.command(epilog="Example: calamiteit contacts show heron")
@click.argument("alias", shell_complete=complete_alias)
@shared_options
@pass_frame
def show(frame: Frame, alias: str) -> None:
    """Show name and addresses of ALIAS. PERSONAL: the log says that you looked."""
    from calamiteit.cli.pictures.grid import grid
    from calamiteit.engine.workspace_log import log_in_workspace

    place = frame.app.place
    directory = place.directory.current()
    person = directory.person(alias)
    if person is None:
        raise UnknownName("person", alias, directory.people)
    if frame.me != alias and not directory.may(frame.me, "view-contacts", place.clock.now()):
        raise NotAllowed(frame.say("check.contact.not-allowed", alias=frame.me))
    log_in_workspace(place, "contact-viewed", {"who": alias, "why": "cli"}, frame.app.actor(frame.me))
    rows = [
        (frame.say("check.contact.name"), person.name),
        (frame.say("check.contact.function"), person.function),
        (frame.say("check.contact.roles"), ", ".join(directory.roles_of(alias, place.clock.now()))),
    ]
    for route in person.routes:
        wakes = f" ({frame.say('check.contact.wakes')})" if route.wakes else ""
        rows.append((route.channel, route.address + wakes))
    rows.append((frame.say("check.contact.verified"), person.verified))
    frame.out.print(grid((frame.say("check.contact.alias"), alias), rows))
    frame.tell(frame.say("check.contact.logged"))
