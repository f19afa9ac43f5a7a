"""American puts with two exercise boundaries (q < r < 0) to about 1e-11 of the strike, slowly.

Exercise pays between Y(t) and B(t), t the time to expiry, with B(0+) = K and Y(0+) = K r / q. The
premium is that of `american_integral` for B less that for Y, and smooth fit at both boundaries
gives two equations, solved together panel after panel by Newton's method for ln(K / B) / sqrt(t)
and ln(Y / Y(0+)) / sqrt(t). Only expiries before the two boundaries meet are handled.

L. Andersen and M. Lake (2021), Fast American option pricing: the double-boundary case, Wilmott 116.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from tests.solvers.american_integral import (
    STEPS_LIMIT,
    Accuracy,
    Floats,
    delta_rates,
    european_put,
    first_guess,
    interpolation,
    premium_rate,
    tables,
    tanh_sinh,
)

DEFAULT = Accuracy()


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoBoundaries:
    """Both boundaries of a put with strike 1, and its price."""

    expiry: float
    terms: tuple[float, float, float]
    accuracy: Accuracy
    upper: Floats
    lower: Floats
    """ln(1 / B) / sqrt(t) and ln(Y q / r) / sqrt(t) at the nodes."""

    def at(self, time: Floats) -> tuple[Floats, Floats]:
        """Return Y and B at times to expiry in (0, expiry]."""
        time = np.asarray(time, dtype=float)
        weights = interpolation(np.log(time.ravel() / self.expiry), self.accuracy)
        root = np.sqrt(time)
        upper, lower = ((weights @ v).reshape(time.shape) * root for v in (self.upper, self.lower))
        _, rate, dividend_yield = self.terms
        return rate / dividend_yield * np.exp(lower), np.exp(-upper)

    def representation(self, spot: float) -> float:
        """Return the European price plus the premium, which between the boundaries is 1 - S."""
        x, rest, weights = tanh_sinh(self.accuracy.step / 2)
        lower, upper = self.at(self.expiry * rest)
        earned, not_earned = (
            premium_rate(np.log(spot), np.log(edge), self.expiry * x, self.terms)
            for edge in (upper, lower)
        )
        premium = self.expiry * weights @ (earned - not_earned)
        return float(european_put(spot, 1.0, self.expiry, self.terms)) + float(premium)

    def put(self, spot: float) -> float:
        """Return the price of the put with strike 1."""
        lower, upper = self.at(np.array(self.expiry))
        return 1.0 - spot if lower <= spot <= upper else self.representation(spot)


def solve(
    expiry: float,
    vol: float,
    rate: float,
    dividend_yield: float,
    accuracy: Accuracy = DEFAULT,
) -> TwoBoundaries:
    """Solve for both boundaries; raises ArithmeticError where they meet before the expiry."""
    if not dividend_yield < rate < 0.0:
        raise ValueError(f"not two boundaries: rate {rate}, dividend yield {dividend_yield}")
    fractions, lookups = tables(accuracy)
    equation = _Equations(expiry * fractions, lookups, (vol, rate, dividend_yield), accuracy.step)
    upper = np.full(fractions.size, first_guess(equation.times[0], equation.terms))
    lower = np.full(fractions.size, 0.639 * vol)
    for panel in range(accuracy.panels):
        own = slice(panel * accuracy.nodes, (panel + 1) * accuracy.nodes)
        upper[own], lower[own] = (v[max(own.start - 1, 0)] for v in (upper, lower))
        equation.solve_panel(upper, lower, own)
    return TwoBoundaries(
        expiry=expiry, terms=equation.terms, accuracy=accuracy, upper=upper, lower=lower
    )


@dataclass(frozen=True, slots=True)
class _Equations:
    """Smooth fit on both boundaries at the nodes' times."""

    times: Floats
    lookups: Floats
    terms: tuple[float, float, float]
    step: float

    def solve_panel(self, upper: Floats, lower: Floats, own: slice) -> None:
        """Solve for the nodes of one panel, those before it being known; writes into both."""
        size = own.stop - own.start
        for _ in range(STEPS_LIMIT):
            at_upper, at_lower = (self._edge(upper, lower, own, which) for which in (0, 1))
            residual = np.concatenate([at_upper[0], at_lower[0]])
            step = np.linalg.solve(np.vstack([at_upper[1], at_lower[1]]), -residual)
            for values, part in ((upper, step[:size]), (lower, step[size:])):
                values[own] = np.clip(values[own] + part, 0.4 * values[own], 2.5 * values[own])
            if np.max(np.abs(step)) < 1e-7 * min(upper[own].min(), lower[own].min()):
                return
        raise ArithmeticError(f"no convergence at time {self.times[own][-1]} of {self.terms}")

    def _edge(self, upper, lower, own, which) -> tuple[Floats, Floats]:
        """Return ln(left / right) of delta = -1 on B (0) or Y (1), and its derivatives by both."""
        x, rest, weights = tanh_sinh(self.step)
        _, rate, dividend_yield = self.terms
        time, table = self.times[own], self.lookups[own, :, : own.stop]
        root, weights = np.sqrt(time[:, None] * rest), time[:, None] * weights
        start = np.log(rate / dividend_yield)
        paths = -root * (table @ upper[: own.stop]), start + root * (table @ lower[: own.stop])
        own_root = np.sqrt(time)
        log_spot = (-upper[own] * own_root, start + lower[own] * own_root)[which]
        kept_europe, density_europe = _european(log_spot, time, self.terms)
        parts = [
            delta_rates(log_spot[:, None], path, time[:, None] * x, self.terms) for path in paths
        ]
        (moved_b, kept_b, turn_b, lost_b), (moved_y, kept_y, turn_y, lost_y) = parts
        whole = dividend_yield * np.exp(log_spot[:, None] - dividend_yield * time[:, None] * x)
        left = kept_europe + np.sum(weights * (kept_b + whole - kept_y), axis=1)
        right = np.sum(weights * (moved_b - moved_y), axis=1)
        own_left = left + density_europe + np.sum(weights * (lost_b - lost_y), axis=1)
        own_right = -np.sum(weights * (moved_b * turn_b - moved_y * turn_y), axis=1)
        own_spot = (own_left / left - own_right / right) * own_root
        columns = []
        for moved, turn, lost, sign in (
            (moved_b, turn_b, lost_b, 1.0),
            (moved_y, turn_y, lost_y, -1.0),
        ):
            through = -lost / left[:, None] - (moved * turn - lost) / right[:, None]
            by_path = sign * weights * through * root
            # B falls and Y rises with its unknown, which the sign of the premium's part undoes.
            columns.append(-sign * np.einsum("ik,ikj->ij", by_path, table[:, :, own]))
        columns[which] += np.diag(own_spot if which else -own_spot)
        return np.log(left / right), np.hstack(columns)


def _european(log_spot: Floats, time: Floats, terms) -> tuple[Floats, Floats]:
    """Return S e^{-qt} N(d+), and what N(d+) adds to its derivative by ln S."""
    vol, rate, dividend_yield = terms
    total = vol * np.sqrt(time)
    d1 = (log_spot + (rate - dividend_yield) * time) / total + 0.5 * total
    grown = np.exp(log_spot - dividend_yield * time)
    return grown * ndtr(d1), grown * np.exp(-0.5 * d1 * d1) / (np.sqrt(2.0 * np.pi) * total)
