"""Heston and rough Bergomi calibrated to the quotes of one recorded SPX day."""

from __future__ import annotations

from time import perf_counter
from types import ModuleType

import polars as pl

from axiom.market import iter_chains
from axiom.volatility import Calibration, calibrate
from benchmarks.data import SPX_MONTH, DataAbsentError, recorded
from benchmarks.harness import take_turns
from benchmarks.rows import Report, Row
from benchmarks.volatility_days import out_of_the_money, prepared

QUOTES, MOST_MS = 500, 50.0
JOB = f"Heston calibrated to {QUOTES} quotes of an SPX day"
ROUGH_JOB = f"rough Bergomi calibrated to {QUOTES} quotes of an SPX day"


def run(report: Report, rivals: dict[str, ModuleType]) -> None:
    """Calibrate to quotes at even distances in the table, at their bid-ask spreads, one thread."""
    del rivals
    try:
        quotes = _quotes()
    except DataAbsentError as error:
        report.skip(JOB, str(error))
        return

    def job() -> Calibration:
        return calibrate("heston", quotes)

    found = job()
    milliseconds = 1e3 * take_turns({"own": job}, rounds=5).seconds("own")
    report.add(
        Row(
            job=JOB,
            measured=milliseconds,
            unit="ms",
            target=f"≤ {MOST_MS:.0f} ms",
            met=milliseconds <= MOST_MS,
            note=_quality(found),
        )
    )
    begun = perf_counter()
    rough = calibrate("rough_bergomi", quotes)
    seconds = perf_counter() - begun
    report.add(Row(job=ROUGH_JOB, measured=seconds, unit="s", note=_quality(rough)))


def _quality(found: Calibration) -> str:
    return (
        f"{found.n_quotes} quotes out of the money, {len(found.starts)} starts; "
        f"{1e4 * found.rmse_vol:.0f} bp root mean square in vol, {100.0 * found.inside:.0f} % "
        "inside bid-ask"
    )


def _quotes() -> pl.DataFrame:
    """Take quotes of the first recorded day, ordered by expiry and strike."""
    chain = next(iter(iter_chains(recorded(SPX_MONTH))))
    usable = out_of_the_money(prepared(chain).quotes).sort("years", "log_moneyness")
    chosen = [i * usable.height // QUOTES for i in range(min(QUOTES, usable.height))]
    return usable[chosen]
