"""One tick of the spot on a whole SPX chain: every value and Greek, the book, limits, quotes."""

from __future__ import annotations

import datetime as dt
import gc
import math
from time import perf_counter, thread_time

import numpy as np

from axiom.desk import ChainQuoter, ChainRules, InventorySkew, PriceGrid, Protection
from axiom.market import Chain, iter_chains
from axiom.risk import Limits
from axiom.volatility import SurfaceFilter
from axiom.volatility.live import follow_chain
from benchmarks.data import SPX_DAY, recorded
from benchmarks.rows import Report, Row

JOB = "a spot tick on the SPX chain"
POSITIONS, TICKS, WARM_UP, SURFACES = 500, 2_000, 100, 50
MOST_MS, MOST_LATE_MS = 1.0, 3.0
GRID = PriceGrid(ticks=(0.05, 0.10), starts=(0.0, 3.0))
RULES = ChainRules(
    minimum_edge=0.05,
    market_share=0.5,
    skew=InventorySkew(risk_aversion=1e-9, spot_vol_correlation=-0.6),
    protection=Protection(window_seconds=1.0, fills=20),
)
LIMITS = Limits(
    delta=1e9, gamma=1e8, vega=1e7, vega_by_expiry=1e7, theta=1e7, vanna=1e9, volga=1e8, rho=1e7,
    notional=1e11, net_notional=1e11, contracts=1e5, position=1e3, loss=1e9, drawdown=1e9,
)  # fmt: skip
DYNAMICS = ("sticky_strike", "sticky_moneyness", 1.5)


def run(report: Report) -> None:
    """Send random ticks to a desk with a book and every limit set, by each dynamics."""
    chain = next(iter_chains(recorded(SPX_DAY)))
    live = follow_chain(chain)
    for dynamics in DYNAMICS:
        report.add(*_ticks(chain, live, dynamics))
    report.add(*_other_events(chain, live))


def desk(chain: Chain, live: SurfaceFilter, dynamics: str | float = "sticky_strike") -> ChainQuoter:
    """A desk with a random book on the day's chain, beside the market's own quotes."""
    rng, size = np.random.default_rng(0), chain.quotes.height
    alive = np.flatnonzero((chain.quotes["expiry"] > chain.valuation_time).to_numpy())
    positions = np.zeros(size)
    held = rng.choice(alive, POSITIONS, replace=False)
    positions[held] = rng.choice([-1, 1], POSITIONS) * rng.integers(1, 50, POSITIONS)
    made = ChainQuoter(
        live.surface,
        listing=chain.quotes,
        spot=live.spot,
        rules=RULES,
        limits=LIMITS,
        tick=GRID,
        positions=positions,
        dynamics=dynamics,
    )
    bid, ask = (chain.quotes[side].fill_null(math.nan).to_numpy() for side in ("bid", "ask"))
    made.on_market(bid=bid, ask=ask, time=chain.valuation_time)
    return made


def _ticks(chain: Chain, live: SurfaceFilter, dynamics: str | float) -> tuple[Row, ...]:
    made, rng = desk(chain, live, dynamics), np.random.default_rng(1)
    spot, time, took, worked, quoted = live.spot, chain.valuation_time, [], [], []
    for _ in range(WARM_UP + TICKS):
        spot *= math.exp(1e-4 * rng.standard_normal())
        time += dt.timedelta(milliseconds=100)
        begun, own = perf_counter(), thread_time()
        board = made.on_spot(spot, time=time)
        took.append(1e3 * (perf_counter() - begun))
        worked.append(1e3 * (thread_time() - own))
        quoted.append(board.n_quotes)
    milliseconds = np.array(took[WARM_UP:])
    median, late = np.quantile(milliseconds, [0.5, 0.99])
    middle, slow = np.quantile(worked[WARM_UP:], [0.5, 0.99])
    size = chain.quotes.height
    name = dynamics if isinstance(dynamics, str) else f"skew stickiness {dynamics}"
    is_row = dynamics == "sticky_strike"
    note = (
        f"{size:,} options, {POSITIONS} positions, every limit set, {min(quoted):,} or more quotes "
        f"a board; {TICKS:,} ticks, fastest {milliseconds.min():.3f} ms"
    )
    return (
        Row(
            job=f"spot tick, {name}: median", measured=float(median), unit="ms",
            target=f"≤ {MOST_MS:.0f} ms" if is_row else None,
            met=bool(median <= MOST_MS) if is_row else None, note=note,
        ),
        Row(
            job=f"spot tick, {name}: 99th percentile", measured=float(late), unit="ms",
            target=f"≤ {MOST_LATE_MS:.0f} ms" if is_row else None,
            met=bool(late <= MOST_LATE_MS) if is_row else None,
            note=f"of the thread itself: median {middle:.3f} ms, 99th percentile {slow:.3f} ms",
        ),
    )  # fmt: skip


def _other_events(chain: Chain, live: SurfaceFilter) -> tuple[Row, ...]:
    """Time a new surface, a fill and new market quotes."""
    made, time = desk(chain, live), chain.valuation_time
    rows = np.flatnonzero(made.board.bid_size > 0.0)
    events = {
        "new surface": lambda i: made.on_surface(live.surface, spot=live.spot, time=time),
        "fill": lambda i: made.on_fill(int(rows[i]), (-1.0) ** i, 1.0, time=_later(time, i)),
        "market quotes of 100 options": lambda i: made.on_market(
            rows=rows[100 * i : 100 * i + 100],
            bid=made.board.bid[rows[100 * i : 100 * i + 100]],
            ask=made.board.bid[rows[100 * i : 100 * i + 100]] + 1.0,
            time=time,
        ),
    }
    found = []
    for name, event in events.items():
        took = []
        for i in range(SURFACES):
            begun = perf_counter()
            event(i)
            took.append(1e3 * (perf_counter() - begun))
        gc.collect()
        found.append(
            Row(job=f"{name} to quotes", measured=float(np.median(took)), unit="ms",
                note=f"median of {SURFACES}; 99th percentile {np.quantile(took, 0.99):.2f} ms")
        )  # fmt: skip
    return tuple(found)


def _later(time: dt.datetime, seconds: int) -> dt.datetime:
    return time + dt.timedelta(seconds=seconds)
