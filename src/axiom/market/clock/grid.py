"""Variance of consecutive stretches of time, in ordinary trading days."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from axiom.market.clock.calendars import weekend

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from numpy.typing import NDArray

    from axiom.market.clock.calendars import Sessions
    from axiom.market.clock.weights import DayWeights

__all__ = ["variance_grid"]

_EPOCH: Final = dt.date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of time in which variance passes evenly: seconds since 1970, ordinary days."""

    start: float
    end: float
    days: float


def variance_grid(
    sessions: Sessions, weights: DayWeights, *, never_closes: bool, fine: tuple[float, float]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return instants and the variance that has passed at them since the first opening.

    Parameters
    ----------
    sessions : Sessions
        At least one.
    weights : DayWeights
        Of sessions, nights and closed days.
    never_closes : bool
        Whether sessions follow each other without nights, weekends among them.
    fine : tuple of float
        Seconds since 1970 between which sessions are resolved by their profile; variance passes
        evenly through the others.

    Returns
    -------
    seconds : ndarray of float64
        Since 1970-01-01 UTC, ascending: the first opening, ..., the last close.
    days : ndarray of float64
        Ordinary trading days, from 0, never falling.

    Notes
    -----
    Verified by ``tests/unit/market/clock/test_clock.py``.
    """
    closed = [_between(sessions, i, weights) for i in range(sessions.days.size - 1)]
    has_night = [bool(nights) for nights, _ in closed]
    session = _session_weights(sessions, weights, [*has_night, True], never_closes=never_closes)
    stretches: list[Stretch] = []
    for i, (opens, closes) in enumerate(zip(sessions.opens, sessions.closes, strict=True)):
        whole = Stretch(float(opens), float(closes), float(session[i]))
        is_fine = closes > fine[0] and opens < fine[1]
        stretches += _profiled(whole, weights.cumulative_profile) if is_fine else [whole]
        if i < len(closed):
            stretches += sorted(closed[i][0] + closed[i][1], key=lambda one: one.start)
    seconds = [stretches[0].start, *(one.end for one in stretches)]
    return np.array(seconds), np.cumsum([0.0, *(one.days for one in stretches)])


def _session_weights(
    sessions: Sessions, weights: DayWeights, has_night: list[bool], *, never_closes: bool
) -> NDArray[np.float64]:
    """Weigh each session; one that no night follows has the night's weight too."""
    if never_closes:
        return np.where(sessions.is_weekend, weights.weekend, 1.0)
    by_day = 1.0 - weights.overnight
    whole = np.where(sessions.is_short, by_day * weights.early_close, by_day)
    return whole + np.where(has_night, 0.0, weights.overnight)


def _profiled(whole: Stretch, levels: tuple[float, ...]) -> list[Stretch]:
    """Split a session into equally long parts whose shares rise from level to level."""
    parts = len(levels) - 1
    edges = [whole.start + (whole.end - whole.start) * n / parts for n in range(parts + 1)]
    return [
        Stretch(start, end, whole.days * (high - low))
        for (start, end), (low, high) in zip(pairwise(edges), pairwise(levels), strict=True)
    ]


def _between(
    sessions: Sessions, i: int, weights: DayWeights
) -> tuple[list[Stretch], list[Stretch]]:
    """Give the nights and the days without a session between a session and the next."""
    close, opens = float(sessions.closes[i]), float(sessions.opens[i + 1])
    days: list[Stretch] = []
    for day in range(int(sessions.days[i]) + 1, int(sessions.days[i + 1])):
        start = max(_midnight(day, sessions.zone), close)
        end = min(_midnight(day + 1, sessions.zone), opens)
        weight = weights.weekend if weekend(np.array(day)) else weights.holiday
        days += [Stretch(start, end, weight)] if end > start else []
    return _nights(close, opens, days, weights.overnight), days


def _nights(close: float, opens: float, days: list[Stretch], overnight: float) -> list[Stretch]:
    """Spread the night's variance evenly over what days without a session leave."""
    edges = [close, *(edge for one in days for edge in (one.start, one.end)), opens]
    free = [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if b > a]
    length = sum(b - a for a, b in free)
    return [Stretch(a, b, overnight * (b - a) / length) for a, b in free]


def _midnight(day: int, zone: ZoneInfo) -> float:
    """Give the instant at which a day since 1970-01-01 begins in a time zone."""
    date = dt.date.fromordinal(_EPOCH + day)
    return dt.datetime.combine(date, dt.time(), tzinfo=zone).timestamp()
