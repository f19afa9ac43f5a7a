"""Recorded feeds through `SurfaceFilter`: how long updates take, and in which states it is.

    python -m benchmarks.filter_replay [--american]

First a burst of 100 quotes in one expiry of an SPX day, again and again at the prices of small spot
moves: the time from arrays to a surface that is proved free of arbitrage. Then the recorded GOOG
morning minute by minute (as European options; with --american by American vols too) and Deribit
hour by hour: one row a replay, with the share of updates in each state and that every surface was
proved. The GOOG file has a quote only where it changed: by the default rhythm of five minutes one
that has stood for an hour is stale, by half an hour it is not. Times are wall times of
`SurfaceFilter.update`, Python included, on one thread.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from time import perf_counter

import numpy as np
import polars as pl

from axiom.kernels.spline_certificate import find_spline_arbitrage
from axiom.market import Chain, chain_updates, iter_chains, read_chain
from axiom.volatility import FilterSettings, FilterState, SplineSurface
from axiom.volatility.live import follow_chain
from benchmarks.data import SPX_DAY, DataAbsentError, recorded

GOOG = "options/goog_minute_nbbo_2015-12-24.parquet"
GOOG_SPOT = "options/goog_spot_minute_quotes_2015-12-24.zip"
DERIBIT = "options/deribit_btc_hourly_2026-01-23_24.csv.gz"
OPENING, LAST = 9 * 60 + 45, 12 * 60 + 59
BURST = 100
REPEATS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """One replay: milliseconds and quotes an update, states, and surfaces that were not proved."""

    milliseconds: np.ndarray
    quotes: np.ndarray
    refits: np.ndarray
    states: Counter[FilterState]
    unproved: int


def bursts() -> tuple[np.ndarray, int]:
    """Time bursts in each expiry in turn; milliseconds, and surfaces that were not proved."""
    chain = next(iter_chains(recorded(SPX_DAY)))
    live = follow_chain(chain)
    rng, took, unproved = np.random.default_rng(0), [], 0
    expiries = [one.expiry for one in live.surface.slices if one.n_quotes >= BURST // 2]
    names = ("strike", "is_call", "bid", "ask")
    for i in range(REPEATS):
        expiry = expiries[i % len(expiries)]
        rows = chain.quotes.filter(pl.col("expiry") == expiry).drop_nulls(["bid", "ask"])
        chosen = rows[np.sort(rng.choice(rows.height, min(BURST, rows.height), replace=False))]
        burst = {name: chosen[name].to_numpy() for name in names} | {"expiry": expiry}
        factor = 1.0 + 1e-3 * rng.standard_normal()
        burst |= {side: burst[side] * factor for side in ("bid", "ask")}
        time = chain.valuation_time + dt.timedelta(milliseconds=i + 1)
        begun = perf_counter()
        live.update(burst, time=time)
        took.append(1e3 * (perf_counter() - begun))
        unproved += not is_proved(live.surface)
    return np.array(took), unproved


def is_proved(surface: SplineSurface) -> bool:
    """Whether the whole surface is proved free of arbitrage."""
    found = find_spline_arbitrage(
        knots=[one.knots for one in surface.slices],
        total_variance=[one.total_variance for one in surface.slices],
        second=[one.second for one in surface.slices],
        growing=True,
    )
    return found is None


def goog(exercise: str, step: int) -> Iterator[Chain]:
    """The GOOG morning, a chain every so many minutes."""
    for minute in range(OPENING, LAST + 1, step):
        yield read_chain(
            recorded(GOOG),
            time=f"{minute // 60:02d}:{minute % 60:02d}",
            spot_file=recorded(GOOG_SPOT),
            exercise=exercise,
            underlying="GOOG",
        )


def replayed(chains: Iterator[Chain], settings: FilterSettings | None = None) -> Replayed:
    """Feed chains to a filter that starts from the first of them."""
    first = next(chains)
    live = follow_chain(first, settings=settings)
    rows, states, unproved = [], Counter[FilterState](), 0
    for change in chain_updates(first, chains):
        begun = perf_counter()
        update = live.update(change.quotes, time=change.time, spot=change.spot)
        took = 1e3 * (perf_counter() - begun)
        rows.append((took, update.n_quotes, len(update.refitted)))
        states[live.state] += 1
        unproved += not is_proved(live.surface)
    columns = (np.array(column) for column in zip(*rows, strict=True))
    took, quotes, refits = columns
    return Replayed(
        milliseconds=took, quotes=quotes, refits=refits, states=states, unproved=unproved
    )


def row(name: str, found: Replayed) -> str:
    """One line of the table."""
    took = found.milliseconds
    share = {state: n / took.size for state, n in sorted(found.states.items())}
    states = ", ".join(f"{state.name} {100 * part:.0f} %" for state, part in share.items())
    return (
        f"{name:22} {took.size:5} {np.median(found.quotes):8.0f} {np.median(found.refits):6.0f} "
        f"{np.median(took):8.2f} {np.quantile(took, 0.95):8.2f} {took.max():8.2f}  "
        f"{np.median(took / np.maximum(found.refits, 1)):8.2f}  {found.unproved:8}  {states}"
    )


def main(arguments: list[str]) -> int:
    """Print the tables; 2 where the recorded files are absent."""
    try:
        took, unproved = bursts()
        low, mid, high = np.quantile(took, [0.1, 0.5, 0.95])
        print(
            f"burst of {BURST} quotes in one expiry of SPX to a proved surface, ms: "
            f"10 % {low:.2f}, median {mid:.2f}, 95 % {high:.2f}; "
            f"{unproved} of {took.size} surfaces not proved"
        )
        print(
            f"{'replay':22} {'steps':>5} {'quotes':>8} {'refits':>6} {'median':>8} {'95 %':>8} "
            f"{'most':>8}  {'a refit':>8}  {'unproved':>8}  states (times in ms)"
        )
        standing = FilterSettings(rhythm_seconds=1800.0)
        print(row("GOOG by minute", replayed(goog("european", 1))))
        print(row("GOOG, rhythm 30 min", replayed(goog("european", 2), standing)))
        hourly = FilterSettings(rhythm_seconds=3600.0)
        print(row("Deribit by hour", replayed(iter_chains(recorded(DERIBIT)), hourly)))
        if "--american" in arguments:
            print(row("GOOG, American vols", replayed(islice(goog("american", 5), 7))))
    except DataAbsentError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
