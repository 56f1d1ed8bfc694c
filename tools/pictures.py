"""Makes docs/pictures/*.svg anew from a real run of the demonstration on the practice servers."""

from __future__ import annotations

import io
import re
import sys
import tempfile
import threading
from collections.abc import Iterable
from pathlib import Path

from rich.console import Console, RenderableType

from calamiteit.bootstrap.demonstration import PLACE, PLAYBOOK, Demonstration, demonstration
from calamiteit.cli.frame import Frame
from calamiteit.cli.pictures.announcement import announcement
from calamiteit.cli.pictures.status import status_picture
from calamiteit.cli.pictures.story import story
from calamiteit.core.time import MINUTE
from calamiteit.engine.foresight import first_wave
from calamiteit.engine.reporting.build import teller_of

FOLDER = Path(__file__).parents[1] / "docs" / "pictures"
WIDTH, SPEED, MINUTES, STORY_LINES = 104, 30.0, 13, 34
FONT_FROM_ELSEWHERE = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
"""rich names a font on somebody's server; a picture should call nobody."""


def main() -> int:
    """Run, and write the three pictures."""
    with tempfile.TemporaryDirectory(prefix="calamiteit-pictures-") as folder:
        here = Path(folder) / "lindeveen"
        shown = Frame(workspace_given=here, me_given="heron", language_given="en", reporter=lambda *_: None)
        with demonstration(
            here, language="en", speed=SPEED, report=shown.report, tapped=lambda tap: None
        ) as demo:
            shown.use(demo.app)
            _write("trigger", "calamiteit trigger", [_announced(shown, demo)])
            run = demo.trigger()
            lines = _followed(demo, run)
            _write("story", "make demo", lines[:STORY_LINES])
            _write("status", "calamiteit status", [status_picture(shown, run)])
    return 0


def _announced(shown: Frame, demo: Demonstration) -> RenderableType:
    given = {"place": PLACE, "area": "stationsbuurt"}
    prepared = demo.app.triggering.prepare(PLAYBOOK, given, ["Shots were heard."], language="en")
    return announcement(shown, prepared, first_wave(demo.app.runs, prepared, demo.app.actor("heron")))


def _followed(demo: Demonstration, run: str) -> list[RenderableType]:
    """The story of the first minutes, line by line, as `calamiteit demo` tells it."""
    clock = demo.app.place.clock
    until = clock.now() + MINUTES * MINUTE
    told, lines = 0, list[RenderableType]()
    while clock.now() < until:
        teller, log = teller_of(demo.app.runs, run, "en")
        lines += story(teller, log[told:])
        told = len(log)
        threading.Event().wait(0.25)
    return lines


def _write(name: str, title: str, parts: Iterable[RenderableType]) -> None:
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, highlight=False)
    for part in parts:
        console.print(part)
    FOLDER.mkdir(exist_ok=True)
    svg = FONT_FROM_ELSEWHERE.sub("", console.export_svg(title=title, unique_id=f"calamiteit-{name}"))
    lines = "\n".join(line.rstrip() for line in svg.splitlines())
    (FOLDER / f"{name}.svg").write_text(lines + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
