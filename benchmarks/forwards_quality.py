"""How good forwards and rates are on the recorded chains, with and without one curve of rates.

    python -m benchmarks.forwards_quality

The first table has a row for each chain and method: parity residual (root mean square, in units of
price), standard errors, the gap between the rates of morning and evening settlements of one date,
expiries noted, and the time of `imply_forwards`. American chains and chains with forwards of their
own have no curve of rates and one row. The second sets the rates of the SPX days against the yields
of US Treasuries, a level for each day taken out: their scatter by expiry beside their standard
errors. Treasury yields below three months are taken as that of three months.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import lzma
import sys
import time
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from axiom.market import Chain, iter_chains, read_chain, screen_quotes
from axiom.volatility import ParityRules, imply_forwards
from benchmarks.data import SPX_MONTH, DataAbsentError, recorded

Floats = NDArray[np.float64]
Yields = dict[dt.date, tuple[Floats, Floats]]

CURVES = "rates/government_curves_1990_2024.csv.xz"
SPY = "options/spy_2024-06-14.csv.gz"
AAPL = "options/aapl_optionsdx_2016-01.csv.gz"
GOOG = "options/goog_minute_nbbo_2015-12-24.parquet"
GOOG_SPOT = "options/goog_spot_minute_quotes_2015-12-24.zip"
BTC = "options/deribit_btc_hourly_2026-01-23_24.csv.gz"
EDGES: Final = (0.0, 0.02, 0.06, 0.125, 0.25, 0.5, 1.0, 3.0)
_LONG: Final = 0.25
_HEAD = (
    f"{'chain':8} {'rates':6} {'days':>4} {'expiries':>8} {'residual':>9} {'forward s.e.':>12} "
    f"{'rate s.e. bp':>12} {'AM-PM bp':>9} {'largest':>8} {'noted':>6} {'ms a day':>9}"
)


def chains(name: str) -> Iterator[Chain]:
    """Read the recorded chains of a name."""
    if name == "SPX":
        yield from iter_chains(recorded(SPX_MONTH))
    elif name == "GOOG":
        yield read_chain(recorded(GOOG), time="12:30", spot_file=recorded(GOOG_SPOT))
    elif name == "AAPL":
        yield read_chain(recorded(AAPL), date="2016-01-29")
    else:
        yield read_chain(recorded({"SPY": SPY, "BTC": BTC}[name]))


def fitted(days: list[Chain], *, joint: bool) -> pl.DataFrame:
    """Imply the forwards of each day; one table, with the day and the milliseconds it took."""
    tables = []
    for chain in days:
        screened = screen_quotes(chain)
        start = time.perf_counter()
        table = imply_forwards(chain, screened, rules=ParityRules(joint=joint)).table
        taken = 1e3 * (time.perf_counter() - start)
        tables.append(table.with_columns(day=pl.lit(chain.valuation_time.date()), ms=taken))
    return pl.concat(tables)


def gaps(table: pl.DataFrame) -> Floats:
    """Rates of the morning less those of the evening of one date, in basis points."""
    both = table.group_by("day", "expiry_date", maintain_order=True).agg("rate")
    pairs = both.filter(pl.col("rate").list.len() == 2)["rate"]
    return 1e4 * (pairs.list.get(0) - pairs.list.get(1)).to_numpy()


def line(name: str, rates: str, table: pl.DataFrame) -> str:
    """Format one row of the first table."""
    gap = np.abs(gaps(table))
    shown = (f"{np.median(gap):9.2f} {gap.max():8.2f}") if gap.size else f"{'-':>9} {'-':>8}"
    noted = table["note"].count() / table.height
    return (
        f"{name:8} {rates:6} {table['day'].n_unique():4} {table.height:8} "
        f"{_shown(table['residual_rms'], 9)} {_shown(table['forward_se'], 12)} "
        f"{_shown(1e4 * table['rate_se'], 12)} {shown} {noted:6.1%} {table['ms'].median():9.1f}"
    )


def _shown(values: pl.Series, width: int) -> str:
    middle = values.fill_nan(None).median()
    return f"{'-':>{width}}" if middle is None else f"{middle:{width}.3f}"


def treasury() -> Yields:
    """Years and yields of US Treasuries by day."""
    text = lzma.decompress(recorded(CURVES).read_bytes()).decode()
    rows: dict[dt.date, dict[float, float]] = {}
    for row in csv.DictReader(io.StringIO(text)):
        if row["CURRENCY"] == "USD":
            day = rows.setdefault(dt.date.fromisoformat(row["DATE"]), {})
            day[int(row["MONTHS"]) / 12.0] = float(row["VALUE"])
    ordered = {day: sorted(curve.items()) for day, curve in rows.items()}
    return {
        day: (np.array([t for t, _ in curve]), np.array([y for _, y in curve]))
        for day, curve in ordered.items()
    }


def against_treasury(table: pl.DataFrame, yields: Yields) -> tuple[pl.DataFrame, Floats]:
    """Add `off`, each rate less Treasury and the day's level; return it and those levels."""
    parts, levels = [], []
    for (day,), part in table.group_by("day", maintain_order=True):
        known = max(other for other in yields if other <= day)
        years, rate = part["years"].to_numpy(), part["rate"].to_numpy()
        off = rate - np.interp(years, *yields[known])
        weight = (years > _LONG) / np.maximum(part["rate_se"].to_numpy(), 2e-4) ** 2
        levels.append(float((weight * off).sum() / weight.sum()))
        parts.append(part.with_columns(off=pl.Series(off - levels[-1])))
    return pl.concat(parts), np.array(levels)


def show_treasury(name: str, table: pl.DataFrame, yields: Yields) -> None:
    """Print scatter and errors by expiry."""
    table, levels = against_treasury(table, yields)
    print(
        f"\n{name}: above Treasuries by {1e4 * levels.mean():.1f} bp, from day to day "
        f"{1e4 * levels.std():.1f}\n{'years':>13} {'rates':>6} {'mean bp':>8} {'s.d. bp':>8} "
        f"{'s.e. bp':>8} {'within 2 s.e.':>13}"
    )
    for low, high in pairwise(EDGES):
        part = table.filter(pl.col("years").is_between(low, high, closed="left"))
        off, error = part["off"].to_numpy(), part["rate_se"].to_numpy()
        print(
            f"{low:5.3f} - {high:5.3f} {part.height:6} {1e4 * off.mean():8.1f} "
            f"{1e4 * off.std():8.1f} {1e4 * np.median(error):8.1f} "
            f"{np.mean(np.abs(off) <= 2.0 * error):13.0%}"
        )


def main() -> int:
    """Print both tables; 2 where the recorded files are absent."""
    try:
        spx, yields = list(chains("SPX")), treasury()
        both = {"one": fitted(spx, joint=True), "own": fitted(spx, joint=False)}
        print(_HEAD)
        for rates, table in both.items():
            print(line("SPX", rates, table))
        for name in ("SPY", "AAPL", "GOOG", "BTC"):
            print(line(name, "-", fitted(list(chains(name)), joint=True)))
    except DataAbsentError as error:
        print(error, file=sys.stderr)
        return 2
    for rates, table in both.items():
        show_treasury(f"SPX, {rates} curve" if rates == "one" else "SPX, own rates", table, yields)
    return 0


if __name__ == "__main__":
    sys.exit(main())
