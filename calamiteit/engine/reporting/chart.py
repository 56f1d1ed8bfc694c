"""The picture in a report: when each task was asked, taken and over, as an SVG without scripts."""

from __future__ import annotations

from html import escape

from calamiteit.core.run.views import StatusView, TaskLine
from calamiteit.core.time import HOUR, MINUTE, Millis
from calamiteit.engine.reporting.document import Bar, Chart
from calamiteit.engine.reporting.sentences import Teller

MOST_BARS = 60
_STEPS: tuple[Millis, ...] = (
    *(minutes * MINUTE for minutes in (1, 2, 5, 10, 15, 30)),
    *(hours * HOUR for hours in (1, 2, 4, 6, 12, 24, 48, 24 * 7, 24 * 28, 24 * 91)),
)
_LABELS, _WIDTH, _ROW, _TOP = 300, 980, 18, 34


def chart_of(teller: Teller, view: StatusView) -> Chart | None:
    """The chart of a run; None while nobody was asked."""
    if not view.tasks:
        return None
    end = view.ended_at if view.ended_at is not None else teller.now
    shown = view.tasks[:MOST_BARS]
    end = max(end, view.started_at + MINUTE)
    count = len(view.tasks)
    more = teller.say("report.chart.more", shown=len(shown), all=count) if count > len(shown) else ""
    return Chart(
        title=teller.say("report.chart"),
        alternative=teller.say(
            "report.chart.text", count=count, start=teller.clock(view.started_at), end=teller.clock(end)
        ),
        legend=(
            teller.say("report.chart.asked"),
            teller.say("report.chart.taken"),
            teller.say("report.chart.late"),
        ),
        note=more,
        start=view.started_at,
        end=end,
        ticks=tuple((moment, teller.clock(moment)) for moment in _ticks(view.started_at, end)),
        bars=tuple(_bar(teller, task, end) for task in shown),
    )


def _bar(teller: Teller, task: TaskLine, end: Millis) -> Bar:
    over = task.ended_at if task.ended_at is not None else end
    return Bar(
        label=f"T{task.number} {task.alias}: {teller.title(task.step)}",
        asked=task.opened_at,
        taken=task.acknowledged_at,
        over=over,
        late=task.overdue or task.undelivered or bool(task.escalated_to),
    )


def _ticks(start: Millis, end: Millis) -> list[Millis]:
    step = next((step for step in _STEPS if (end - start) / step <= 8), _STEPS[-1])
    return list(range(start, end + 1, step))


def to_svg(chart: Chart) -> str:
    """The chart as inline SVG; colours and patterns differ in brightness too, for print."""
    height = _TOP + _ROW * len(chart.bars) + 8
    parts = [
        f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-labelledby="chart-title chart-text">',
        f'<title id="chart-title">{escape(chart.title)}</title>',
        f'<desc id="chart-text">{escape(chart.alternative)}</desc>',
    ]
    for moment, words in chart.ticks:
        x = _x(chart, moment)
        parts.append(f'<line class="tick" x1="{x}" y1="{_TOP - 8}" x2="{x}" y2="{height - 4}"/>')
        parts.append(f'<text class="hour" x="{x}" y="{_TOP - 14}">{escape(words)}</text>')
    for row, bar in enumerate(chart.bars):
        parts += _draw(chart, bar, _TOP + row * _ROW)
    return "\n".join([*parts, "</svg>"])


def _draw(chart: Chart, bar: Bar, y: int) -> list[str]:
    asked, over = _x(chart, bar.asked), _x(chart, bar.over)
    taken = _x(chart, bar.taken) if bar.taken is not None else over
    words = bar.label if len(bar.label) <= 46 else bar.label[:45] + "…"
    kind = "late" if bar.late else "asked"
    parts = [
        f'<text class="label" x="{_LABELS - 8}" y="{y + 11}">{escape(words)}</text>',
        f'<rect class="{kind}" x="{asked}" y="{y + 2}" width="{_width(asked, taken)}" height="11"/>',
    ]
    if bar.taken is not None:
        parts.append(
            f'<rect class="taken" x="{taken}" y="{y + 2}" width="{_width(taken, over)}" height="11"/>'
        )
    return parts


def _x(chart: Chart, moment: Millis) -> float:
    part = (min(moment, chart.end) - chart.start) / (chart.end - chart.start)
    return round(_LABELS + part * (_WIDTH - _LABELS - 40), 1)


def _width(start: float, end: float) -> float:
    """Never so narrow that it cannot be seen."""
    return max(2, round(end - start, 1))
