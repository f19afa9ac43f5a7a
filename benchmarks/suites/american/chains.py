"""Recorded American chains: the share of quotes with a vol, and how far calls and puts are apart.

After de-Americanisation call and put of a strike should have one vol: the gap between them is the
honest measure of dividends, rate and borrow being right. With each chain's dividends and without.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from types import ModuleType

from axiom.market import Chain, DividendSchedule, read_chain, screen_quotes
from axiom.volatility import implied_smiles, imply_forwards, screen_against_forwards
from axiom.volatility.forwards.put_call import put_call_summary
from benchmarks.data import DataAbsentError, recorded
from benchmarks.harness import take_turns
from benchmarks.rows import Report, Row

AAPL = "options/aapl_optionsdx_2016-01.csv.gz"
SPY = "options/spy_2024-06-14.csv.gz"
GOOG = "options/goog_minute_nbbo_2015-12-24.parquet"
GOOG_SPOT = "options/goog_spot_minute_quotes_2015-12-24.zip"
AAPL_DIVIDENDS = DividendSchedule.from_rows([(dt.date(2016, 2, 4), 0.52)])
SPY_DIVIDENDS = DividendSchedule.from_rows([(dt.date(2024, 6, 21), 1.76)])

Reader = Callable[[DividendSchedule | None], Chain]
CHAINS: dict[str, tuple[Reader, DividendSchedule | None]] = {
    "AAPL 2016-01-29": (
        lambda dividends: read_chain(recorded(AAPL), date="2016-01-29", dividends=dividends),
        AAPL_DIVIDENDS,
    ),
    "GOOG 2015-12-24 12:30": (
        lambda dividends: read_chain(
            recorded(GOOG), time="12:30", spot_file=recorded(GOOG_SPOT), dividends=dividends
        ),
        None,
    ),
    "SPY 2024-06-14": (
        lambda dividends: read_chain(recorded(SPY), dividends=dividends),
        SPY_DIVIDENDS,
    ),
}


def run(report: Report, rivals: dict[str, ModuleType]) -> None:
    """Add the rows of each chain; leave it out with the reason where its data are absent."""
    for name, (reader, dividends) in CHAINS.items():
        try:
            for schedule in (dividends, None) if dividends is not None else (None,):
                report.add(*_rows(name, reader(schedule), schedule))
        except DataAbsentError as error:
            report.skip(f"{name}: vols and put–call gaps", str(error))


def _rows(name: str, chain: Chain, schedule: DividendSchedule | None) -> list[Row]:
    screened = screen_quotes(chain)
    found = []

    def job() -> None:
        forwards = imply_forwards(chain, screened, accuracy="fast")
        found.append(implied_smiles(screen_against_forwards(screened, forwards), forwards))

    seconds = take_turns({"job": job}, rounds=1, seconds=1e-9).seconds("job")
    summary = put_call_summary(found[-1])
    what = f"{name}, {'no dividends' if schedule is None else 'its dividend'}"
    return [
        Row(
            job=f"{what}: usable quotes with a vol",
            measured=100.0 * summary["vol_share"], unit=f"% of {summary['n_usable']:,}",
        ),
        Row(
            job=f"{what}: put–call gap, median",
            measured=100.0 * summary["gap_abs_median"], unit="vol points",
            note=f"{summary['gap_spreads_median']:.2f} spreads, {summary['n_gaps']} strikes within"
            " one standard deviation",
        ),
        Row(
            job=f"{what}: forwards, borrow and three European-equivalent vols a quote",
            measured=seconds, unit="s",
        ),
    ]  # fmt: skip
