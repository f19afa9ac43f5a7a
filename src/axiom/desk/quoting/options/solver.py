"""Finite differences for the value of quoting options, in time, variance and vega."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from axiom.core.errors import InvalidArgumentError
from axiom.core.fields import number, whole
from axiom.desk.quoting.options.omega import wright_omega

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from axiom.desk.quoting.options.book import QuotedOptions
    from axiom.models import Heston

    Floats = NDArray[np.float64]

__all__ = ["VegaProblem", "solved_values"]

DEVIATIONS: Final = 6.0
SAFETY: Final = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class VegaProblem:
    """What `BaldacciBergaultGueant.solve` is asked, checked, with its grids."""

    options: QuotedOptions
    risk_neutral: Heston
    real_world: Heston
    risk_aversion: float
    vega_limit: float
    horizon: float
    n_vegas: int
    n_variances: int

    def __post_init__(self) -> None:
        """Check the domain, and that the models are of one variance."""
        number(self, "risk_aversion", least=0.0)
        for name in ("vega_limit", "horizon"):
            number(self, name, above=0.0)
        whole(self, "n_vegas", least=3)
        whole(self, "n_variances", least=1)
        for name in ("initial_variance", "vol_of_vol"):
            real, priced = getattr(self.real_world, name), getattr(self.risk_neutral, name)
            if real != priced:
                raise InvalidArgumentError(
                    f"{name} is {priced} in risk_neutral and {real} in real_world: give one value"
                )
        if self.real_world.initial_variance <= 0.0:
            raise InvalidArgumentError("initial_variance is 0: give a variance above 0")
        alike = np.allclose(self.drift(self.real_world), self.drift(self.risk_neutral))
        if self.n_variances == 2 or (self.n_variances == 1 and not alike):
            raise InvalidArgumentError(
                f"n_variances={self.n_variances}: give 3 or more, or 1 where the variance drifts "
                "alike under both measures"
            )

    @property
    def variances(self) -> Floats:
        """Points in the variance, the first variance in the middle."""
        start = self.real_world.initial_variance
        if self.n_variances == 1:
            return np.array([start])
        width = DEVIATIONS * self.real_world.vol_of_vol * math.sqrt(start * self.horizon)
        width = min(max(width, 0.05 * start), 0.75 * start)
        return np.linspace(start - width, start + width, self.n_variances)

    @property
    def vegas(self) -> Floats:
        """Points in the vega."""
        return np.linspace(-self.vega_limit, self.vega_limit, self.n_vegas)

    def drift(self, model: Heston) -> Floats:
        """Give the drift of the variance at its points."""
        return model.mean_reversion * (model.long_variance - self.variances)


def solved_values(problem: VegaProblem, n_steps: int | None) -> tuple[Floats, Floats]:
    """Give times left, rising, and the value at them by variance and vega.

    Notes
    -----
    Verified by tests/unit/desk/quoting/options/test_solver.py.
    """
    fewest = _fewest_steps(problem)
    if n_steps is None:
        n_steps = fewest
    is_whole = isinstance(n_steps, int | np.integer) and not isinstance(n_steps, bool)
    if not (is_whole and n_steps >= fewest):
        raise InvalidArgumentError(
            f"n_steps is {n_steps}: give a whole number of at least {fewest}, as the explicit "
            "scheme is unstable with fewer"
        )
    growth = _Growth(problem)
    step = problem.horizon / n_steps
    values = np.zeros((n_steps + 1, problem.variances.size, problem.vegas.size))
    for i in range(n_steps):
        now = values[i]
        first = now + step * growth.of(now)
        values[i + 1] = 0.5 * (now + first + step * growth.of(first))
    values.setflags(write=False)
    return np.linspace(0.0, problem.horizon, n_steps + 1), values


def _fewest_steps(problem: VegaProblem) -> int:
    """Count the steps for which every weight of the explicit scheme stays above 0."""
    fastest = 2.0 * float(problem.options.requests.sum())
    if problem.n_variances > 1:
        gap = problem.variances[1] - problem.variances[0]
        diffusion = problem.real_world.vol_of_vol**2 * problem.variances[-1]
        drift = float(np.abs(problem.drift(problem.real_world)).max())
        fastest += diffusion / gap**2 + drift / gap
    return max(1, math.ceil(problem.horizon * fastest / SAFETY))


class _Growth:
    """The right-hand side of the equation."""

    def __init__(self, problem: VegaProblem) -> None:
        self._variances = problem.variances
        self._vegas = problem.vegas
        self._drift = problem.drift(problem.real_world)[:, np.newaxis]
        spread = self._vol_of_vol_squared = problem.real_world.vol_of_vol**2
        premium = self._drift - problem.drift(problem.risk_neutral)[:, np.newaxis]
        vol = np.sqrt(self._variances)[:, np.newaxis]
        carry = self._vegas * premium / (2.0 * vol)
        self._held = carry - problem.risk_aversion * spread / 8.0 * self._vegas**2
        self._trades = [
            _Trade.of(problem, option, sign)
            for option in range(problem.options.price.size)
            for sign in (1, -1)
        ]
        self._offset = 1.0 + problem.options.shift

    def of(self, values: Floats) -> Floats:
        """Change of the value in a unit of time, by variance and vega."""
        change = self._held + self._diffusion(values)
        arguments = [trade.argument(values) for trade in self._trades]
        places = np.cumsum([argument.size for argument in arguments])[:-1]
        flat = np.concatenate([argument.ravel() for argument in arguments])
        gains = np.split(wright_omega(-self._offset - flat), places)
        for trade, argument, gain in zip(self._trades, arguments, gains, strict=True):
            change[:, trade.quoted] += trade.worth * gain.reshape(argument.shape)
        return change

    def _diffusion(self, values: Floats) -> Floats:
        """Drift and diffusion of the variance; the value is linear beyond the grid."""
        if self._variances.size == 1:
            return np.zeros_like(values)
        gap = self._variances[1] - self._variances[0]
        slope = np.gradient(values, gap, axis=0, edge_order=2)
        bend = np.zeros_like(values)
        bend[1:-1] = (values[2:] - 2.0 * values[1:-1] + values[:-2]) / gap**2
        half = 0.5 * self._vol_of_vol_squared * self._variances[:, np.newaxis]
        return np.asarray(self._drift * slope + half * bend)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Trade:
    """One option on one side: which vegas quote it, and where a fill leads.

    A fill leads from node j to `shift` nodes further and `share` of a cell beyond.
    """

    quoted: slice
    shift: int
    share: float
    worth: float
    slope: float
    size: float

    @classmethod
    def of(cls, problem: VegaProblem, option: int, sign: int) -> _Trade:
        options, n = problem.options, problem.n_vegas
        cell = 2.0 * problem.vega_limit / (n - 1)
        cells = float(options.traded_vega[option]) / cell
        whole_cells = math.floor(cells + 1e-12)
        share = max(cells - whole_cells, 0.0)
        reach = whole_cells if share < 1e-12 else whole_cells + 1
        count = max(n - reach, 0)
        slope = float(options.steepness / options.vega[option])
        return cls(
            quoted=slice(0, count) if sign > 0 else slice(n - count, n),
            shift=sign * whole_cells,
            share=sign * share,
            worth=float(options.size[option] * options.requests[option]) / slope,
            slope=slope,
            size=float(options.size[option]),
        )

    def argument(self, values: Floats) -> Floats:
        """Slope times what a fill of one contract loses of the value, at the vegas quoted."""
        start, stop = self.quoted.start + self.shift, self.quoted.stop + self.shift
        there = values[:, start:stop]
        if self.share:
            way = 1 if self.share > 0.0 else -1
            beyond = values[:, start + way : stop + way]
            there = there + abs(self.share) * (beyond - there)
        return np.asarray(self.slope * (values[:, self.quoted] - there) / self.size)
