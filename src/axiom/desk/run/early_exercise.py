"""Early exercise and dated dividends of a run, as tables that summary, report and record share."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from axiom.desk.run.result import RunResult
from axiom.market import DividendSchedule
from axiom.market.dividends import ex_instant
from axiom.volatility.forwards.put_call import put_call_gaps, put_call_summary

__all__ = ["dividend_table", "early_exercise_record", "early_exercise_table"]


def early_exercise_table(result: RunResult) -> pl.DataFrame:
    """Say for each expiry what carry, early exercise and the quotes' agreement are.

    Parameters
    ----------
    result
        The run.

    Returns
    -------
    polars.DataFrame
        One row an expiry with a forward: ``expiry``, ``expiry_date``, ``years``, ``borrow_rate``
        and ``borrow_se``, ``n_dividends`` paid at or before it and ``dividend_value`` (the present
        value of their cash), the columns of `axiom.volatility.forwards.put_call.put_call_gaps`, and
        ``put_premium``, ``call_premium``: the largest early-exercise premium of a usable put and
        call, null where none is American.

    Notes
    -----
    Verified by tests/unit/desk/test_early_exercise.py.
    """
    names = ("expiry", "expiry_date", "years", "dividend_yield", "borrow_rate", "borrow_se", "rate")
    table = result.forwards.table.select(names)
    paid = [_paid(result, years, rate) for years, rate in table.select("years", "rate").iter_rows()]
    return (
        table.drop("rate")
        .with_columns(
            pl.Series("n_dividends", [number for number, _ in paid], dtype=pl.Int64),
            pl.Series("dividend_value", [value for _, value in paid], dtype=pl.Float64),
        )
        .join(put_call_gaps(result.options), on="expiry", how="left", maintain_order="left")
        .join(_premiums(result.options), on="expiry", how="left", maintain_order="left")
    )


def _paid(result: RunResult, years: float, rate: float) -> tuple[int, float]:
    """Count the dividends before an expiry, and value their cash."""
    before = [one for one in result.forwards.terms.dividends if one.time <= years]
    return len(before), float(sum(one.cash * np.exp(-rate * one.time) for one in before))


def _premiums(options: pl.DataFrame) -> pl.DataFrame:
    if "early_exercise_premium" not in options.columns:
        empty = pl.lit(None, dtype=pl.Float64)
        unique = options.select(pl.col("expiry").unique())
        return unique.with_columns(empty.alias("put_premium"), empty.alias("call_premium"))
    usable = pl.col("reason") == "OK"
    premium = pl.col("early_exercise_premium").fill_nan(None)
    return options.group_by("expiry").agg(
        premium.filter(usable & ~pl.col("is_call")).max().alias("put_premium"),
        premium.filter(usable & pl.col("is_call")).max().alias("call_premium"),
    )


def dividend_table(result: RunResult) -> pl.DataFrame:
    """List the dividends that were given, and which of them count.

    Parameters
    ----------
    result
        The run.

    Returns
    -------
    polars.DataFrame
        ``ex_date``, ``amount``, ``proportion``, ``years`` to the ex-instant and ``counts``: whether
        it lies between the valuation time and the last expiry. No rows without a schedule.

    Notes
    -----
    Verified by tests/unit/desk/test_early_exercise.py.
    """
    schedule = result.chain.dividends or DividendSchedule.from_rows([])
    times = [result.chain.years(ex_instant(day)) for day in schedule.table["ex_date"]]
    last = max((one.time for one in result.chain.payments), default=0.0)
    years = pl.Series("years", times, dtype=pl.Float64)
    return schedule.table.with_columns(years, ((years > 0.0) & (years <= last)).alias("counts"))


def early_exercise_record(result: RunResult) -> dict[str, Any]:
    """Give early exercise and dividends of a run for its record.

    Parameters
    ----------
    result
        The run.

    Returns
    -------
    dict
        ``exercise`` (how many quotes of each style), ``accuracy``, ``dividends`` (the schedule and
        its ``source``), ``put_call`` (see
        `axiom.volatility.forwards.put_call.put_call_summary`) and ``expiries``.

    Notes
    -----
    Verified by tests/unit/desk/test_early_exercise.py.
    """
    styles = result.chain.exercise_styles.cast(pl.String).value_counts(sort=True)
    schedule = result.chain.dividends
    return {
        "exercise": dict(styles.iter_rows()),
        "accuracy": result.forwards.terms.accuracy,
        "dividends": dividend_table(result),
        "dividend_source": None if schedule is None else schedule.source,
        "put_call": put_call_summary(result.options),
        "expiries": early_exercise_table(result),
    }
