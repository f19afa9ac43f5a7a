"""Theoretical value and all Greeks of every listed option, as the spot and time move."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from axiom.core.errors import InvalidArgumentError
from axiom.desk.quoting.chain.premiums import Premiums
from axiom.kernels.chain import FIGURES, value_rows
from axiom.risk.decay import surface_clock
from axiom.volatility.surface import vol_error_of

if TYPE_CHECKING:
    from axiom.desk.quoting.chain.listing import Listing
    from axiom.market import TimeTable
    from axiom.volatility import ExerciseTerms, SpotVolDynamics, Surface

__all__ = ["ChainValues", "seconds_of"]

Floats = NDArray[np.float64]

SECONDS_A_YEAR: Final = 365.0 * 86400.0
ROW = {name: row for row, name in enumerate(FIGURES)}


def seconds_of(time: datetime) -> float:
    """Give an aware instant in seconds since 1970.

    Raises
    ------
    InvalidArgumentError
        If it is naive.
    """
    if time.tzinfo is None:
        raise InvalidArgumentError(f"time {time} is naive; give it a time zone")
    return time.timestamp()


class ChainValues:
    """Values and Greeks of a listing on a surface, moved with the spot and time between surfaces.

    Parameters
    ----------
    listing : Listing
        The options.
    dynamics : SpotVolDynamics
        How the vols follow the spot.
    threads : int
        Threads of the batch; results do not depend on it.

    Attributes
    ----------
    figures : ndarray, shape (17, n)
        The price and `GREEK_NAMES` of one unit, in that order; NaN where the row has expired.

    Notes
    -----
    When the spot moves from S to S exp(x) every forward moves in proportion, and the vol of each
    strike to that which `SpotVolDynamics.vol` gives. As time passes forwards and zero rates stay,
    and vols by the surface's clock: as `axiom.volatility.live.motion.rolled` has it. European
    options without dated dividends are in closed form; the others by `Premiums`.
    Verified by tests/unit/desk/quoting/chain/test_values.py and
    tests/parity/test_chain_parity.py.
    """

    def __init__(self, listing: Listing, *, dynamics: SpotVolDynamics, threads: int) -> None:
        n = listing.size
        self._listing, self.dynamics, self.threads = listing, dynamics, threads
        self.figures: Floats = np.empty((len(FIGURES), n))
        self._premiums: Premiums | None = None

    @property
    def listing(self) -> Listing:
        """The options."""
        return self._listing

    @property
    def surface(self) -> Surface:
        """The surface that the values are made from."""
        return self._surface

    @property
    def n_valued(self) -> int:
        """How many options without closed form have been valued since the surface came."""
        return 0 if self._premiums is None else self._premiums.n_valued

    @property
    def vol(self) -> Floats:
        """The Black vol of each row now."""
        return self._vol

    @property
    def vol_error(self) -> Floats:
        """Standard error of each row's vol; 0 where the surface has none."""
        return self._error

    @property
    def years(self) -> Floats:
        """Calendar years to each row's expiry now."""
        return self._years

    @property
    def has_premiums(self) -> bool:
        """Whether some rows have no closed form."""
        return self._premiums is not None

    def set_surface(
        self,
        surface: Surface,
        *,
        spot: float,
        time: float,
        terms: ExerciseTerms,
        vol_error: ArrayLike | None,
    ) -> None:
        """Read forwards, discount factors, vols and their errors off a surface and value the rows.

        Parameters
        ----------
        surface
            The surface.
        spot
            The spot that its forwards belong to, > 0.
        time
            Seconds since 1970.
        terms
            Dividends, times from the surface's valuation time, and the accuracy of prices that are
            not in closed form.
        vol_error
            Standard error of each row's vol, decimals; the surface's own when None.
        """
        listing, self._surface, self.spot_then = self._listing, surface, spot
        self._from = seconds_of(surface.valuation_time)
        self._clock: TimeTable | None = surface_clock(surface)
        years = (listing.instants - self._from) / SECONDS_A_YEAR
        self._until = np.where(years > 0.0, years, np.nan)
        rate = -np.log(np.asarray(surface.discount_factor(self._until))) / self._until
        growth = np.log(np.asarray(surface.forward(self._until)) / spot)
        self.rate, self._growth = rate[listing.expiry], growth[listing.expiry]
        self.years_then = self._until[listing.expiry]
        self.moneyness = np.log(listing.strike / spot) - self._growth
        self._vol_then = self._surface_vol(0.0)
        self._error = self._errors(vol_error)
        self._slope = self._slopes()
        self._set_premiums(terms)
        self.revalue(spot, time=time)

    def revalue(self, spot: float, *, time: float, tolerance: Floats | None = None) -> None:
        """Value all rows at a spot and a time.

        Parameters
        ----------
        spot
            Finite, > 0.
        time
            Seconds since 1970.
        tolerance
            Price by which the value of each row without closed form may be off; those that may be
            off by more are valued anew. All of them are when None.
        """
        passed = (time - self._from) / SECONDS_A_YEAR
        left = self._until - passed
        self._years = self.years_then - passed
        gone = ~(left > 0.0)
        if gone.any():
            self._years[gone[self._listing.expiry]] = np.nan
        self._vol = self._moved_vol(spot, passed, left)
        self.dividend_yield = self.rate - self._growth / self._years
        value_rows(
            spot=np.array([spot]),
            strike=self._listing.strike,
            years=self._years,
            vol=self._vol,
            rate=self.rate,
            dividend_yield=self.dividend_yield,
            is_call=self._listing.side,
            figures=self.figures,
            threads=self.threads,
        )
        if self._premiums is not None:
            self._premiums.add(spot, passed, tolerance)
        if self._clock is not None:
            self._pass_by_clock(self._clock, passed, left)

    def smile_delta(self, spot: float) -> Floats:
        """Give the delta of each row when its vol moves with the spot by the dynamics."""
        if self.dynamics.keeps_strike_vols:
            own: Floats = self.figures[ROW["delta"]]
            return own
        delta: Floats = self.figures[ROW["delta"]] + self.figures[ROW["vega"]] * (
            self._slope / spot
        )
        return delta

    def market(self, rows: NDArray[np.intp]) -> dict[str, Any]:
        """Give the market of some rows when the surface came, as `axiom.risk.evaluate` takes it."""
        years = self.years_then[rows]
        return {
            "spot": self.spot_then,
            "strike": self._listing.strike[rows],
            "years": years,
            "forward": self.spot_then * np.exp(self._growth[rows]),
            "discount_factor": np.exp(-self.rate[rows] * years),
            "vol": self._vol_then[rows],
            "is_call": self._listing.is_call[rows],
        }

    def at_the_money_vol(self, days: float) -> float:
        """Give the surface's vol at the forward, so many days out."""
        return float(self._surface.vol(log_moneyness=0.0, expiry=days / 365.0))

    def legs(self, spot: float) -> tuple[Floats, Floats]:
        """Give the discounted forward over the spot times spot, and the discount factor.

        By expiry; NaN where it has passed.
        """
        first = np.minimum(self._listing.first[:-1], self._listing.size - 1)
        years, rate = self._years[first], self.rate[first]
        discount = np.exp(-rate * years)
        return spot * np.exp(self._growth[first]) * discount, discount

    def _surface_vol(self, log_return: float) -> Floats:
        """Vols that the strikes have after a log-return, at the surface's own time."""
        place = self.moneyness - self.dynamics.travel * log_return
        return np.asarray(self._surface.vol(log_moneyness=place, expiry=self.years_then))

    def _moved_vol(self, spot: float, passed: float, left: Floats) -> Floats:
        if self.dynamics.keeps_strike_vols or spot == self.spot_then:
            vol = self._vol_then
        else:
            vol = self._surface_vol(float(np.log(spot / self.spot_then)))
        self.vol_scale = self._scale(passed, left)
        return vol if self.vol_scale is None else vol * self.vol_scale[self._listing.expiry]

    def _scale(self, passed: float, left: Floats) -> Floats | None:
        """Give the factor on the vols of each expiry as time passes by the clock; None: 1."""
        if self._clock is None or passed <= 0.0:
            return None
        tau = np.asarray(self._clock(self._until))
        rest = np.maximum(tau - float(self._clock(passed)), 0.0)
        return np.asarray(np.sqrt(rest / tau * self._until / np.where(left > 0.0, left, np.nan)))

    def _pass_by_clock(self, clock: TimeTable, passed: float, left: Floats) -> None:
        """Let the time Greeks follow the clock; see `axiom.risk.decay.clock_greeks`."""
        now = max(passed, 0.0)
        tau = np.asarray(clock(self._until)) - float(clock(now))
        rate = float(clock.rate(now))
        present = 0.5 * (1.0 / left - rate / np.where(tau > 0.0, tau, np.inf))
        by_row = present[self._listing.expiry]
        by_vol = by_row * self._vol
        figures = self.figures
        figures[ROW["veta"]] += by_row * figures[ROW["vega"]]
        for time_greek, vol_greek in _BY_VOL:
            figures[ROW[time_greek]] += by_vol * figures[ROW[vol_greek]]

    def _errors(self, given: ArrayLike | None) -> Floats:
        if given is not None:
            errors = np.array(
                np.broadcast_to(np.asarray(given, np.float64), self._listing.strike.shape)
            )
            if not (errors[np.isfinite(errors)] >= 0.0).all():
                raise InvalidArgumentError("vol_error is negative somewhere; give errors above 0")
            return errors
        own = vol_error_of(self._surface)
        if own is None:
            return np.zeros(self._listing.strike.shape)
        return np.asarray(own(log_moneyness=self.moneyness, expiry=self.years_then))

    def _slopes(self) -> Floats:
        """Give d vol / d ln(spot) of each row at the surface's own spot."""
        if self.dynamics.keeps_strike_vols:
            return np.zeros(self._listing.strike.shape)
        slope, _ = self.dynamics.slopes(
            self._surface, log_moneyness=self.moneyness, expiry=self.years_then
        )
        return slope

    def _set_premiums(self, terms: ExerciseTerms) -> None:
        rows = self._listing.american | terms.pays_before(self.years_then)
        rows &= np.isfinite(self._vol_then)
        self._premiums = Premiums(self, np.flatnonzero(rows), terms) if rows.any() else None


_BY_VOL: Final = (("theta", "vega"), ("charm", "vanna"), ("veta", "volga"), ("color", "zomma"))
