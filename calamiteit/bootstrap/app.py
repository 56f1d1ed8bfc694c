"""The program put together for one mode: use cases over one store, and the engine when this is it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from calamiteit.bootstrap.looking import Window
from calamiteit.core.modes import Mode
from calamiteit.core.run.actors import Actor
from calamiteit.engine.runs import Runs
from calamiteit.ports.report import Report

if TYPE_CHECKING:  # what only an engine or a start needs is imported there: most commands are neither
    from calamiteit.engine.desk import FrontDesk
    from calamiteit.engine.triggering import Triggering
    from calamiteit.engine.workplace import Workplace
    from calamiteit.ports.alarm import Alarm
    from calamiteit.ports.channel import Channel
    from calamiteit.ports.door import Door


@dataclass(frozen=True, slots=True, kw_only=True)
class Transports:
    """How one mode reaches people and hears from them. Made only when this process becomes the engine."""

    channels: Mapping[str, Channel]
    doors: tuple[Callable[[FrontDesk], Door], ...] = ()


@dataclass(slots=True, kw_only=True)
class App:
    """One mode of one workspace. Close it when done."""

    place: Workplace
    transports: Callable[[], Transports]
    alarm: Callable[[], Alarm]
    report: Report
    runs: Runs = field(init=False)
    _engine: Engine | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self.runs = Runs(self.place)

    @property
    def triggering(self) -> Triggering:
        """Prepares and starts runs."""
        from calamiteit.engine.triggering import Triggering

        return Triggering(self.runs)

    @property
    def mode(self) -> Mode:
        """The mode that this app was made for."""
        return self.place.mode

    def actor(self, alias: str, *, on_behalf_of: str = "", heard_by: str = "") -> Actor:
        """The person at this terminal."""
        return Actor(alias=alias, door="cli", on_behalf_of=on_behalf_of, heard_by=heard_by)

    def become_engine(self) -> Engine | None:
        """Take the lease and start to work; None while another engine is alive."""
        if self._engine is None:
            engine = Engine(self)
            if not engine.service.take_lease():
                engine.close()
                return None
            engine.start()
            self._engine = engine
        return self._engine

    @property
    def window(self) -> Window:
        """The same runs, to look at."""
        place = self.place
        return Window(
            mode=place.mode,
            store=place.store,
            runs=self.runs,
            directory=place.directory,
            voice=place.voice,
            clock=place.clock,
            wall=place.wall,
            zone=place.zone,
        )

    def holder(self) -> str | None:
        """The process that is the engine; None when the lease has run out or its holder is surely dead."""
        return self.window.holder()

    def close(self) -> None:
        """End the engine if it runs here, and free the store. May be called twice."""
        if self._engine is not None:
            self._engine.close()
            self._engine = None
        self.place.store.close()


class Engine:
    """The engine inside this process: service, channels and doors."""

    def __init__(self, app: App) -> None:
        from calamiteit.adapters.process import is_gone, my_name
        from calamiteit.engine.service import Service

        self._runs = app.runs
        self._transports = app.transports()
        self.service = Service(
            app.runs,
            self._transports.channels,
            app.alarm(),
            holder=my_name(),
            is_gone=is_gone,
            report=app.report,
        )
        self._doors: list[Door] = []
        self._report = app.report

    @property
    def channels(self) -> Mapping[str, Channel]:
        """The channels of this mode."""
        return self._transports.channels

    def start(self) -> None:
        """Send and fire at once, then make and open the doors; a door that stays shut holds up no message."""
        from calamiteit.engine.desk import FrontDesk

        self.service.start()
        desk = FrontDesk(self._runs, self._report)
        for make in self._transports.doors:
            try:
                door = make(desk)
                self._doors.append(door)
                door.start()
            except Exception as error:  # noqa: BLE001 - reported; the engine works without this door
                self._report("door", error)

    def close(self) -> None:
        """Close the doors, end the threads, give the lease back."""
        for door in self._doors:
            door.stop()
        self.service.stop()
        for channel in self._transports.channels.values():
            channel.close()
