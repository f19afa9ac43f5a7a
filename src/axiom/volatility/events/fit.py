"""Event variances from a term structure, over a base variance that changes smoothly."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl

from axiom.core.errors import DataError, InvalidArgumentError
from axiom.market.clock import Event, years_between
from axiom.volatility.events.term import TermFit, fit_term

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from numpy.typing import NDArray

    from axiom.market import Clock

Schema = Mapping[str, pl.DataType | type[pl.DataType]]

__all__ = ["EVENT_STATUSES", "EventSettings", "FittedEvents", "fit_events"]

EVENT_STATUSES: Final = ("fitted", "extrapolated", "not_identified", "past")
LEAST_EXPIRIES: Final = 3
_COLUMNS: Final = ("expiry", "variance", "standard_error")


@dataclass(frozen=True, slots=True, kw_only=True)
class EventSettings:
    """How the term structure is fitted.

    Parameters
    ----------
    roughness : float, default 0.4
        How much the logarithm of the base variance rate is expected to change, as a standard
        deviation over a factor of e in expiry, > 0.
    relative_error : float, default 0.003
        Added in squares to the standard error of each total variance, as a share of it, >= 0: what
        the model leaves out.

    Raises
    ------
    InvalidArgumentError
        When a setting is outside its domain.
    """

    roughness: float = 0.4
    relative_error: float = 0.003

    def __post_init__(self) -> None:
        """Check the domain."""
        if not (math.isfinite(self.roughness) and self.roughness > 0.0):
            raise InvalidArgumentError(f"roughness is {self.roughness}; give a number above 0")
        if not (math.isfinite(self.relative_error) and self.relative_error >= 0.0):
            raise InvalidArgumentError(
                f"relative_error is {self.relative_error}; give a share, 0 or more"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class FittedEvents:
    """Event variances, the base under them, and the clock that has both.

    Parameters
    ----------
    events : polars.DataFrame
        One row a candidate, in order of time: ``at``, ``label``, ``status``, ``days`` (variance in
        ordinary trading days at the base's rate there) and ``days_se``, ``variance`` (of the
        log-price) and ``variance_se``, ``move`` (its square root, 0 where it is negative), null
        where no expiry sees the event; ``n_together``, how many candidates the figures are the sum
        of.
    term : polars.DataFrame
        One row an expiry: ``expiry``, ``years``, ``variance_years`` (without the candidates),
        ``variance``, ``standard_error``, ``fitted`` (the model's variance), ``base_vol`` (of the
        stretch before the expiry, per square root of a variance year) and ``weight`` (below 1
        where the robust fit holds the point for an outlier).
    clock : Clock
        The clock given, with the candidates added: each at its fitted days where they are positive,
        else at 0; an equal share each where several are identified only together.
    base_rates : tuple of float
        Base variance per variance year in each stretch between expiries.

    Notes
    -----
    The statuses: "fitted", there are expiries before and after the event; "extrapolated", there are
    none before it, or one alone after it, and the base beside it is carried over from the other
    side, with wider errors; "not_identified", no expiry follows, or none separates it from another
    candidate (then the figures are those of all these together); "past", before the valuation time.
    """

    events: pl.DataFrame
    term: pl.DataFrame
    clock: Clock
    base_rates: tuple[float, ...]


def fit_events(
    variances: pl.DataFrame,
    candidates: Sequence[Event | datetime],
    *,
    clock: Clock,
    valuation_time: datetime,
    settings: EventSettings | None = None,
) -> FittedEvents:
    """Find what variance the term structure holds at scheduled instants.

    Parameters
    ----------
    variances : polars.DataFrame
        Total variance at the forward by expiry: ``expiry`` (aware), ``variance`` > 0 and
        ``standard_error`` > 0, as `atm_variances` gives; three expiries or more.
    candidates : sequence of Event or datetime
        When something is scheduled; the days of an `Event` are not read.
    clock : Clock
        Sets the pace between events. Its own events are taken as known.
    valuation_time : datetime
        Aware.
    settings : EventSettings, optional
        The defaults when None.

    Returns
    -------
    FittedEvents

    Raises
    ------
    DataError
        When there are fewer than three expiries after the valuation time, or values that are not
        finite and positive.
    InvalidArgumentError
        When a column is missing, a candidate has no time zone, or is named twice.

    Notes
    -----
    Between consecutive expiries variance passes at one rate by the clock; log rates follow a random
    walk in log time with deviation `EventSettings.roughness`; an event adds its days at the rate of
    the stretch it lies in. Gauss-Newton on the posterior with Huber weights on the total variances.
    Standard errors are those of the posterior, widened where the residuals are larger than they
    should be. Days may come out negative: the data speak against an event there.

    Verified by ``tests/unit/volatility/events/test_fit_events.py`` and
    ``tests/integration/test_recorded_events.py``.
    """
    settings = settings or EventSettings()
    term = _checked_term(variances, valuation_time)
    events = _checked_candidates(candidates)
    base = clock.table(valuation_time, horizon_years=1.1 * float(term["years"][-1]))
    placed = _place(events, valuation_time, term["expiry"].to_list())
    errors = np.hypot(
        term["standard_error"].to_numpy(), settings.relative_error * term["variance"].to_numpy()
    )
    fit = fit_term(
        tau=np.asarray(base(term["years"].to_numpy())),
        variance=term["variance"].to_numpy(),
        error=errors,
        stretches=placed.groups,
        days_per_year=clock.days_per_year,
        roughness=settings.roughness,
    )
    rows = [_row(event, placed, i, fit) for i, event in enumerate(events)]
    return FittedEvents(
        events=pl.DataFrame(rows, schema=_SCHEMA),
        term=_term_table(term, base, fit),
        clock=_with_fitted(clock, events, rows),
        base_rates=tuple(fit.rates.tolist()),
    )


@dataclass(frozen=True, slots=True)
class _Placed:
    """The stretch before an expiry in which each candidate lies; -1 for what is past."""

    stretch: NDArray[np.intp]
    groups: NDArray[np.intp]


def _place(events: list[Event], valuation_time: datetime, expiries: list[datetime]) -> _Placed:
    at = np.array([event.at.timestamp() for event in events])
    ends = np.array([end.timestamp() for end in expiries])
    after = np.searchsorted(ends, at, side="right")
    stretch = np.where(at < valuation_time.timestamp(), -1, after)
    seen = (stretch >= 0) & (stretch < ends.size)
    return _Placed(stretch, np.unique(stretch[seen]))


_SCHEMA: Final[Schema] = {
    "at": pl.Datetime("us", "UTC"),
    "label": pl.String,
    "status": pl.Enum(EVENT_STATUSES),
    "days": pl.Float64,
    "days_se": pl.Float64,
    "variance": pl.Float64,
    "variance_se": pl.Float64,
    "move": pl.Float64,
    "n_together": pl.Int64,
}


def _row(event: Event, placed: _Placed, i: int, fit: TermFit) -> dict[str, Any]:
    """Describe a candidate."""
    where = int(placed.stretch[i])
    row: dict[str, Any] = {"at": event.at, "label": event.label, "status": "past"}
    if where < 0:
        return row
    together = int((placed.stretch == where).sum())
    row |= {"status": _status(where, together, fit.rates.size), "n_together": together}
    if where == fit.rates.size:
        return row
    j = int(np.searchsorted(placed.groups, where))
    return row | {
        "days": float(fit.days[j]),
        "days_se": float(fit.days_se[j]),
        "variance": float(fit.jumps[j]),
        "variance_se": float(fit.jumps_se[j]),
        "move": math.sqrt(max(float(fit.jumps[j]), 0.0)),
    }


def _status(stretch: int, together: int, n_expiries: int) -> str:
    if stretch >= n_expiries or together > 1:
        return "not_identified"
    return "extrapolated" if stretch in (0, n_expiries - 1) else "fitted"


def _term_table(term: pl.DataFrame, base: Any, fit: TermFit) -> pl.DataFrame:
    return term.with_columns(
        pl.Series("variance_years", np.asarray(base(term["years"].to_numpy()))),
        pl.Series("fitted", fit.fitted),
        pl.Series("base_vol", np.sqrt(fit.rates)),
        pl.Series("weight", fit.weights),
    )


def _with_fitted(clock: Clock, events: list[Event], rows: list[dict[str, Any]]) -> Clock:
    fitted = (
        replace(event, days=max(0.0, row["days"]) / row["n_together"])
        for event, row in zip(events, rows, strict=True)
        if row.get("days") is not None
    )
    return clock.with_events([*clock.events, *fitted])


def _checked_term(variances: pl.DataFrame, valuation_time: datetime) -> pl.DataFrame:
    missing = [name for name in _COLUMNS if name not in variances.columns]
    if missing:
        raise InvalidArgumentError(
            f"variances lacks the columns {missing}; give the table of atm_variances"
        )
    term = variances.select(_COLUMNS).sort("expiry")
    years = [years_between(valuation_time, at) for at in term["expiry"]]
    term = term.with_columns(pl.Series("years", years, dtype=pl.Float64))
    term = term.filter(pl.col("years") > 0.0)
    if term.height < LEAST_EXPIRIES:
        raise DataError(
            f"variances has {term.height} expiries after {valuation_time}; events need "
            f"{LEAST_EXPIRIES} or more"
        )
    for name in _COLUMNS[1:]:
        values = term[name].to_numpy()
        bad = ~(np.isfinite(values) & (values > 0.0))
        if bad.any():
            raise DataError(f"{name} holds {values[bad][0]}; give finite values above 0")
    return term


def _checked_candidates(candidates: Sequence[Event | datetime]) -> list[Event]:
    events = [one if isinstance(one, Event) else Event(at=one, days=0.0) for one in candidates]
    events.sort(key=lambda event: event.at.timestamp())
    for one, other in pairwise(events):
        if one.at.timestamp() == other.at.timestamp():
            raise InvalidArgumentError(
                f"candidates names {one.at.isoformat()} twice; give each instant once"
            )
    return events
