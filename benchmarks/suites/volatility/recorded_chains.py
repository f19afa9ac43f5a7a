"""Every recorded chain of every kind: fitted and certified."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

from axiom.market import Chain, DividendSchedule, iter_chains, read_chain
from axiom.volatility import certify
from benchmarks.data import recorded
from benchmarks.rows import Report, Row
from benchmarks.suites.american.chains import (
    AAPL,
    AAPL_DIVIDENDS,
    GOOG,
    GOOG_SPOT,
    SPY,
    SPY_DIVIDENDS,
)
from benchmarks.volatility_days import CURVES, fit, prepared

JOB = "recorded chains of SPY, AAPL, GOOG and BTC"
BTC = "options/deribit_btc_hourly_2026-01-23_24.csv.gz"
MINUTES = range(1, 210, 5)


def _goog() -> Iterator[Chain]:
    opening = dt.datetime(2015, 12, 24, 9, 30)
    for minute in MINUTES:
        time = (opening + dt.timedelta(minutes=minute)).time()
        yield read_chain(recorded(GOOG), time=time, spot_file=recorded(GOOG_SPOT))


def _dated(name: str, dividends: DividendSchedule) -> Callable[[], Iterator[Chain]]:
    return lambda: iter_chains(recorded(name), dividends=dividends)


CHAINS: dict[str, Callable[[], Iterator[Chain]]] = {
    "SPY, one snapshot": _dated(SPY, SPY_DIVIDENDS),
    "AAPL, by day": _dated(AAPL, AAPL_DIVIDENDS),
    "GOOG, every fifth minute": _goog,
    "BTC, by hour": lambda: iter_chains(recorded(BTC)),
}


def run(report: Report) -> None:
    """Count the chains that are certified free of arbitrage, and their shares inside bid-ask."""
    for name, chains in CHAINS.items():
        found: dict[str, list[tuple[bool, float]]] = {curve: [] for curve in CURVES}
        for chain in chains():
            how = {"accuracy": "fast"} if chain.has_american else {}
            day = prepared(chain, **how)
            for curve in CURVES:
                verdict = certify(fit(day, curve), day.options)
                share = 100.0 * verdict.in_spread_share
                found[curve].append((verdict.is_arbitrage_free, share))
        for curve in CURVES:
            report.add(_row(f"{name}, {curve}", found[curve]))


def _row(what: str, found: list[tuple[bool, float]]) -> Row:
    free, shares = zip(*found, strict=True)
    return Row(
        job=f"{what}: certified free of arbitrage", measured=sum(free), unit=f"of {len(free)}",
        target="all", met=all(free),
        note=f"inside bid–ask {sum(shares) / len(shares):.1f} %, the worst {min(shares):.1f} %",
    )  # fmt: skip
