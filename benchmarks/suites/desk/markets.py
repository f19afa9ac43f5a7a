"""Simulated markets: decisions a second of thousands of makers, with exact arrivals between."""

from __future__ import annotations

import time

import gymnasium
import numpy as np

from axiom.desk import (
    AdverseSelection,
    BachelierMid,
    ExponentialIntensity,
    Floored,
    GueantLehalleFernandezTapia,
    HawkesArrivals,
    Latency,
    MakerMarket,
    PoissonArrivals,
    PolicyTable,
    QueuePosition,
    QuotingModel,
    certainty_equivalent,
    simulate_market_making,
    tabulate,
)
from axiom.desk.markets.environments import register
from benchmarks.rows import Report, Row

JOB = "steps of simulated market making"
EPISODES, STEPS, LIMIT, HORIZON = 20_000, 200, 10, 1.0
LEAST_MILLIONS = 5.0
REPEATS = 3
GAMMA = 0.1
FILLS = ExponentialIntensity(scale=140.0, decay=1.5)
MID = BachelierMid(start=100.0, vol=2.0)
HAWKES = HawkesArrivals(intensity=FILLS, self_excitation=30.0, cross_excitation=10.0, decay=80.0)
PLAIN = MakerMarket(mid=MID, arrivals=PoissonArrivals(intensity=FILLS), inventory_limit=LIMIT)
MARKETS = {
    "Hawkes orders, jumps after fills": MakerMarket(
        mid=MID, arrivals=HAWKES, inventory_limit=LIMIT,
        adverse_selection=AdverseSelection(probability=0.2, size=0.5),
    ),
    "posted with latency, in a queue": MakerMarket(
        mid=MID, arrivals=PoissonArrivals(intensity=FILLS), inventory_limit=LIMIT, tick=0.1,
        latency=Latency(delay=0.002), queue=QueuePosition(ahead=2.0),
    ),
}  # fmt: skip
ENVIRONMENTS = {"MarketMaking-v0": 4096, "OptionMarketMaking-v0": 1024}


def run(report: Report) -> None:
    """Time the optimal policy in the market of the theory, and in others; check its worth."""
    table, exact = _policy()
    for threads in (1, 2):
        millions = _millions(PLAIN, table, threads)
        report.add(
            Row(
                job=f"{JOB}, one asset, {threads} thread{'s' * (threads > 1)}",
                measured=millions, unit="M steps/s",
                target=f"≥ {LEAST_MILLIONS:.0f} M steps/s on two cores" if threads == 2 else None,
                met=millions >= LEAST_MILLIONS if threads == 2 else None,
                note=f"{EPISODES} episodes of {STEPS} decisions, 280 orders each in the mean",
            )
        )  # fmt: skip
    for name, market in MARKETS.items():
        report.add(
            Row(job=f"{JOB}, {name}", measured=_millions(market, table, 2), unit="M steps/s")
        )
    _worth(report, table, exact)
    register()
    for name, count in ENVIRONMENTS.items():
        report.add(_environment(name, count))


def _policy() -> tuple[PolicyTable, float]:
    model = QuotingModel(vol=MID.vol, bid_fills=FILLS)
    best = GueantLehalleFernandezTapia(model=model, risk_aversion=GAMMA, limit=LIMIT)
    table = tabulate(Floored(policy=best), horizon=HORIZON, n_steps=STEPS, limit=LIMIT)
    exact = certainty_equivalent(
        table, model=model, risk_aversion=GAMMA, horizon=HORIZON, limit=LIMIT
    )
    return table, exact.value


def _millions(market: MakerMarket, table: PolicyTable, threads: int) -> float:
    """Millions of decisions a second, the best of a few runs."""
    best = 0.0
    for seed in range(REPEATS):
        start = time.perf_counter()
        simulate_market_making(
            table, market, episodes=EPISODES, horizon=HORIZON, seed=seed, threads=threads
        )
        best = max(best, EPISODES * STEPS / (time.perf_counter() - start) / 1e6)
    return best


def _worth(report: Report, table: PolicyTable, exact: float) -> None:
    found = simulate_market_making(
        table, PLAIN, episodes=10 * EPISODES, horizon=HORIZON, seed=0, threads=2
    )
    value, error = found.certainty_equivalent(GAMMA)
    report.add(
        Row(
            job="simulated certainty equivalent of the optimal policy",
            measured=value, unit="", target=f"{exact:.3f} exactly, within three standard errors",
            met=abs(value - exact) <= 3.0 * error,
            note=f"standard error {error:.3f}, {10 * EPISODES} episodes", digits=3,
        )
    )  # fmt: skip


def _environment(name: str, count: int) -> Row:
    vector = gymnasium.make_vec(name, num_envs=count, vectorization_mode="vector_entry_point")
    vector.reset(seed=0)
    actions = np.full(vector.action_space.shape, 0.2, dtype=np.float32)
    start, steps = time.perf_counter(), 50
    for _ in range(steps):
        vector.step(actions)
    thousands = count * steps / (time.perf_counter() - start) / 1e3
    vector.close()
    return Row(job=f"{name}, {count} side by side", measured=thousands, unit="thousand steps/s")
