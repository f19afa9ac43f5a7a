"""Measure what nights, weekends, holidays and short sessions weigh in the S&P 500 of 2000-2019.

Run it with ``.venv/bin/python -m tools.clock_weights FILE``, FILE being realised measures with the
columns date, close_price and rv5 (``prices/spx_realized_measures_2000_2019.csv.gz`` of the recorded
data). It prints the weights of `axiom.market.DayWeights` with standard errors of the mean.

In that file a day between the last Sundays of March and October bears the date of the day before.
"""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import numpy as np
import polars as pl

from axiom.market.clock.calendars import trading_sessions

NEIGHBOURS = 63
EPOCH = dt.date(1970, 1, 1)


def read_days(file: Path) -> pl.DataFrame:
    """Read the file and give each row the date of its session."""
    table = pl.read_csv(file, try_parse_dates=True).sort("date")
    dates = [_moved(day) for day in table["date"]]
    return table.select("close_price", "rv5").with_columns(
        pl.Series("day", [(day - EPOCH).days for day in dates])
    )


def _moved(day: dt.date) -> dt.date:
    summer = _last_sunday(day.year, 3) <= day < _last_sunday(day.year, 10)
    return day + dt.timedelta(days=1) if summer else day


def _last_sunday(year: int, month: int) -> dt.date:
    last = dt.date(year, month, 31)
    return last - dt.timedelta(days=(last.weekday() + 1) % 7)


def local_mean(values: np.ndarray) -> np.ndarray:
    """Average each value's neighbours on both sides, the value itself left out."""
    window = np.ones(2 * NEIGHBOURS + 1)
    window[NEIGHBOURS] = 0.0
    counts = np.convolve(np.ones_like(values), window, "same")
    return np.convolve(values, window, "same") / counts


def shown(name: str, samples: np.ndarray, base: float = 0.0, days: float = 1.0) -> str:
    """Write a mean less a base, a day, with its standard error."""
    mean, error = samples.mean() - base, samples.std() / np.sqrt(samples.size)
    return f"{name:<40} {mean / days:7.3f} ± {error / days:.3f}   ({samples.size} of them)"


def report(table: pl.DataFrame) -> list[str]:
    """Measure every weight and give one line for each."""
    day, rv = table["day"].to_numpy(), table["rv5"].to_numpy()
    squared = np.diff(np.log(table["close_price"].to_numpy())) ** 2
    known = trading_sessions("XNYS", dt.date(2000, 1, 1), dt.date(2019, 12, 31))
    strange = int(np.sum(~np.isin(day, known.days)))
    years = (day[1:] / 365.25).astype(int)
    shares = [1 - rv[1:][years == y].sum() / squared[years == y].sum() for y in np.unique(years)]
    ratio, gap = squared / local_mean(squared), np.diff(day)
    ratio /= ratio[gap == 1].mean()
    weekend = (gap == 3) & ((day[:-1] + 3) % 7 == 4)
    short, session = np.isin(day, known.days[known.is_short]), rv / local_mean(rv)
    geometric = np.exp(np.log(session[short]).mean() - np.log(session[~short]).mean())
    return [
        f"{day.size} days, {strange} of them no session of XNYS",
        shown("overnight: 1 - session / close to close", np.array(shares)),
        shown("weekend, a day", ratio[weekend], 1.0, 2.0),
        shown("holiday between two sessions", ratio[gap == 2], 1.0),
        shown("long weekend, a day", ratio[gap == 4], 1.0, 3.0),
        shown("early close", session[short] / session[~short].mean()),
        f"{'early close, ratio of geometric means':<40} {geometric:7.3f}",
    ]


def main(arguments: list[str]) -> None:
    """Print the measured weights."""
    sys.stdout.writelines(f"{line}\n" for line in report(read_days(Path(arguments[0]))))


if __name__ == "__main__":
    main(sys.argv[1:])
