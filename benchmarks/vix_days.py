"""The VIX of each recorded SPX day beside the published close of that day.

    python -m benchmarks.vix_days

For each day: the index by Cboe's rules from the raw quotes, the close, their difference, the same
of a variance swap of 30 days read off the fitted spline surface, and how far the index level that
the chain was recorded at lies from the day's closing level. The last lines regress the difference
on that distance: what is left is what the time of the recording does not explain.
"""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from axiom.market import Chain, iter_chains, screen_quotes
from axiom.volatility import (
    fit_surface,
    implied_smiles,
    imply_forwards,
    screen_against_forwards,
)
from axiom.volatility.analytics import variance_swap, vix
from benchmarks.data import SPX_DAY, SPX_MONTH, DataAbsentError, recorded

CLOSES = "prices/vix_daily.csv.gz"
LEVELS = "prices/spx_realized_measures_2000_2019.csv.gz"
_HEAD = (
    f"{'day':10}  {'VIX':>6} {'close':>6} {'diff':>6}  {'swap':>6} {'diff':>6}  "
    f"{'terms, days':16}  spot off close"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One recorded day; indices in vol points, the distance of the spot in percent."""

    date: dt.date
    index: float
    close: float
    swap: float
    spot_off_pct: float
    terms: str

    @property
    def difference(self) -> float:
        return self.index - self.close


def closes() -> dict[dt.date, float]:
    """Published closes of the VIX."""
    rows = _rows(recorded(CLOSES))
    return {dt.date.fromisoformat(row["DATE"]): float(row["CLOSE"]) for row in rows}


def levels() -> dict[dt.date, float]:
    """Closing levels of the S&P 500; the file's dates are those of the evening before."""
    rows = _rows(recorded(LEVELS))
    one = dt.timedelta(days=1)
    return {dt.date.fromisoformat(r["date"]) + one: float(r["close_price"]) for r in rows}


def measured(*, with_swaps: bool = True) -> Iterator[Day]:
    """Measure every recorded day."""
    published, spots = closes(), levels()
    for file in (SPX_MONTH, SPX_DAY):
        for chain in iter_chains(recorded(file)):
            date = chain.valuation_time.date()
            found = vix(chain)
            terms = " ".join(
                f"{(one.expiry_date - date).days}{one.settlement}"
                for one in (found.near, found.next)
            )
            yield Day(
                date=date,
                index=found.value,
                close=published[date],
                swap=swap_of(chain) if with_swaps else float("nan"),
                spot_off_pct=100.0 * float(np.log((chain.spot or np.nan) / spots[date])),
                terms=terms,
            )


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def swap_of(chain: Chain) -> float:
    """Vol, in points, of a variance swap of 30 days on the surface fitted to a chain."""
    screened = screen_quotes(chain)
    forwards = imply_forwards(chain, screened)
    options = implied_smiles(screen_against_forwards(screened, forwards), forwards)
    surface = fit_surface(options, forwards, valuation_time=chain.valuation_time, curve="spline")
    return 100.0 * variance_swap(surface, expiry=30.0 / 365.0).vol


def main() -> int:
    """Print the table; 2 where the recorded files are absent."""
    try:
        days = list(measured())
    except DataAbsentError as error:
        print(error, file=sys.stderr)
        return 2
    print(_HEAD)
    for day in days:
        print(
            f"{day.date}  {day.index:6.2f} {day.close:6.2f} {day.difference:+6.2f}  "
            f"{day.swap:6.2f} {day.swap - day.close:+6.2f}  {day.terms:16}  "
            f"{day.spot_off_pct:+.2f} %"
        )
    off = np.array([day.difference for day in days])
    swaps = np.array([day.swap - day.close for day in days])
    spot = np.array([day.spot_off_pct for day in days])
    slope, level = np.polyfit(spot, off, 1)
    left = off - slope * spot - level
    print(
        f"{len(days)} days. Absolute difference: median {np.median(np.abs(off)):.3f}, "
        f"largest {np.abs(off).max():.2f}; of the swap: median {np.median(np.abs(swaps)):.3f}, "
        f"largest {np.abs(swaps).max():.2f}. Swap less index: median "
        f"{np.median(np.abs(swaps - off)):.3f}, largest {np.abs(swaps - off).max():.2f}."
    )
    print(
        f"Difference against the spot's distance from its close: {slope:+.2f} points a percent, "
        f"correlation {np.corrcoef(spot, off)[0, 1]:+.2f}; left: median "
        f"{np.median(np.abs(left)):.3f}, largest {np.abs(left).max():.2f}."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
