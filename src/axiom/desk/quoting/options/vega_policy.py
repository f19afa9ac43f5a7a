"""Optimal quotes of many options on one underlying, from the vega that is held."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np

from axiom.core.errors import InvalidArgumentError
from axiom.desk.quoting.options.grid import interpolated
from axiom.desk.quoting.options.omega import wright_omega
from axiom.desk.quoting.options.solver import VegaProblem, solved_values
from axiom.desk.quoting.policy import Offsets

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from axiom.desk.quoting.options.book import QuotedOptions
    from axiom.models import Heston

    Floats = NDArray[np.float64]

__all__ = ["BaldacciBergaultGueant", "MyopicOptionQuotes", "OptionQuotingPolicy", "VegaState"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class VegaState:
    """What a policy that quotes many options sees; the fields broadcast.

    Parameters
    ----------
    time_left : float or array_like
        Time to the horizon, 0 or more, in years.
    variance : float or array_like
        Instantaneous variance of the underlying, a year; above 0.
    vega : float or array_like
        Vega held: the sum over options of contracts times vega, money per 1.00 of vol.

    Raises
    ------
    InvalidArgumentError
        If a value is outside its domain.

    Notes
    -----
    Verified by tests/unit/desk/quoting/options/test_vega_policy.py.
    """

    time_left: ArrayLike
    variance: ArrayLike
    vega: ArrayLike

    def __post_init__(self) -> None:
        """Check the domain and keep arrays."""
        for name in ("time_left", "variance", "vega"):
            kept = np.asarray(getattr(self, name), dtype=np.float64)
            good, domain = np.isfinite(kept), ""
            if name == "time_left":
                good, domain = good & (kept >= 0.0), " of 0 or more"
            elif name == "variance":
                good, domain = good & (kept > 0.0), " above 0"
            if not good.all():
                bad = kept[~good].flat[0]
                raise InvalidArgumentError(f"{name} has {bad}: give finite values{domain}")
            object.__setattr__(self, name, kept)

    @property
    def shape(self) -> tuple[int, ...]:
        """The broadcast shape."""
        shapes = (np.shape(getattr(self, name)) for name in ("time_left", "variance", "vega"))
        return np.broadcast_shapes(*shapes)


@runtime_checkable
class OptionQuotingPolicy(Protocol):
    """Where to quote many options on one underlying, given time, variance and vega.

    Notes
    -----
    Verified by tests/unit/desk/quoting/options/test_vega_policy.py.
    """

    def quote(self, state: VegaState) -> Offsets:
        """Give offsets in price, of the state's shape and an axis of options behind it."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class MyopicOptionQuotes:
    """Constant offsets that earn each option the most a unit of time, whatever is held.

    Parameters
    ----------
    options : QuotedOptions
        The options.

    Notes
    -----
    The limit of the optimal quotes as risk aversion goes to 0, far from the limit on vega and with
    variance drifting alike under both measures.

    Verified by tests/unit/desk/quoting/options/test_vega_policy.py.
    """

    options: QuotedOptions

    def quote(self, state: VegaState) -> Offsets:
        """Give offsets in price, of the state's shape and an axis of options behind it."""
        best = optimal_offsets(self.options, np.zeros(self.options.price.size))
        held = np.broadcast_to(best, (*state.shape, best.size))
        return Offsets(bid=held, ask=held)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BaldacciBergaultGueant:
    """Optimal quotes of options under stochastic variance, with constant vegas.

    Made by `solve`.

    Attributes
    ----------
    options : QuotedOptions
        The options.
    times : ndarray, shape (n_times,)
        Time left, rising from 0 to the horizon, years.
    variances : ndarray, shape (n_variances,)
        Rising.
    vegas : ndarray, shape (n_vegas,)
        Rising from minus the limit to the limit.
    values : ndarray, shape (n_times, n_variances, n_vegas)
        The value function, in money.

    Notes
    -----
    The book is delta-hedged at all times, so that what is left of its risk is its vega V, the sum
    of contracts times vegas, and vegas are taken as constant to the horizon. The maker maximises
    the expected gain less gamma / 2 times the integral of the gain's variance. With a_P and a_Q the
    drifts of the variance nu under the real-world and the pricing measure, the value solves

    dv/dtau = a_P dv/dnu + xi^2 nu / 2 d2v/dnu2 + V (a_P - a_Q) / (2 sqrt(nu)) - gamma xi^2 V^2 / 8
    + sum over options i and sides of z_i H_i((v(V) - v(V +- z_i vega_i)) / z_i), v = 0 at tau = 0,

    without the sides that would take V past the limit; z_i is the size of a trade and
    H(p) = sup lambda(d) (d - p). For logistic intensities of slope b = steepness / vega and
    y = omega(-1 - shift - b p), omega Wright's function: H = requests y / b, and the best offset is
    p + (1 + y) / b. Offsets between grid points come from linear interpolation of v.

    References
    ----------
    .. [1] Baldacci, B., Bergault, P. and Guéant, O. (2021), "Algorithmic market making for
       options", Quantitative Finance 21(1), 85-97 (sections 3 and 4).

    Verified by tests/unit/desk/quoting/options/test_vega_policy.py and
    tests/unit/desk/quoting/options/test_solver.py.
    """

    options: QuotedOptions
    times: Floats
    variances: Floats
    vegas: Floats
    values: Floats

    @classmethod
    def solve(
        cls,
        options: QuotedOptions,
        *,
        risk_neutral: Heston,
        real_world: Heston,
        risk_aversion: float,
        vega_limit: float,
        horizon: float,
        n_vegas: int = 61,
        n_variances: int = 15,
        n_steps: int | None = None,
    ) -> BaldacciBergaultGueant:
        """Solve for the optimal quotes.

        Parameters
        ----------
        options : QuotedOptions
            The options.
        risk_neutral, real_world : Heston
            The variance under the pricing and the real-world measure: initial variance and vol of
            vol are the same, mean reversion and long variance may differ.
        risk_aversion : float
            gamma, per unit of money, 0 or more.
        vega_limit : float
            Largest vega on either side, money per 1.00 of vol, above 0.
        horizon : float
            Years, above 0.
        n_vegas, n_variances : int
            Points of the grid: vegas from minus the limit to the limit, 3 or more; variances
            within six standard deviations of the first, 3 or more, or 1 where both measures drift
            alike and the value does not depend on the variance.
        n_steps : int, optional
            Steps in time; None: as many as the explicit scheme needs to be stable. Fewer raise.

        Returns
        -------
        BaldacciBergaultGueant

        Raises
        ------
        InvalidArgumentError
            If an argument is outside its domain, or the models disagree.

        Notes
        -----
        Central differences in the variance, linear interpolation in the vega after a trade and
        Heun's method in time: of second order in each, but of first order in the vega near the
        limit, where sides stop to be quoted.
        """
        problem = VegaProblem(
            options=options,
            risk_neutral=risk_neutral,
            real_world=real_world,
            risk_aversion=risk_aversion,
            vega_limit=vega_limit,
            horizon=horizon,
            n_vegas=n_vegas,
            n_variances=n_variances,
        )
        times, values = solved_values(problem, n_steps)
        return cls(
            options=options,
            times=times,
            variances=problem.variances,
            vegas=problem.vegas,
            values=values,
        )

    def value(self, state: VegaState) -> Floats:
        """Give the value function, in money, of the state's shape.

        Raises
        ------
        InvalidArgumentError
            If a state is off the grid.
        """
        return self._at(state, np.broadcast_to(np.asarray(state.vega), state.shape))

    def quote(self, state: VegaState) -> Offsets:
        """Give offsets in price, of the state's shape and an axis of options behind it.

        Raises
        ------
        InvalidArgumentError
            If a state is off the grid.
        """
        moves = self.options.traded_vega
        here = self.value(state)[..., np.newaxis]
        held = np.broadcast_to(np.asarray(state.vega), state.shape)[..., np.newaxis]
        wide = VegaState(
            time_left=np.asarray(state.time_left)[..., np.newaxis],
            variance=np.asarray(state.variance)[..., np.newaxis],
            vega=held,
        )
        sides = []
        for sign in (1.0, -1.0):
            after = held + sign * moves
            inside = np.abs(after) <= self.vegas[-1] * (1.0 + 1e-12)
            there = self._at(wide, np.where(inside, after, held))
            lost = (here - there) / self.options.size
            sides.append(np.where(inside, optimal_offsets(self.options, lost), np.inf))
        return Offsets(bid=sides[0], ask=sides[1])

    def _at(self, state: VegaState, vega: Floats) -> Floats:
        """Values at other vegas than the state's."""
        axes = {"time_left": self.times, "variance": self.variances, "vega": self.vegas}
        places = (state.time_left, state.variance, vega)
        return interpolated(axes, self.values, [np.asarray(place) for place in places])


def optimal_offsets(options: QuotedOptions, lost: Floats) -> Floats:
    """Give the offsets that are best where a fill of a contract loses some of the value."""
    slope = options.steepness / options.vega
    y = wright_omega(-1.0 - options.shift - slope * lost)
    return np.asarray(lost + (1.0 + y) / slope)
