"""A burst of a hundred quotes in one expiry of an SPX day: the time to a certified surface."""

from __future__ import annotations

import datetime as dt
from itertools import count

import polars as pl

from axiom.volatility import SplineSurface, SurfaceFilter, certify
from benchmarks.harness import take_turns
from benchmarks.rows import Report, Row
from benchmarks.volatility_days import Day, fit, out_of_the_money, spread_over, spx_days

JOB = "bursts of quotes in the SPX days"
BURST, MOST_MS, DAYS = 100, 1.0, 5
ABOUT = 30.0 / 365.0
TICK = 0.05
_MICROSECOND = dt.timedelta(microseconds=1)


def run(report: Report) -> None:
    """Send bursts whose quotes go up and down by a tick, each a microsecond after the last."""
    taken, refitted, free = [], [], []
    for day in spread_over(spx_days(), DAYS):
        milliseconds, share, is_free = _burst(day)
        taken.append(milliseconds)
        refitted.append(share)
        free.append(is_free)
    middle = sorted(taken)[len(taken) // 2]
    report.add(
        Row(
            job=f"update after {BURST} quotes in one expiry", measured=middle, unit="ms",
            target=f"≤ {MOST_MS:.0f} ms to a certified surface",
            met=middle <= MOST_MS and all(free),
            note=f"median of {len(taken)} days, {min(taken):.2f} to {max(taken):.2f} ms;"
            f" {100.0 * sum(refitted) / len(refitted):.0f} % of the bursts published a new slice,"
            f" the last surface of {sum(free)} days certified whole",
        )
    )  # fmt: skip


def _burst(day: Day) -> tuple[float, float, bool]:
    surface = fit(day, "spline")
    if not isinstance(surface, SplineSurface) or day.chain.spot is None:
        raise TypeError(f"the fit of {day.name} gave no spline, or the day has no spot")
    live = SurfaceFilter(surface, spot=day.chain.spot)
    quotes = _nearest(day, surface)
    moved = quotes.with_columns(pl.col("bid") + TICK, pl.col("ask") + TICK)
    ticks = count(1)
    published = []

    def update() -> None:
        n = next(ticks)
        time = day.chain.valuation_time + n * _MICROSECOND
        found = live.update(moved if n % 2 else quotes, time=time)
        published.append(bool(found.refitted))

    seconds = take_turns({"update": update}).seconds("update")
    verdict = certify(live.surface, day.options)
    return 1e3 * seconds, sum(published) / len(published), verdict.is_arbitrage_free


def _nearest(day: Day, surface: SplineSurface) -> pl.DataFrame:
    """Take the quotes around the forward of the expiry closest to a month."""
    years = min((one.years for one in surface.slices), key=lambda t: abs(t - ABOUT))
    own = out_of_the_money(day.quotes).filter(pl.col("years") == years)
    near = own.sort(pl.col("log_moneyness").abs()).head(BURST)
    return near.select("expiry", "strike", "is_call", "bid", "ask")
