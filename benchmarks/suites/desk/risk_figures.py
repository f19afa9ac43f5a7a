"""Limits, value at risk and margin: their time, and hits over fourteen years of the index."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from axiom.risk import (
    Book,
    Limits,
    MarginRules,
    MarketMoves,
    book_margin,
    book_value_at_risk,
    kupiec,
    surface_moves,
    tail_risk,
)
from axiom.risk.value_at_risk.moves import ewma_vol
from benchmarks.data import recorded
from benchmarks.harness import once, take_turns
from benchmarks.rows import Report, Row
from benchmarks.volatility_days import fit, spx_days

JOB = "limits, value at risk and margin"
INDEX = "prices/spx_realized_measures_2000_2019.csv.gz"
MOST_MICROSECONDS = 20.0
LEVEL, QUANTILE, WINDOW = 0.99, 2.3263478740408408, 500
ELSEWHERE = {"historical simulation, 500 days": 63, "exponentially weighted, normal": 86}
OPTIONS, MOVES, PATHS = 200, 1000, 10_000


def run(report: Report) -> None:
    """Time limits; count hits on the index; value a book on the last SPX day."""
    report.add(*_limits())
    report.add(*_hits())
    report.add(*_book())


def _limits() -> list[Row]:
    """Time one check of every limit at once."""
    limits = Limits(**dict.fromkeys(Limits.__dataclass_fields__, 1e9))
    names = ("delta", "gamma", "vega", "theta", "vanna", "volga", "rho", "notional",
             "net_notional", "contracts", "position", "profit", "drawdown")  # fmt: skip
    exposures = dict.fromkeys(names, 1.0)
    vegas = {f"2019-{i:02d}": 1.0 for i in range(35)}

    def check() -> object:
        return limits.usage(exposures, spot=2900.0, vega_by_expiry=vegas)

    taken = 1e6 * take_turns({"check": check}, rounds=5).seconds("check")
    return [
        Row(
            job="usage of 13 limits and of the vega of 35 expiries", measured=taken, unit="µs",
            target=f"≤ {MOST_MICROSECONDS:.0f} µs", met=taken <= MOST_MICROSECONDS,
        )
    ]  # fmt: skip


def _hits() -> list[Row]:
    """Count losses beyond the 1 % value at risk of two simple models."""
    table = pl.read_csv(recorded(INDEX), infer_schema_length=None)
    returns = np.diff(np.log(table["close_price"].to_numpy()))
    dates = table["date"].to_numpy()[1:]
    days = np.flatnonzero((dates >= "2005-01-01") & (dates < "2019-01-01"))
    history = [tail_risk(returns[i - WINDOW : i], levels=(LEVEL,))[0].value_at_risk for i in days]
    stated = (np.array(history), QUANTILE * ewma_vol(returns)[days])
    rows = []
    for (name, other), value in zip(ELSEWHERE.items(), stated, strict=True):
        hits = int((returns[days] < -value).sum())
        test = kupiec(n_hits=hits, n_days=days.size, level=LEVEL)
        rows.append(
            Row(
                job=f"hits of the 1 % value at risk, {name}", measured=hits, unit="",
                note=f"{days.size:,} days 2005–2018, {days.size * 0.01:.0f} expected; another"
                f" source of the index gives {other}; Kupiec p = {test.p_value:.1e}",
            )
        )  # fmt: skip
    return rows


def _book() -> list[Row]:
    """Value a mixed book on the last SPX day by three methods, and take its margin."""
    days = spx_days()
    surfaces = [fit(day, "essvi") for day in days]
    history = surface_moves(surfaces, [day.chain.spot or 0.0 for day in days])
    rng = np.random.default_rng(0)
    drawn = rng.multivariate_normal(np.zeros(5), history.covariance(), size=MOVES)
    moves = MarketMoves(spot=drawn[:, 0], vols=drawn[:, 1:], tenors=history.tenors)
    chain = days[-1].chain
    market: dict[str, Any] = {
        "surface": surfaces[-1], "spot": chain.spot, "underlying": "SPX", "listed": chain.expiries,
    }  # fmt: skip
    book = _drawn(days[-1].options, chain, rng)
    found = []
    for method in ("historical", "monte_carlo", "delta_gamma"):
        answer, seconds = once(
            lambda method=method: book_value_at_risk(
                book, moves=moves, method=method, n_paths=PATHS, levels=(LEVEL,), **market
            )
        )
        tail = answer.tails[0]
        count = {"historical": MOVES, "monte_carlo": PATHS}.get(method)
        what = "" if count is None else f" ({count:,} revaluations)"
        found.append(
            Row(
                job=f"99 % value at risk of {OPTIONS} options, {method.replace('_', ' ')}{what}",
                measured=1e3 * seconds, unit="ms",
                note=f"{tail.value_at_risk:,.0f} ± {tail.value_at_risk_error:,.0f};"
                f" shortfall {tail.expected_shortfall:,.0f} ± {tail.expected_shortfall_error:,.0f};"
                " moves drawn from the covariance of the SPX month",
            )
        )  # fmt: skip
    margin, seconds = once(lambda: book_margin(book, rules=MarginRules.portfolio(), **market))
    found.append(
        Row(
            job=f"margin of the same book, {margin.rules.name}", measured=1e3 * seconds, unit="ms",
            note=f"{margin.requirement:,.0f}; the worst at {100.0 * margin.worst[0]:+.1f} %",
        )
    )  # fmt: skip
    return found


def _drawn(options: pl.DataFrame, chain: Any, rng: np.random.Generator) -> Book:
    """Draw options of the chain, long and short."""
    dates = chain.expiries.select("expiry", "expiry_date", "settlement")
    listed = options.select("expiry", "strike", "is_call").join(dates, on="expiry")
    rows = listed[np.sort(rng.choice(listed.height, OPTIONS, replace=False))]
    quantities = rng.choice([-10.0, -5.0, 5.0, 10.0], OPTIONS)
    return Book.from_rows(
        {
            "underlying": "SPX", "expiry": row["expiry_date"], "settlement": row["settlement"],
            "strike": row["strike"], "is_call": row["is_call"], "quantity": quantity,
            "multiplier": 100.0,
        }
        for row, quantity in zip(rows.iter_rows(named=True), quantities.tolist(), strict=True)
    )  # fmt: skip
