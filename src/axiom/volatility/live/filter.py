"""A surface that follows its quotes as they come in."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from itertools import takewhile
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from axiom.core.errors import InvalidArgumentError
from axiom.volatility.dynamics import DynamicsLike, SpotVolDynamics
from axiom.volatility.live.batch import seconds_of, split_by_expiry, time_of
from axiom.volatility.live.log import UpdateLog
from axiom.volatility.live.motion import SECONDS_A_YEAR, grown_error, rolled, travelled
from axiom.volatility.live.opening import opened, with_forward
from axiom.volatility.live.parity import implied_forward
from axiom.volatility.live.prediction import Prediction, screen
from axiom.volatility.live.refit import neighbours_of, refitted
from axiom.volatility.live.review import doubt, overall_state, quote_table, review
from axiom.volatility.live.series import ExpirySeries
from axiom.volatility.live.settings import FilterSettings
from axiom.volatility.live.states import ExpiryStatus, FilterState, FilterUpdate, QuoteFlag
from axiom.volatility.live.vols import LAST_USED, ExpiryMarket, vol_intervals

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

    from axiom.volatility.curves.spline.slices import SplineSlice
    from axiom.volatility.curves.spline.surface import SplineSurface
    from axiom.volatility.forwards.exercise import ExerciseTerms
    from axiom.volatility.live.held import QuoteRows
    from axiom.volatility.live.prediction import Screened
    from axiom.volatility.live.vols import VolIntervals

    Floats = NDArray[np.float64]

__all__ = ["SurfaceFilter"]

_FORWARDS: Final = 3  # at most so many forwards implied one after the other


class SurfaceFilter:
    """A spline surface that follows quotes, spot and time, and says how far it can be relied on.

    Parameters
    ----------
    surface : SplineSurface
        Where it starts, free of arbitrage: fitted to a chain of the same underlying.
    spot : float
        The spot at that time, > 0.
    dynamics : SpotVolDynamics, str or float
        How the vols follow the spot between fits.
    terms : ExerciseTerms, optional
        Dividends and accuracy of American options; None: the options are European.
    settings : FilterSettings, optional
        Bars, rhythms and limits.

    Raises
    ------
    InvalidArgumentError
        If the spot is not finite and positive, or the dynamics are unknown.

    Notes
    -----
    Every published surface is immutable and proved free of arbitrage: a slice that has followed
    new quotes is checked with the gaps to its neighbours; rolling to a later time and opening a
    slice keep the conditions; a translation with the spot is checked as a whole. The same updates
    give the same bits. Updates of one expiry at one instant start from the same prediction, so
    that quotes one at a time and in a burst end at the same bits where the fit from the prediction
    is proved. Bad quotes are flagged, never raised; only arguments of the wrong form raise.

    Verified by tests/unit/volatility/live, tests/properties/test_filter_properties.py and
    tests/integration/test_filter_replay.py.
    """

    def __init__(
        self,
        surface: SplineSurface,
        *,
        spot: float,
        dynamics: DynamicsLike = "sticky_strike",
        terms: ExerciseTerms | None = None,
        settings: FilterSettings | None = None,
    ) -> None:
        if not (math.isfinite(spot) and spot > 0.0):
            raise InvalidArgumentError(f"spot is {spot}; give a finite value above 0")
        self._surface, self._spot, self._terms = surface, float(spot), terms
        self._dynamics = SpotVolDynamics.of(dynamics)
        self._settings = settings or FilterSettings()
        self._tuning = self._settings.curve.tuning().packed()
        self._time = self._rolled = seconds_of(surface.valuation_time)
        self._passed = 0.0
        self._counts: Counter[QuoteFlag] = Counter()
        self._waiting: dict[float, ExpirySeries] = {}
        self._series: dict[float, ExpirySeries] = {}
        for one in surface.slices:
            self._follow(one)

    @property
    def surface(self) -> SplineSurface:
        """The surface now: immutable, safe to keep."""
        return self._surface

    @property
    def time(self) -> datetime:
        """The time of the last update."""
        return time_of(self._time)

    @property
    def spot(self) -> float:
        """The last spot."""
        return self._spot

    @property
    def dynamics(self) -> SpotVolDynamics:
        """How the vols follow the spot."""
        return self._dynamics

    @property
    def terms(self) -> ExerciseTerms | None:
        """Dividends, counted from the surface's time, and accuracy of American options."""
        return self._terms

    @property
    def state(self) -> FilterState:
        """The state of the whole: the median of the expiries', at least WIDE if one is worse."""
        return overall_state([one.state for one in self._series.values()])

    @property
    def statuses(self) -> tuple[ExpiryStatus, ...]:
        """The state of each expiry, ascending, those that wait for more quotes last."""
        known = (*self._series.values(), *self._waiting.values())
        return tuple(one.status(time_of(one.updated)) for one in known)

    @property
    def counts(self) -> dict[QuoteFlag, int]:
        """How many quotes came in with each flag since the beginning."""
        return dict(sorted(self._counts.items()))

    def quotes(self, expiry: datetime) -> pl.DataFrame:
        """Give the held quotes of an expiry with their flags; no rows where none is held."""
        key = seconds_of(expiry)
        return quote_table(self._series.get(key) or self._waiting.get(key))

    def update(
        self,
        quotes: pl.DataFrame | Mapping[str, Any] | None = None,
        *,
        time: datetime,
        spot: float | None = None,
        forwards: Mapping[datetime, float] | None = None,
    ) -> FilterUpdate:
        """Take in new quotes, a new spot, new forwards, or only that time has passed.

        Parameters
        ----------
        quotes : polars.DataFrame or mapping, optional
            Columns or arrays `expiry` (instants, or one for all), `strike`, `is_call`, `bid`,
            `ask`; optional `bid_size`, `ask_size`, `quote_time`. The last quote of each option
            stands until the next. Null or NaN: no price on that side.
        time : datetime
            Aware. A time before the filter's counts as the filter's.
        spot : float, optional
            The new spot. One that is not positive, or implausibly far, is ignored and counted.
        forwards : mapping of datetime to float, optional
            Forwards known otherwise, by expiry; the smile keeps its place in moneyness.

        Returns
        -------
        FilterUpdate

        Raises
        ------
        InvalidArgumentError
            If `time` is naive, or `quotes` lacks a column.

        Notes
        -----
        In this order: expiries that have passed leave; the surface is rolled to the new time when
        it lags; the spot moves forwards and smiles by the dynamics; then each expiry with new
        quotes, ascending, has its forward checked against its call-put pairs (`parity_share`), is
        fitted between its neighbours, and published if proved.
        """
        if time.tzinfo is None:
            raise InvalidArgumentError(f"time {time} is naive; give it a time zone")
        log = UpdateLog()
        self._advance(max(seconds_of(time), self._time), log)
        if spot is not None:
            self._move_spot(spot, log)
        for expiry, forward in (forwards or {}).items():
            self._set_forward(seconds_of(expiry), forward, log)
        if quotes is not None:
            by_expiry, invalid = split_by_expiry(quotes, time=self._time)
            log.flags[QuoteFlag.INVALID] += invalid
            log.n_quotes = invalid + sum(rows.strike.size for rows in by_expiry.values())
            for key, rows in by_expiry.items():
                self._take(key, rows, log)
        update = log.update(self.time)
        self._counts.update(update.flags)
        return update

    def _follow(self, one: SplineSlice) -> None:
        """Begin to follow a slice."""
        series = ExpirySeries(
            expiry=one.expiry,
            base_error=one.standard_error,
            fitted=self._variance_time(),
            updated=self._time,
            n_used=one.n_quotes,
        )
        known = self._waiting.pop(series.seconds, None)
        if known is not None:
            series.held, series.flags = known.held, known.flags
        self._series = dict(sorted({**self._series, series.seconds: series}.items()))

    def _variance_time(self) -> float:
        """Variance years since the filter began."""
        years, clock = (self._time - self._rolled) / SECONDS_A_YEAR, self._surface.clock
        return self._passed + (years if clock is None else float(clock(years)))

    def _advance(self, time: float, log: UpdateLog) -> None:
        """Let time pass: expiries leave, the surface is rolled where it lags."""
        self._time = time
        gone = list(takewhile(lambda key: key <= time, self._series))
        left = self._surface.slices[len(gone) :]
        for key in gone:
            log.removed.append(self._series[key].expiry)
            if left:
                del self._series[key]
            else:
                self._series[key].set_state(FilterState.REFUSED, "it has passed")
        if gone and left:
            self._surface = replace(self._surface, slices=left)
        lag, remaining = time - self._rolled, next(iter(self._series)) - time
        if left and lag > 0.0 and lag >= min(self._settings.roll_seconds, 0.01 * remaining):
            self._roll(self._variance_time())

    def _roll(self, variance_time: float) -> None:
        errors = tuple(
            self._error(one, self._series[seconds_of(one.expiry)]) for one in self._surface.slices
        )
        self._surface = rolled(self._surface, time_of(self._time), errors)
        years = (self._time - self._rolled) / SECONDS_A_YEAR
        self._terms = self._terms and self._terms.later(years)
        self._passed, self._rolled = variance_time, self._time
        for one in self._surface.slices:
            series = self._series[seconds_of(one.expiry)]
            series.anchor = None
            review(series, one, self._time, self._settings)

    def _error(self, one: SplineSlice, series: ExpirySeries) -> Floats:
        return grown_error(
            one,
            series.base_error,
            variance_time=self._variance_time() - series.fitted,
            doubt=math.sqrt(series.doubt),
            vol_of_vol=self._settings.vol_of_vol,
        )

    def _move_spot(self, spot: float, log: UpdateLog) -> None:
        possible = math.isfinite(spot) and spot > 0.0
        if not possible or abs(math.log(spot / self._spot)) > self._settings.spot_limit:
            log.flags[QuoteFlag.INVALID] += 1
            return
        move = math.log(spot / self._spot)
        if move == 0.0:
            return
        self._surface, log.travelled = travelled(self._surface, move, self._dynamics)
        self._spot = float(spot)
        error = self._dynamics.standard_error or self._settings.spot_error
        for series in self._series.values():
            series.doubt += (error * move) ** 2
            series.anchor = None

    def _set_forward(self, key: float, forward: float, log: UpdateLog) -> None:
        if not (math.isfinite(forward) and forward > 0.0):
            log.flags[QuoteFlag.INVALID] += 1
            return
        years = (key - self._rolled) / SECONDS_A_YEAR
        if years > 0.0:
            curve = with_forward(self._surface, years=years, forward=forward)
            self._surface = replace(self._surface, forwards=curve)
            log.forwards.append(time_of(key))

    def _take(self, key: float, rows: QuoteRows, log: UpdateLog) -> None:
        """Hold new quotes of one expiry, and let its curve follow."""
        if key <= self._time:
            log.flags[QuoteFlag.EXPIRED] += rows.strike.size
            return
        series = self._series.get(key) or self._waiting.get(key)
        if series is None:
            series = self._waiting[key] = ExpirySeries.waiting(time_of(key), updated=self._time)
        rhythm = self._settings.rhythm_seconds
        series.held, place, late = series.held.take(rows, rhythm_seconds=rhythm)
        if key in self._waiting:
            self._open(series, log)
        if key in self._series:
            series = self._series[key]
            self._refit(series, log)
        counted = np.where(late == QuoteFlag.LATE, late, series.flags.ravel()[place])
        log.count(counted)

    def _open(self, series: ExpirySeries, log: UpdateLog) -> None:
        """Give a waiting expiry a slice once it has usable quotes at enough strikes."""
        years = (series.seconds - self._rolled) / SECONDS_A_YEAR
        intervals, _ = self._intervals(series, years)
        series.flags = intervals.flags
        strikes = int((intervals.flags <= LAST_USED).any(axis=0).sum())
        if strikes < self._settings.min_strikes:
            series.set_state(
                FilterState.REFUSED,
                f"usable quotes at {strikes} strikes; {self._settings.min_strikes} are needed",
            )
            return
        self._surface, index = opened(self._surface, series.expiry, years)
        self._follow(self._surface.slices[index])
        log.opened.append(series.expiry)

    def _intervals(self, series: ExpirySeries, years: float) -> tuple[VolIntervals, ExpiryMarket]:
        curve = self._surface.forwards
        if series.known is None or series.known[0] is not curve:
            found = float(curve.forward(years)), float(curve.discount_factor(years))
            series.known = (curve, *found)
        _, forward, discount = series.known
        market = ExpiryMarket(
            years=years,
            forward=forward,
            discount_factor=discount,
            spot=self._spot,
            terms=self._terms,
        )
        flags = series.fresh(self._time, self._settings)
        return vol_intervals(series.held, flags, market), market

    def _refit(self, series: ExpirySeries, log: UpdateLog) -> None:
        """Fit the slice of one expiry to its quotes and publish it if proved."""
        index = list(self._series).index(series.seconds)
        screened = self._screened(series, index, log)
        series.flags = screened.flags
        if screened.n_strikes == 0:
            series.n_used = 0
            series.set_state(FilterState.LAST_GOOD, "none of its quotes can be used")
            log.kept.append(series.expiry)
            return
        found = self._followed(series, index, screened)
        if found is None:
            series.set_state(FilterState.LAST_GOOD, "no curve near its quotes is free of arbitrage")
            log.kept.append(series.expiry)
            return
        series.judge(screened, self._settings)
        self._publish(series, index, found)
        log.refitted.append(series.expiry)

    def _screened(self, series: ExpirySeries, index: int, log: UpdateLog) -> Screened:
        one = self._surface.slices[index]
        intervals, market = self._intervals(series, one.years)
        share = self._settings.parity_share
        for _ in range(_FORWARDS):
            forward = implied_forward(series.held, intervals, market, parity_share=share)
            if forward is None:
                break
            self._set_forward(series.seconds, forward, log)
            intervals, market = self._intervals(series, one.years)
        prediction = self._prediction(series, one)
        moneyness = np.log(series.held.strike / market.forward)
        overdue = series.overdue(self._time)
        return screen(intervals, moneyness, overdue, prediction, self._settings)

    def _prediction(self, series: ExpirySeries, one: SplineSlice) -> Prediction:
        """Give what all updates of this instant start from."""
        if series.anchor is None or series.anchor[1] != self._time:
            prediction = Prediction(slice=one, error=self._error(one, series))
            series.anchor = (prediction, self._time)
        return series.anchor[0]

    def _followed(self, series: ExpirySeries, index: int, screened: Screened) -> SplineSlice | None:
        slices = self._surface.slices
        prediction = self._prediction(series, slices[index])
        error = prediction.error * max(1.0, screened.jump)
        starts, beside = (prediction.slice, slices[index]), neighbours_of(slices, index)
        for start in starts if starts[0] is not starts[1] else starts[:1]:
            found = refitted(start, error, beside, screened.quotes, self._tuning)
            if found is not None:
                return found
        return None

    def _publish(self, series: ExpirySeries, index: int, found: SplineSlice) -> None:
        if series.state is FilterState.WIDE:
            wide = self._settings.wide_factor * found.standard_error
            found = replace(found, standard_error=wide)
        self._surface = self._surface.with_slice(index, found)
        series.base_error, series.doubt = found.standard_error, 0.0
        series.fitted, series.updated = self._variance_time(), self._time
        doubt(series, found, self._settings)
