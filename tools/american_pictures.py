"""Draw the exercise boundaries of docs/explanation/american-options.md into docs/assets.

Run it with ``.venv/bin/python -m tools.american_pictures``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

import axiom

Floats = npt.NDArray[np.float64]

ASSETS = Path(__file__).parents[1] / "docs/assets"
COLOURS = ("#1f6feb", "#c2410c", "#15803d", "#7c3aed")
WIDTH, HEIGHT, GAP, MARGIN = 400.0, 270.0, 28.0, (52.0, 16.0, 34.0, 44.0)
STRIKE, VOL, RATE = 100.0, 0.25, 0.05
DIVIDENDS = ((0.3, 3.0), (0.8, 1.5))
EXERCISED, LONGEST = 1e-7, 6.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a panel; NaN interrupts it."""

    x: Floats
    y: Floats
    label: str
    colour: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """Axes with their lines."""

    title: str
    x_label: str
    x_ticks: Sequence[float]
    y_ticks: Sequence[float]
    lines: Sequence[Line]

    def place(self, x: float, y: float, left: float) -> tuple[float, float]:
        """Return the picture's coordinates of a point."""
        a, _, top, bottom = MARGIN
        across = (x - self.x_ticks[0]) / (self.x_ticks[-1] - self.x_ticks[0])
        up = (y - self.y_ticks[0]) / (self.y_ticks[-1] - self.y_ticks[0])
        return left + a + across * (WIDTH - a - MARGIN[1]), HEIGHT - bottom - up * (
            HEIGHT - top - bottom
        )


def one_boundary() -> Panel:
    """Boundaries below which a put is exercised, for three pairs of rates."""
    times = np.linspace(0.0, 1.0, 81)[1:] ** 2 * 2.0
    lines = []
    for (rate, dividend_yield), colour in zip(
        ((0.05, 0.0), (0.05, 0.05), (0.03, 0.06)), COLOURS, strict=False
    ):
        _, upper = axiom.exercise_boundary(
            strike=STRIKE, expiry=times, vol=VOL, rate=rate, dividend_yield=dividend_yield,
            is_call=False,
        )  # fmt: skip
        start = STRIKE * min(1.0, rate / dividend_yield) if dividend_yield > 0.0 else STRIKE
        lines.append(
            Line(
                x=np.append(0.0, times), y=np.append(start, upper),
                label=f"r {rate:.0%}, q {dividend_yield:.0%}", colour=colour,
            )
        )  # fmt: skip
    return Panel(
        title="One boundary, vol 25 %: exercise below", x_label="years to expiry",
        x_ticks=(0.0, 0.5, 1.0, 1.5, 2.0), y_ticks=(0, 20, 40, 60, 80, 100), lines=lines,
    )  # fmt: skip


def two_boundaries() -> Panel:
    """Boundaries between which a put is exercised, vols that keep them apart and that do not."""
    lines = []
    for vol, colour in ((0.10, COLOURS[0]), (0.35, COLOURS[1])):
        last = _meeting_time(vol)
        times = last * np.sin(np.linspace(0.0, 0.5 * np.pi, 161)[1:-1]) ** 2
        lower, upper = _two_edges(times, vol)
        closing = 0.5 * (lower[-1] + upper[-1]) if last < LONGEST else np.nan
        for edge, start, label in ((lower, 25.0, ""), (upper, STRIKE, f"vol {vol:.0%}")):
            x = np.concatenate([[0.0], times, [last]])
            lines.append(
                Line(x=x, y=np.concatenate([[start], edge, [closing]]), label=label, colour=colour)
            )
    return Panel(
        title="Two boundaries, r -1 %, q -4 %: exercise between", x_label="years to expiry",
        x_ticks=(0, 2, 4, 6), y_ticks=(0, 20, 40, 60, 80, 100), lines=lines,
    )  # fmt: skip


def _two_edges(times: Floats, vol: float) -> tuple[Floats, Floats]:
    lower, upper = axiom.exercise_boundary(
        strike=STRIKE, expiry=times, vol=vol, rate=-0.01, dividend_yield=-0.04, is_call=False
    )
    return lower, upper


def _meeting_time(vol: float) -> float:
    """Return the longest time to expiry with an exercise region, by bisection."""
    with_region, without = 0.01, LONGEST
    if np.isfinite(_two_edges(np.array([without]), vol)[0][0]):
        return LONGEST
    for _ in range(30):
        middle = 0.5 * (with_region + without)
        if np.isfinite(_two_edges(np.array([middle]), vol)[0][0]):
            with_region = middle
        else:
            without = middle
    return with_region


def with_dividends() -> Panel:
    """Where a put and a call with two cash dividends are exercised, against calendar time."""
    parts = ((0.0, 0.3), (0.3, 0.8), (0.8, 1.0))
    times, puts = [], []
    for start, end in parts:
        inside = start + (end - start) * (1.0 - np.linspace(1.0, 0.0, 160) ** 2)
        inside[-1] -= 1e-9
        times.extend([*inside[:-1], inside[-1], end])
        puts.extend([*(_edge(t, is_call=False) for t in inside), np.nan])
    lines = [Line(x=np.array(times), y=np.array(puts), label="put, below", colour=COLOURS[0])]
    for number, (time, _) in enumerate(DIVIDENDS):
        edge = _edge(time - 1e-9, is_call=True)
        lines.append(
            Line(
                x=np.array([time, time]), y=np.array([edge, 160.0]), colour=COLOURS[1],
                label="call, above, just before the ex-date" if number == 0 else "",
            )
        )  # fmt: skip
    return Panel(
        title="Dividends of 3 and 1.5, vol 25 %, r 5 %", x_label="years from now",
        x_ticks=(0.0, 0.2, 0.4, 0.6, 0.8, 1.0), y_ticks=(0, 40, 80, 120, 160), lines=lines,
    )  # fmt: skip


def _edge(now: float, *, is_call: bool) -> float:
    """Return the edge of the exercise region at a time, NaN where there is none."""
    spots = np.linspace(25.0, 100.0, 751) if not is_call else np.linspace(100.0, 160.0, 601)
    prices = axiom.price(
        spot=spots, strike=STRIKE, expiry=1.0 - now, vol=VOL, rate=RATE, is_call=is_call,
        exercise="american", dividends=[(t - now, cash) for t, cash in DIVIDENDS if t > now],
    )  # fmt: skip
    held = np.abs(prices - np.abs(spots - STRIKE)) <= EXERCISED
    if not held.any():
        return float("nan")
    return float(spots[held].min() if is_call else spots[held].max())


def draw(panels: Sequence[Panel], path: Path) -> None:
    """Write the panels side by side as one SVG file."""
    width = len(panels) * WIDTH + (len(panels) - 1) * GAP
    body = "".join(_panel(panel, i * (WIDTH + GAP)) for i, panel in enumerate(panels))
    path.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {HEIGHT:g}" '
        f'width="{width:g}" font-family="sans-serif" font-size="11">'
        f'<rect width="{width:g}" height="{HEIGHT:g}" fill="#ffffff"/>{body}</svg>\n',
        encoding="utf-8",
    )


def _panel(panel: Panel, left: float) -> str:
    x0, y0 = panel.place(panel.x_ticks[0], panel.y_ticks[0], left)
    x1, y1 = panel.place(panel.x_ticks[-1], panel.y_ticks[-1], left)
    parts = [
        _text(left + MARGIN[0], 18, panel.title, weight="bold"),
        _text((x0 + x1) / 2, HEIGHT - 8, panel.x_label, anchor="middle"),
    ]
    for tick in panel.x_ticks:
        x, _ = panel.place(tick, panel.y_ticks[0], left)
        parts.append(_stroke([(x, y0), (x, y0 + 4)], "#57606a"))
        parts.append(_text(x, y0 + 16, f"{tick:g}", anchor="middle"))
    for tick in panel.y_ticks:
        _, y = panel.place(panel.x_ticks[0], tick, left)
        parts.append(_stroke([(x0, y), (x1, y)], "#e4e7eb"))
        parts.append(_text(x0 - 6, y + 4, f"{tick:g}", anchor="end"))
    parts.append(_stroke([(x0, y1), (x0, y0), (x1, y0)], "#57606a"))
    parts.extend(_line(panel, line, left) for line in panel.lines)
    named = [line for line in panel.lines if line.label]
    for row, line in enumerate(reversed(named)):
        y = y0 - 12 - 15 * row
        parts.append(_stroke([(x0 + 12, y), (x0 + 32, y)], line.colour, 2.0))
        parts.append(_text(x0 + 38, y + 4, line.label))
    return "".join(parts)


def _line(panel: Panel, line: Line, left: float) -> str:
    """Draw the runs of finite points."""
    runs: list[list[tuple[float, float]]] = [[]]
    for x, y in zip(line.x.tolist(), line.y.tolist(), strict=True):
        if np.isfinite(y):
            runs[-1].append(panel.place(x, y, left))
        elif runs[-1]:
            runs.append([])
    return "".join(_stroke(run, line.colour, 2.0) for run in runs if len(run) > 1)


def _stroke(points: Sequence[tuple[float, float]], colour: str, width: float = 1.0) -> str:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="{width:g}"/>'


def _text(x: float, y: float, text: str, *, anchor: str = "start", weight: str = "normal") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="#24292f" text-anchor="{anchor}" '
        f'font-weight="{weight}">{text}</text>'
    )


def main() -> None:
    """Draw both pictures."""
    draw([one_boundary(), two_boundaries()], ASSETS / "exercise-boundaries.svg")
    draw([with_dividends()], ASSETS / "exercise-dividends.svg")


if __name__ == "__main__":
    main()
