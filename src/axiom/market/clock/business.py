"""`Clock`: how fast variance passes, in calendar or business time, with scheduled events."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Self

import numpy as np

from axiom.core.errors import InvalidArgumentError
from axiom.market.clock.calendars import ALWAYS_OPEN, trading_sessions
from axiom.market.clock.events import Event
from axiom.market.clock.grid import variance_grid
from axiom.market.clock.settlement import SECONDS_PER_YEAR
from axiom.market.clock.table import TimeTable
from axiom.market.clock.weights import FLAT_SESSION, DayWeights

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

__all__ = ["Clock"]

ORDINARY_YEAR: Final = {"trading": 252, "weekend": 104, "holiday": 9}
LEAST_YEARS: Final = 30.0 / 365.0
MARGIN: Final = dt.timedelta(days=15)  # longer than any exchange stays closed
DAY_SECONDS: Final = 86_400.0

Nodes = tuple["NDArray[np.float64]", "NDArray[np.float64]"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """How fast variance passes: evenly, or by an exchange's sessions; and events beside it.

    Parameters
    ----------
    calendar : str, optional
        Whose sessions to follow: a calendar of exchange_calendars ("XNYS", "XEUR", "CMES"; needs
        the extra `calendars`), or "24/7" for a market that never closes. Calendar time when None.
    weights : DayWeights, optional
        What sessions, nights, weekends and holidays weigh. When None the defaults of `DayWeights`,
        and for "24/7" seven equal and even days a week. Refused in calendar time.
    events : tuple of Event
        Scheduled events, in any order.

    Raises
    ------
    InvalidArgumentError
        Weights without a calendar.

    Notes
    -----
    The unit is the ordinary trading day: a session of the usual length and the night after it. A
    year of variance is what an ordinary year of 365 days holds: 252 trading days, 104 days of
    weekend and 9 holidays (of "24/7": 261 days of the week and 104 of weekend), so that
    `days_per_year` is 252 + 104 weekend + 9 holiday. An event of n days adds n / `days_per_year`
    variance years at once.

    Beyond the last session that a calendar knows, variance passes at one variance year a year.

    Verified by ``tests/unit/market/clock/test_clock.py`` and
    ``tests/properties/test_clock_properties.py``.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> from axiom.market import Clock, Event
    >>> clock = Clock(events=(Event(at=datetime(2016, 1, 26, 21, tzinfo=UTC), days=6.0),))
    >>> table = clock.table(datetime(2016, 1, 25, 21, tzinfo=UTC))
    >>> round(table(2 / 365) * 365, 9)
    8.0
    """

    calendar: str | None = None
    weights: DayWeights | None = None
    events: tuple[Event, ...] = ()

    def __post_init__(self) -> None:
        """Refuse weights that nothing reads."""
        if self.calendar is None and self.weights is not None:
            raise InvalidArgumentError(
                "weights is given without a calendar; name one, such as calendar='XNYS'"
            )

    @property
    def day_weights(self) -> DayWeights | None:
        """The weights in force; None in calendar time."""
        if self.calendar == ALWAYS_OPEN and self.weights is None:
            return DayWeights(overnight=0.0, weekend=1.0, session_profile=FLAT_SESSION)
        return None if self.calendar is None else self.weights or DayWeights()

    @property
    def days_per_year(self) -> float:
        """Ordinary trading days in a year of variance; 365 in calendar time."""
        weights = self.day_weights
        if weights is None:
            return 365.0
        if self.calendar == ALWAYS_OPEN:
            return 365.0 - ORDINARY_YEAR["weekend"] * (1.0 - weights.weekend)
        closed = ORDINARY_YEAR["weekend"] * weights.weekend
        return ORDINARY_YEAR["trading"] + closed + ORDINARY_YEAR["holiday"] * weights.holiday

    def with_events(self, events: Iterable[Event]) -> Self:
        """Return the same clock with other events."""
        return replace(self, events=tuple(events))

    def events_between(self, start: dt.datetime, end: dt.datetime) -> tuple[Event, ...]:
        """Return the events at or after one instant and before another, in order."""
        low, high = start.timestamp(), end.timestamp()
        inside = (event for event in self.events if low <= event.at.timestamp() < high)
        return tuple(sorted(inside, key=_instant))

    def table(
        self,
        valuation_time: dt.datetime,
        *,
        horizon_years: float = 3.0,
        intraday_days: float = 10.0,
    ) -> TimeTable:
        """Return the map from calendar years after an instant to variance years.

        Parameters
        ----------
        valuation_time : datetime.datetime
            Aware.
        horizon_years : float, default 3
            How far the table reaches, calendar years, finite and > 0; at least 30 days. Let it
            reach past the last expiry: events beyond it do not count.
        intraday_days : float, default 10
            How many calendar days ahead sessions are resolved by their profile, >= 0. Later ones
            pass evenly from opening to close, which leaves every opening and close where it is.

        Returns
        -------
        TimeTable

        Raises
        ------
        InvalidArgumentError
            A naive valuation time, a horizon or a number of days outside its domain, an unknown
            calendar, or a valuation time before its first session.
        MissingDependencyError
            When the calendar needs exchange_calendars and it is not installed.
        """
        if valuation_time.tzinfo is None:
            raise InvalidArgumentError(
                f"valuation_time {valuation_time} has no time zone; give an aware datetime"
            )
        _check_positive("horizon_years", horizon_years)
        if not intraday_days >= 0.0:
            raise InvalidArgumentError(f"intraday_days is {intraday_days}; give 0 or more")
        start = valuation_time.timestamp()
        end = start + max(horizon_years, LEAST_YEARS) * SECONDS_PER_YEAR
        seconds, days = self._grid(start, end, start + intraday_days * DAY_SECONDS)
        base = np.interp([start, end], seconds, days)
        inside = (seconds > start) & (seconds < end)
        seconds = np.concatenate([[start], seconds[inside], [end]])
        days = np.concatenate([base[:1], days[inside], base[1:]]) - base[0]
        seconds, days = _with_jumps(seconds, days, self.events)
        return TimeTable(
            years=(seconds - start) / SECONDS_PER_YEAR, variance_years=days / self.days_per_year
        )

    def _grid(self, start: float, end: float, fine_to: float) -> Nodes:
        """Give instants from before the start to after the end, and the days passed at them."""
        weights = self.day_weights
        if self.calendar is None or weights is None:
            return np.array([start, end]), np.array([0.0, (end - start) / DAY_SECONDS])
        first, last = (dt.datetime.fromtimestamp(at, dt.UTC).date() for at in (start, end))
        sessions = trading_sessions(self.calendar, first - MARGIN, last + MARGIN)
        if sessions.days.size == 0 or sessions.opens[0] > start:
            raise InvalidArgumentError(
                f"calendar {self.calendar!r} knows no session before {first}; give another, or a "
                "valuation time that it knows"
            )
        never_closes = self.calendar == ALWAYS_OPEN
        grid = variance_grid(sessions, weights, never_closes=never_closes, fine=(start, fine_to))
        return self._continued(*grid, end)

    def _continued(
        self, seconds: NDArray[np.float64], days: NDArray[np.float64], end: float
    ) -> Nodes:
        """Continue past the last session that is known, at one variance year a year."""
        if end <= seconds[-1]:
            return seconds, days
        added = (end - seconds[-1]) / SECONDS_PER_YEAR * self.days_per_year
        return np.append(seconds, end), np.append(days, days[-1] + added)

    def to_dict(self) -> dict[str, Any]:
        """Return the clock as plain values: what was chosen, and the weights in force."""
        weights = self.day_weights
        return {
            "calendar": self.calendar or "calendar time",
            "weights": None if weights is None else {
                name: getattr(weights, name) for name in weights.__slots__
            },
            "days_per_year": self.days_per_year,
            "events": [
                {"at": event.at.isoformat(), "days": event.days, "label": event.label}
                for event in sorted(self.events, key=_instant)
            ],
        }  # fmt: skip


def _with_jumps(
    seconds: NDArray[np.float64], days: NDArray[np.float64], events: Iterable[Event]
) -> Nodes:
    """Insert a jump at each event between the first instant and the last."""
    for event in sorted(events, key=_instant):
        at = event.at.timestamp()
        if not (seconds[0] <= at < seconds[-1]) or event.days == 0.0:
            continue
        before = np.searchsorted(seconds, at, side="left")
        after = np.searchsorted(seconds, at, side="right")
        left = float(np.interp(at, seconds, days)) if before == after else float(days[after - 1])
        jump = [left] if before < after else [left, left]
        seconds = np.insert(seconds, after, [at] * len(jump))
        days = np.concatenate([days[:after], jump, days[after:]])
        days[after + len(jump) - 1 :] += event.days
    return seconds, days


def _instant(event: Event) -> float:
    return event.at.timestamp()


def _check_positive(name: str, value: float) -> None:
    if not (np.isfinite(value) and value > 0.0):
        raise InvalidArgumentError(f"{name} is {value}; give a finite number above 0")
