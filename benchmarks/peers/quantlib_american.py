"""QuantLib on American options: QdFp without dividends, finite differences with cash ones.

Objects are built once and reused; each pricing sets the quotes anew, which makes QuantLib compute.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import QuantLib as ql  # noqa: N813  (the name its own examples use)

from benchmarks.options import Floats, Options
from benchmarks.peers.quantlib import NAME, TODAY, Quotes, market

__all__ = ["NAME", "SCHEMES", "Grid", "dividends_batch", "implied_vol_batch", "price_batch"]

SCHEMES = {
    "fast": ql.QdFpAmericanEngine.fastScheme,
    "accurate": ql.QdFpAmericanEngine.accurateScheme,
    "high precision": ql.QdFpAmericanEngine.highPrecisionScheme,
}


@dataclass(frozen=True, slots=True)
class Grid:
    """Steps in time and nodes in the spot of the finite-difference engine."""

    steps: int
    nodes: int


def _option(strike: float, days: int, *, is_call: bool) -> ql.VanillaOption:
    ql.Settings.instance().evaluationDate = TODAY
    kind = ql.Option.Call if is_call else ql.Option.Put
    return ql.VanillaOption(
        ql.PlainVanillaPayoff(kind, strike), ql.AmericanExercise(TODAY, TODAY + days)
    )


@dataclass(frozen=True, slots=True)
class _Row:
    """One option with the quotes it hangs on, and what they are."""

    quotes: Quotes
    process: ql.BlackScholesMertonProcess
    option: ql.VanillaOption
    terms: tuple[float, float, float, float]

    def renew(self) -> None:
        """Set every quote, so that nothing remembered can be returned."""
        spot, *others = self.terms
        self.quotes.set(1e-4 + spot, *others)
        self.quotes.set(spot, *others)


def _rows(options: Options, engine: Callable[[object], object]) -> list[_Row]:
    columns = (
        options.spot, options.rate, options.dividend_yield, options.vol, options.strike,
        options.expiry, options.is_call,
    )  # fmt: skip
    rows = []
    for *terms, strike, expiry, call in zip(*(c.tolist() for c in columns), strict=True):
        quotes, process = market()
        option = _option(strike, round(expiry * 365), is_call=call)
        option.setPricingEngine(engine(process))
        rows.append(_Row(quotes, process, option, tuple(terms)))
    return rows


def price_batch(options: Options, scheme: str) -> Callable[[], Floats]:
    """Prices by QdFp in a Python loop over one reused option a row; NaN where it refuses."""
    rows = _rows(options, lambda process: ql.QdFpAmericanEngine(process, SCHEMES[scheme]()))

    def job() -> Floats:
        found = np.empty(len(rows))
        for i, row in enumerate(rows):
            row.renew()
            try:
                found[i] = row.option.NPV()
            except RuntimeError:
                found[i] = np.nan
        return found

    return job


def implied_vol_batch(options: Options) -> Callable[[], Floats]:
    """Implied vols by its own finite differences in a Python loop; NaN where it raises."""
    rows = _rows(options, lambda process: ql.QdFpAmericanEngine(process, SCHEMES["fast"]()))

    def job() -> Floats:
        found = np.empty(len(rows))
        for i, (row, price) in enumerate(zip(rows, options.price.tolist(), strict=True)):
            row.renew()
            try:
                found[i] = row.option.impliedVolatility(price, row.process, 1e-7, 100, 1e-4, 10.0)
            except RuntimeError:
                found[i] = np.nan
        return found

    return job


def dividends_batch(
    options: Options, dividends: Sequence[tuple[float, float]], grid: Grid
) -> Callable[[], Floats]:
    """Price, delta, gamma and theta, one column each, under the spot model with cash dividends."""
    dates = [TODAY + round(time * 365) for time, _ in dividends]
    schedule = ql.DividendVector(dates, [cash for _, cash in dividends])
    rows = _rows(
        options,
        lambda process: ql.FdBlackScholesVanillaEngine(process, schedule, grid.steps, grid.nodes),
    )

    def job() -> Floats:
        found = np.empty((len(rows), 4))
        for i, row in enumerate(rows):
            row.renew()
            option = row.option
            found[i] = option.NPV(), option.delta(), option.gamma(), option.theta()
        return found

    return job
