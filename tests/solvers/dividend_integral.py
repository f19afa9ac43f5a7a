"""Options with dividends under the spot model by quadrature between ex-dates, to about 1e-10.

European options of either kind, and American calls on a stock without other yield at a rate of
zero or more: those are worth exercising just before an ex-date and at no other time, so that
V(t-, S) = max(S - K, V(t+, S (1 - p) - c)). Between ex-dates the price is lognormal, and a value is
an integral over Gauss-Legendre panels that are narrower than the standard deviation and end at
the kinks. Values after the last ex-date are Black-Scholes.

E. G. Haug, J. Haug, A. Lewis (2003), Back to basics, Wilmott magazine 9, 37-47.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq
from scipy.special import ndtr

from tests.solvers.american_integral import european_call, european_put

Floats = npt.NDArray[np.float64]
Value = Callable[[Floats], Floats]
DEVIATIONS, NODES = 9.0, 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One option; dividends as (time, cash, proportion), all before the expiry."""

    strike: float
    expiry: float
    vol: float
    rate: float = 0.0
    is_call: bool = True
    american: bool = False
    dividends: Sequence[tuple[float, float, float]] = ()

    def without_dividends(self, span: float) -> Value:
        """Return the value as a function of the spot with `span` years to go and nothing paid."""
        formula = european_call if self.is_call else european_put
        terms = (self.vol, self.rate, 0.0)
        at_zero = 0.0 if self.is_call else self.strike * np.exp(-self.rate * span)

        def value(spot: Floats) -> Floats:
            alive = spot > 0.0
            found = formula(np.where(alive, spot, 1.0), self.strike, span, terms)
            return np.where(alive, found, at_zero)

        return value


def price(problem: Problem, spot: float) -> float:
    """Return the price today."""
    if problem.american and not (problem.is_call and problem.rate >= 0.0):
        raise ValueError("an American put may be exercised between ex-dates: use pde")
    dividends = sorted(problem.dividends)
    times = [time for time, _, _ in dividends]
    if not dividends:
        return float(problem.without_dividends(problem.expiry)(np.array(spot)))
    after = problem.without_dividends(problem.expiry - times[-1])
    spans = np.diff([0.0, *times])
    for (time, cash, proportion), span in zip(
        reversed(dividends), spans[::-1].tolist(), strict=True
    ):
        before, kinks = _before(problem, after, cash, proportion, spot)
        after = _earlier(problem, before, kinks, (time - span, time), spot)
    return float(after(np.array([spot]))[0])


def _before(problem, after: Value, cash, proportion, spot) -> tuple[Value, list[float]]:
    """Return the value just before an ex-date, and the spots at which it has kinks."""

    def kept(spots: Floats) -> Floats:
        return after(np.maximum(spots * (1.0 - proportion) - cash, 0.0))

    kinks = [cash / (1.0 - proportion)] if cash > 0.0 and proportion < 1.0 else []
    if not problem.american:
        return kept, kinks

    def gain(at: float) -> float:
        return at - problem.strike - float(kept(np.array([at]))[0])

    highest = problem.strike * np.exp(DEVIATIONS * problem.vol * problem.expiry**0.5)
    if gain(highest) > 0.0:
        kinks.append(brentq(gain, problem.strike * (1 + 1e-12), highest, xtol=1e-13, rtol=1e-14))
    return lambda spots: np.maximum(kept(spots), spots - problem.strike), kinks


def _earlier(problem, before: Value, kinks, times, spot) -> Value:
    """Return the value one span earlier, just after the ex-date before."""
    span = times[1] - times[0]
    deviation = problem.vol * span**0.5
    drift = (problem.rate - 0.5 * problem.vol**2) * span
    reach = DEVIATIONS * problem.vol * problem.expiry**0.5 + abs(problem.rate) * problem.expiry
    low, high = np.log(spot) - reach, np.log(spot) + reach
    inside = [np.log(kink) for kink in kinks if low < np.log(kink) < high]
    edges = np.array([low, *sorted(inside), high])
    nodes, weights = _panels(edges, deviation)
    amounts = np.exp(-problem.rate * span) * weights * before(np.exp(nodes))
    owed = problem.strike * np.exp(-problem.rate * (problem.expiry - times[0]))
    lowest = 0.0 if problem.is_call else owed

    def value(spots: Floats) -> Floats:
        with np.errstate(divide="ignore"):
            centre = np.log(spots) + drift
        away = (nodes - centre[..., None]) / deviation
        density = np.exp(-0.5 * away * away) / (np.sqrt(2.0 * np.pi) * deviation)
        return density @ amounts + lowest * ndtr((low - centre) / deviation)

    return value


def _panels(edges: Floats, deviation: float) -> tuple[Floats, Floats]:
    """Return Gauss-Legendre nodes and weights on panels at most a deviation wide."""
    unit, share = np.polynomial.legendre.leggauss(NODES)
    nodes, weights = [], []
    for low, high in itertools.pairwise(edges.tolist()):
        count = max(int(np.ceil((high - low) / deviation)), 1)
        width = (high - low) / count
        starts = low + width * np.arange(count)
        nodes.append((starts[:, None] + 0.5 * width * (unit + 1.0)).ravel())
        weights.append(np.tile(0.5 * width * share, count))
    return np.concatenate(nodes), np.concatenate(weights)
