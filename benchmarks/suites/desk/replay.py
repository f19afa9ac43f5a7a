"""Recorded chains through the whole desk: surface, quotes, fills, hedges, explain, event log."""

from __future__ import annotations

import tempfile
from pathlib import Path
from time import perf_counter

import numpy as np

from axiom.desk import ChainRules, Fees, Protection, Session, SessionResult, SessionSettings
from axiom.market import Feed, RecordedFeed
from axiom.risk import Limits
from axiom.volatility import FilterSettings
from benchmarks.data import SPX_MONTH, recorded
from benchmarks.rows import Report, Row

JOB = "replays of recorded chains through the desk"
GOOG = "options/goog_minute_nbbo_2015-12-24.parquet"
GOOG_SPOT = "options/goog_spot_minute_quotes_2015-12-24.zip"
DAY, HALF_HOUR = 86400.0, 1800.0
MOST_SECONDS, LEAST_SPEED = 60.0, 50.0
LIMITS = Limits(vega=100_000.0, contracts=2_000.0)
FEES = Fees(per_contract=0.65, half_spread_bp=0.5)


def run(report: Report) -> None:
    """Replay the SPX days and the GOOG morning, each once, with the log on disk."""
    report.add(_spx(), _goog())


def _spx() -> Row:
    feed = RecordedFeed(recorded(SPX_MONTH))
    seconds, found = _replayed(feed, _settings(rhythm=DAY, fills=200))
    return Row(
        job="20 SPX days end to end", measured=seconds, unit="s",
        target=f"≤ {MOST_SECONDS:.0f} s", met=seconds <= MOST_SECONDS, note=_note(found),
    )  # fmt: skip


def _goog() -> Row:
    feed = RecordedFeed(
        recorded(GOOG),
        start="09:45",
        underlying="GOOG",
        spot_file=recorded(GOOG_SPOT),
        exercise="american",
    )
    seconds, found = _replayed(feed, _settings(rhythm=HALF_HOUR, fills=None))
    span = (found.events[-1].time - found.opened.time).total_seconds()
    speed = span / seconds
    return Row(
        job="the GOOG morning by minute, American options", measured=speed, unit="x real time",
        target=f"≥ {LEAST_SPEED:.0f} x real time", met=speed >= LEAST_SPEED, note=_note(found),
    )  # fmt: skip


def _settings(*, rhythm: float, fills: int | None) -> SessionSettings:
    protection = Protection(fills=fills, window_seconds=rhythm, cool_off_seconds=1.0)
    rules = ChainRules(
        vol_uncertainty=0.002,
        size=5.0,
        protection=protection,
        max_surface_age_seconds=3.0 * rhythm,
        max_spot_age_seconds=3.0 * rhythm,
    )
    return SessionSettings(
        rules=rules, limits=LIMITS, fees=FEES, filter=FilterSettings(rhythm_seconds=rhythm)
    )


def _replayed(feed: Feed, settings: SessionSettings) -> tuple[float, SessionResult]:
    """Give the wall time of a session, its log included, and what came of it."""
    with tempfile.TemporaryDirectory() as folder:
        begun = perf_counter()
        found = Session(feed, settings, log=Path(folder) / "session.log").run()
        return perf_counter() - begun, found


def _note(found: SessionResult) -> str:
    explain = found.explain
    terms = explain.drop("begin", "time", "total", "residual")
    shares = np.abs(explain["residual"].to_numpy()) / np.abs(terms.to_numpy()).sum(axis=1)
    return (
        f"{found.n_steps} updates, {found.opened.n_options:,} options, {found.fills.height:,} "
        f"fills, {found.hedges.height} hedges; median residual of the explain "
        f"{100.0 * np.median(shares):.2g} % of its terms"
    )
