"""Draws measured lines as an SVG file: a logarithmic scale across, an even one upwards."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 720, 360
LEFT, RIGHT, TOP, BOTTOM = 70, 30, 50, 60
COLOURS = ("#0b5394", "#b45f06")
DASHES = ("none", "7 4")
FONT = 'font-family="sans-serif" font-size="13" fill="#222"'


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what it shows, and its value at each point across."""

    title: str
    points: Mapping[int, float]


def draw(lines: Sequence[Line], across: str, upwards: str) -> str:
    """The picture, with a title for those who do not see it."""
    most = max(value for line in lines for value in line.points.values())
    top = _round_up(most * 1.4)
    steps = sorted({point for line in lines for point in line.points})
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" {FONT}>',
        f"<title>{upwards}: {'; '.join(_spoken(line) for line in lines)}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        *_grid(top, steps, across, upwards),
    ]
    for n, line in enumerate(lines):
        parts += _line(line, n, top, steps)
    return "\n".join([*parts, "</svg>", ""])


def _grid(top: float, steps: Sequence[int], across: str, upwards: str) -> Iterator[str]:
    for n in range(5):
        value = top * n / 4
        y = _up(value, top)
        yield f'<line x1="{LEFT}" y1="{y:.1f}" x2="{WIDTH - RIGHT}" y2="{y:.1f}" stroke="#ddd"/>'
        yield f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{value:g}</text>'
    for step in steps:
        x, y = _along(step, steps), HEIGHT - BOTTOM + 20
        yield f'<text x="{x:.1f}" y="{y}" text-anchor="middle">{step:,}</text>'
    yield f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 12}" text-anchor="middle">{across}</text>'
    yield f'<text x="{LEFT - 50}" y="20">{upwards}</text>'


def _line(line: Line, n: int, top: float, steps: Sequence[int]) -> Iterator[str]:
    places = [(_along(point, steps), _up(value, top)) for point, value in sorted(line.points.items())]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    colour = COLOURS[n % len(COLOURS)]
    style = f'fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{DASHES[n % len(DASHES)]}"'
    yield f'<polyline points="{path}" {style}/>'
    for x, y in places:
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>'
    y = TOP - 8 + 18 * n
    yield f'<line x1="{WIDTH - 300}" y1="{y - 4}" x2="{WIDTH - 270}" y2="{y - 4}" {style}/>'
    yield f'<text x="{WIDTH - 262}" y="{y}">{line.title}</text>'


def _along(point: int, steps: Sequence[int]) -> float:
    low, high = math.log10(min(steps)), math.log10(max(steps))
    share = (math.log10(point) - low) / (high - low or 1)
    return LEFT + 20 + share * (WIDTH - LEFT - RIGHT - 40)


def _up(value: float, top: float) -> float:
    return HEIGHT - BOTTOM - value / top * (HEIGHT - TOP - BOTTOM)


def _round_up(value: float) -> float:
    """The next of 1, 2, 4, 10, 20, 40, ... so that the four lines of the grid have short numbers."""
    tens: float = 10 ** math.floor(math.log10(value))
    return next(step * tens for step in (1, 2, 4, 10) if step * tens >= value)


def _spoken(line: Line) -> str:
    return f"{line.title} " + ", ".join(
        f"{value:.2f} at {point}" for point, value in sorted(line.points.items())
    )
