"""The clock of a fit: what was chosen, and what the term structure says of events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from axiom.market import Chain, Clock, Event, TimeTable
from axiom.volatility.events.atm import atm_variances
from axiom.volatility.events.fit import FittedEvents, fit_events

if TYPE_CHECKING:
    from axiom.volatility.chain_fit.settings import ChainFitSettings

__all__ = ["FitClock", "choose_clock"]

MARGIN = 1.1


@dataclass(frozen=True, slots=True, kw_only=True)
class FitClock:
    """The clock that a fit goes by.

    Parameters
    ----------
    clock
        As chosen, with the fitted events.
    table
        Calendar to variance time past the last expiry; None for calendar time without events.
    fitted
        What the term structure says of the candidates; None without candidates.
    notes
        Sentences for the reports.

    Notes
    -----
    Verified by tests/unit/desk/test_business_time.py.
    """

    clock: Clock
    table: TimeTable | None
    fitted: FittedEvents | None
    notes: tuple[str, ...]


def choose_clock(options: pl.DataFrame, chain: Chain, settings: ChainFitSettings) -> FitClock:
    """Fit the candidate events, if there are any, and tabulate the clock of a fit.

    Parameters
    ----------
    options
        As `implied_smiles` returns it.
    chain
        Says from when to when the clock runs.
    settings
        Give the clock and the candidates.

    Returns
    -------
    FitClock

    Raises
    ------
    DataError
        If events are to be fitted and there are fewer than three expiries to fit them to.
    InvalidArgumentError
        If the calendar is unknown.
    MissingDependencyError
        If the calendar needs exchange_calendars and it is not installed.

    Notes
    -----
    Verified by tests/unit/desk/test_business_time.py.
    """
    clock, fitted = settings.clock, None
    if settings.event_candidates:
        fitted = fit_events(
            atm_variances(options),
            settings.event_candidates,
            clock=clock,
            valuation_time=chain.valuation_time,
        )
        clock = fitted.clock
    if clock == Clock():
        return FitClock(clock=clock, table=None, fitted=fitted, notes=_fit_notes(fitted))
    last = max(chain.years(expiry) for expiry in chain.quotes["expiry"].unique())
    table = clock.table(chain.valuation_time, horizon_years=MARGIN * last)
    notes = (*_clock_notes(settings.clock, chain), *_fit_notes(fitted))
    return FitClock(clock=clock, table=table, fitted=fitted, notes=notes)


def _clock_notes(clock: Clock, chain: Chain) -> tuple[str, ...]:
    """Say by what variance passes, and which known events count."""
    last = max(chain.quotes["expiry"].to_list())
    seen = clock.events_between(chain.valuation_time, last)
    sentences = [
        f"{_named(event)} carries the variance of {event.days:g} ordinary trading "
        f"{'day' if event.days == 1.0 else 'days'}."
        for event in seen
    ]
    unseen = [event for event in clock.events if event not in seen]
    sentences += [f"{_named(event)} lies outside the life of every option." for event in unseen]
    weights = clock.day_weights
    if weights is None:
        return tuple(sentences)
    return (
        f"Variance passes by the sessions of {clock.calendar}, a Saturday or Sunday at "
        f"{weights.weekend:g} of an ordinary trading day; theta and interpolation follow it.",
        *sentences,
    )


def _fit_notes(fitted: FittedEvents | None) -> tuple[str, ...]:
    """Say what was found of every candidate."""
    return () if fitted is None else tuple(map(_found, fitted.events.iter_rows(named=True)))


def _found(row: dict[str, Any]) -> str:
    name = _named(Event(at=row["at"], days=0.0, label=row["label"]))
    if row["status"] == "past":
        return f"{name} is over at the valuation time."
    if row["days"] is None:
        return f"{name} comes after every expiry: its variance is not identified."
    together = f" together with {row['n_together'] - 1} more" if row["n_together"] > 1 else ""
    where = " (from the base on one side alone)" if row["status"] == "extrapolated" else ""
    return (
        f"{name}{together} is implied at {row['days']:.2f} ordinary trading days, standard error "
        f"{row['days_se']:.2f}: a move of {100 * row['move']:.2f} %{where}."
    )


def _named(event: Event) -> str:
    label = f"{event.label}, " if event.label else ""
    return f"The event of {label}{event.at:%Y-%m-%d %H:%M %Z},"
