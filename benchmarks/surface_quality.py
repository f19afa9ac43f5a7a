"""How well the surface fits: the recorded SPX days, one row each for two curves, and their means.

Run as `python -m benchmarks.surface_quality`. The in-spread share counts every usable quote whose
model price lies inside bid-ask; `otm` counts the out-of-the-money ones alone. RMSE are over
out-of-the-money quotes: in vol, and of (model price - mid) in whole spreads.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from dataclasses import astuple, dataclass

from axiom.market import Chain, iter_chains, screen_quotes
from axiom.volatility import (
    certify,
    fit_surface,
    implied_smiles,
    imply_forwards,
    screen_against_forwards,
)
from axiom.volatility.curves.fit import Curve
from benchmarks.data import SPX_MONTH, DataAbsentError, recorded

CURVES: tuple[Curve, ...] = ("essvi", "spline")
_HEAD = f"{'day':10}  free  slices  quotes  in spread     otm  RMSE vol  RMSE spreads  fit ms"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """The fit of one day."""

    is_arbitrage_free: bool
    n_slices: int
    n_quotes: int
    in_spread_share: float
    in_spread_share_otm: float
    rmse_vol: float
    rmse_spreads: float
    fit_ms: float


def measure(chain: Chain, curve: Curve = "spline") -> Quality:
    """Fit one chain with a curve and certify the surface."""
    screened = screen_quotes(chain)
    forwards = imply_forwards(chain, screened)
    options = implied_smiles(screen_against_forwards(screened, forwards), forwards)
    start = time.perf_counter()
    surface = fit_surface(options, forwards, valuation_time=chain.valuation_time, curve=curve)
    taken = time.perf_counter() - start
    certificate = certify(surface, options)
    return Quality(
        is_arbitrage_free=certificate.is_arbitrage_free,
        n_slices=len(surface.fitted_expiries),
        n_quotes=certificate.n_quotes,
        in_spread_share=certificate.in_spread_share,
        in_spread_share_otm=certificate.in_spread_share_otm,
        rmse_vol=certificate.rmse_vol,
        rmse_spreads=certificate.rmse_spreads,
        fit_ms=taken * 1e3,
    )


def measure_days(curve: Curve = "spline") -> Iterator[tuple[str, Quality]]:
    """Fit each recorded SPX day with a curve; raises DataAbsentError where they are absent."""
    for chain in iter_chains(recorded(SPX_MONTH)):
        yield f"{chain.valuation_time:%Y-%m-%d}", measure(chain, curve)


def mean(days: list[Quality]) -> Quality:
    """Average every column; free of arbitrage only if all days are."""
    free, slices, quotes, *rest = (
        sum(column) / len(days) for column in zip(*(astuple(d) for d in days), strict=True)
    )
    share, otm, vol, spreads, ms = rest
    return Quality(
        is_arbitrage_free=free == 1.0,
        n_slices=round(slices),
        n_quotes=round(quotes),
        in_spread_share=share,
        in_spread_share_otm=otm,
        rmse_vol=vol,
        rmse_spreads=spreads,
        fit_ms=ms,
    )


def line(name: str, q: Quality) -> str:
    """Format one row of the table."""
    return (
        f"{name:10}  {'yes' if q.is_arbitrage_free else 'NO':4}  {q.n_slices:6}  {q.n_quotes:6}  "
        f"{q.in_spread_share:9.1%}  {q.in_spread_share_otm:6.1%}  {q.rmse_vol:8.4f}  "
        f"{q.rmse_spreads:12.2f}  {q.fit_ms:6.1f}"
    )


def main() -> int:
    """Print the table."""
    for curve in CURVES:
        print(f"{curve}\n{_HEAD}")
        days = []
        try:
            for name, quality in measure_days(curve):
                print(line(name, quality))
                days.append(quality)
        except DataAbsentError as error:
            print(error, file=sys.stderr)
            return 1
        print(line("mean", mean(days)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
