"""What every command has at hand: the workspace, who you are, your language, stdout and stderr."""

from __future__ import annotations

import getpass
import os
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from calamiteit.core.errors import CalamiteitError, Mistake, UnknownName
from calamiteit.core.written import written

if TYPE_CHECKING:
    from rich.console import Console

    from calamiteit.bootstrap.app import App
    from calamiteit.bootstrap.looking import Window
    from calamiteit.bootstrap.workspace import Workspace
    from calamiteit.core.contacts.directory import Person
    from calamiteit.ports.words import Wording

_YES, _NO = ("y", "yes", "j", "ja"), ("n", "no", "nee")

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


@dataclass
class Frame:
    """One call of the program. Parts are made when they are first asked for."""

    workspace_given: Path | None = None
    me_given: str = ""
    language_given: str = ""
    reporter: Callable[[str, Exception], None] | None = None
    """Takes what goes wrong in the background, in place of a line on stderr."""
    _app: App | None = field(default=None, init=False)
    _window: Window | None = field(default=None, init=False)

    # --- words and consoles

    @cached_property
    def out(self) -> Console:
        """Data, on stdout."""
        from rich.console import Console

        return Console(highlight=False, emoji=False)

    @cached_property
    def err(self) -> Console:
        """Messages, on stderr."""
        from rich.console import Console

        return Console(stderr=True, highlight=False, emoji=False)

    def tell(self, text: str, *, style: str = "") -> None:
        """A message to the person at this terminal; square brackets are no markup, lines are not cut."""
        self.err.print(written(text), style=style or None, markup=False, soft_wrap=not self.err.is_terminal)

    @cached_property
    def language(self) -> str:
        """`--lang`, else your own, else the workspace's first, if the workspace has it."""
        if self.language_given:
            return self.language_given
        if self.directory_person is None:
            return self.workspace.basics.languages[0]
        return self.workspace.voice.language_of(self.workspace.contacts.current(), self.alias)

    @cached_property
    def words(self) -> Wording:
        """The program's words in your language."""
        from calamiteit.bootstrap.wording import words_in

        return words_in(self.language)

    @cached_property
    def words_when_failing(self) -> Wording:
        """Words that can always be found: without a workspace the system's language counts."""
        from calamiteit.bootstrap.wording import words_in

        try:
            return self.words
        except CalamiteitError:
            return words_in(self.language_outside)

    @property
    def language_outside(self) -> str:
        """The language where there is no workspace: `--lang`, else that of the system, else English."""
        return self.language_given or os.environ.get("LC_ALL") or os.environ.get("LANG") or "en"

    def say(self, code: str, /, **values: object) -> str:
        """A sentence in your language."""
        return self.words.say(code, **values)

    # --- the workspace and you

    @cached_property
    def workspace(self) -> Workspace:
        """The workspace: `--workspace`, CALAMITEIT_WORKSPACE, or the folder that you are in."""
        from calamiteit.bootstrap.workspace import Workspace

        return Workspace.open(self.workspace_given or Path.cwd(), user_settings())

    @property
    def alias(self) -> str:
        """Your alias as given, or empty."""
        return self.me_given or self.workspace.basics.me

    @cached_property
    def directory_person(self) -> Person | None:
        """You, when you are known."""
        try:
            return self.workspace.contacts.current().person(self.alias) if self.alias else None
        except CalamiteitError:
            return None

    @cached_property
    def me(self) -> str:
        """Your alias. Raises Mistake when it is not said or not known: live acts need a person."""
        if not self.alias:
            raise Mistake(self.say("failed.who", file=str(user_settings())))
        people = self.workspace.contacts.current().people
        if self.alias not in people:
            raise UnknownName("person", self.alias, people)
        return self.alias

    # --- the app

    @property
    def app(self) -> App:
        """The live app of this workspace; closed when the command ends. Raises StoreTrouble."""
        if self._app is None:
            from calamiteit.bootstrap.live import live_app

            app = live_app(self.workspace, self.report)
            app.runs.origin = f"{getpass.getuser()}@{socket.gethostname()}"
            self._take(app)
            return app
        return self._app

    def _take(self, app: App) -> None:
        self._app = app
        click.get_current_context().call_on_close(self.close)

    def look_at(self, run: str | None) -> None:
        """Look at the drills that were played instead of at live, when one of them is named. No way back."""
        if is_drill(run) and self._app is None:
            self.look_at_drills()

    def look_at_drills(self) -> None:
        """This command shows drills; nothing of live is opened. Raises StoreTrouble."""
        from calamiteit.bootstrap.simulation import simulation_app

        self._take(simulation_app(self.workspace, self.report))

    @property
    def window(self) -> Window:
        """The live runs, for a command that only looks: quick to open. Closed when the command ends."""
        if self._app is not None:
            return self._app.window
        if self._window is None:
            from calamiteit.bootstrap.looking import live_window

            self._window = live_window(self.workspace)
            if self._window is None:
                return self.app.window
            click.get_current_context().call_on_close(self.close)
        return self._window

    def use(self, app: App) -> None:
        """Show another app than the live one (a demonstration's); who made it closes it."""
        self._app = app

    def close(self) -> None:
        """Free the store, end the engine if it runs here."""
        if self._app is not None:
            self._app.close()
            self._app = None
        if self._window is not None:
            self._window.store.close()
            self._window = None

    def report(self, where: str, error: Exception) -> None:
        """Something went wrong in the background. Only texts of our own errors: others could hold names."""
        if self.reporter is not None:
            self.reporter(where, error)
            return
        what = str(error) if isinstance(error, CalamiteitError) else type(error).__name__
        self.tell(self.words_when_failing.say("failed.background", where=where, what=what), style="yellow")

    # --- prompting

    @property
    def can_ask(self) -> bool:
        """Whether somebody sits at this terminal; without, no command ever waits for an answer."""
        return sys.stdin.isatty()

    def agrees(self, question: str) -> bool:
        """Whether the person says yes, in Dutch or English; asked again until the answer is clear."""
        while True:
            shown = f"{question} [{self.say('ask.yes-no')}]"
            answer = str(click.prompt(shown, default="", show_default=False, err=True)).strip().casefold()
            if answer in ("", *_NO):
                return False
            if answer in _YES:
                return True
            self.tell(self.say("ask.unclear"))


pass_frame = click.make_pass_decorator(Frame, ensure=True)


def is_drill(run: str | None) -> bool:
    """Whether this is the name of a simulation, which can only be looked at."""
    return run is not None and run.startswith("S-")


def user_settings() -> Path:
    """The person's own settings file, outside every workspace."""
    from platformdirs import user_config_path

    return user_config_path("calamiteit") / "settings.yaml"


def shared_options(command: Decorated) -> Decorated:
    """The options that each command takes, before or after its name: who, where, in which language."""
    for option in (
        _option("workspace_given", "--workspace", "-w", type=click.Path(path_type=Path), metavar="DIR",
                envvar="CALAMITEIT_WORKSPACE", help="The workspace; else the folder you are in."),
        _option("me_given", "--as", metavar="ALIAS", envvar="CALAMITEIT_ME", help="Who you are."),
        _option("language_given", "--lang", type=click.Choice(["nl", "en"]), envvar="CALAMITEIT_LANG",
                help="Dutch or English."),
    ):  # fmt: skip
        command = option(command)
    return command


def _option(name: str, *flags: str, **more: Any) -> Callable[[Decorated], Decorated]:
    def keep(context: click.Context, parameter: click.Parameter, value: Any) -> None:
        frame = context.find_object(Frame)
        if frame is None:
            frame = context.obj = Frame()
        given_here = (
            context.get_parameter_source(parameter.name or "") is click.core.ParameterSource.COMMANDLINE
        )
        if value and (given_here or not getattr(frame, name)):
            setattr(frame, name, value)

    return click.option(*flags, name, callback=keep, expose_value=False, **more)
