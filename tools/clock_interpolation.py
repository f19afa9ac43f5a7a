"""Measure how well a clock foretells the vol of an expiry that is left out.

Run it with ``.venv/bin/python -m tools.clock_interpolation FILE``, FILE being chains of options
of an exchange in New York, such as ``options/spx_cboe_eod_2019-04-25_2019-05-24.parquet`` of the
recorded data. For every day and every expiry of the next two months it interpolates the total
variance at the forward between the neighbouring expiries, and prints the absolute errors in vol
points.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import polars as pl

from axiom.market import Chain, Clock, DayWeights, iter_chains, screen_quotes
from axiom.volatility import atm_variances, implied_smiles, imply_forwards, screen_against_forwards

SHORTEST, LONGEST = 0.001, 0.15
CLOCKS = {
    "calendar": Clock(),
    "XNYS": Clock(calendar="XNYS"),
    "XNYS, weekends and holidays 0": Clock(
        calendar="XNYS", weights=DayWeights(weekend=0.0, holiday=0.0)
    ),
    "XNYS, overnight 0.15": Clock(calendar="XNYS", weights=DayWeights(overnight=0.15)),
    "XNYS, overnight 0.35": Clock(calendar="XNYS", weights=DayWeights(overnight=0.35)),
}


def term_structure(chain: Chain) -> pl.DataFrame:
    """Give the total variances at the forward of a chain, the day of expiry left out."""
    screened = screen_quotes(chain)
    forwards = imply_forwards(chain, screened, accuracy="fast")
    options = implied_smiles(screen_against_forwards(screened, forwards), forwards)
    return atm_variances(options).filter(pl.col("years") > SHORTEST)


def errors(term: pl.DataFrame, chain: Chain, clock: Clock) -> np.ndarray:
    """Give the errors in vol points of expiries interpolated between their neighbours."""
    years, variance = term["years"].to_numpy(), term["variance"].to_numpy()
    table = clock.table(chain.valuation_time, horizon_years=1.1 * years[-1])
    tau = np.asarray(table(years))
    share = (tau[1:-1] - tau[:-2]) / (tau[2:] - tau[:-2])
    between = variance[:-2] + share * (variance[2:] - variance[:-2])
    found = np.sqrt(between / years[1:-1]) - np.sqrt(variance[1:-1] / years[1:-1])
    return 100.0 * found[years[1:-1] <= LONGEST]


def report(chains: Iterable[Chain]) -> list[str]:
    """Measure every clock on the chains and give one line for each."""
    terms = [(term_structure(chain), chain) for chain in chains]
    lines = []
    for name, clock in CLOCKS.items():
        size = np.abs(np.concatenate([errors(term, chain, clock) for term, chain in terms]))
        lines.append(
            f"{name:<30} n {size.size}  median {np.median(size):.3f}  mean {size.mean():.3f}  "
            f"90 % {np.quantile(size, 0.9):.3f}  max {size.max():.2f}"
        )
    return lines


def main(arguments: list[str]) -> None:
    """Print the errors of every clock."""
    sys.stdout.writelines(f"{line}\n" for line in report(iter_chains(Path(arguments[0]))))


if __name__ == "__main__":
    main(sys.argv[1:])
