"""One step of a playbook in a few lines: what, who, when, by when, and what if nobody answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.text import Text

from calamiteit.cli.pictures.timing import after_words, condition_words, moment_words, repeat_words
from calamiteit.core.playbook.plan import Step, in_language
from calamiteit.core.time import show_duration

if TYPE_CHECKING:
    from calamiteit.cli.frame import Frame


def step_lines(frame: Frame, step: Step) -> list[Text]:
    """What stands in the task itself is left out."""
    title = f"{frame.say(f'kind.{step.kind}')}: {in_language(step.title, frame.language)}"
    lines = [Text(title)]
    if step.standby:
        lines.append(Text(frame.say("plan.step.standby"), style="yellow"))
    return lines + [Text(line, style="dim") for line in _facts(frame, step)]


def _facts(frame: Frame, step: Step) -> Iterator[str]:
    who = f"{frame.say('plan.who')}: {', '.join(step.who)}" if step.who else ""
    times = " · ".join([part for part in (who, *_times(frame, step)) if part])
    if times:
        yield times
    yield from _conditions(frame, step)
    yield from _choices(frame, step)
    if step.link is not None:
        yield frame.say("plan.step.links", playbook=step.link.playbook)
    if step.duty != "must":
        yield frame.say(f"plan.step.{step.duty}")


def _times(frame: Frame, step: Step) -> Iterator[str]:
    if step.at is not None:
        yield moment_words(frame, step.at)
    if step.after:
        yield frame.say("plan.step.after", steps=", ".join(after_words(after) for after in step.after))
    if step.repeat is not None:
        yield repeat_words(frame, step.repeat)
    if step.within is not None:
        yield frame.say("plan.step.within", within=show_duration(step.within))
    if step.by is not None:
        yield frame.say("plan.step.by", moment=moment_words(frame, step.by))


def _conditions(frame: Frame, step: Step) -> Iterator[str]:
    if step.when is not None:
        yield frame.say("plan.step.when", what=condition_words(frame, step.when))
    if step.otherwise is not None:
        yield frame.say("plan.step.otherwise", step=step.otherwise)


def _choices(frame: Frame, step: Step) -> Iterator[str]:
    if step.options:
        yield frame.say("plan.step.options", options=" | ".join(option.id for option in step.options))
    if step.if_nothing is not None:
        after, option = show_duration(step.if_nothing.after), step.if_nothing.option
        yield frame.say("plan.step.default", after=after, option=option)
