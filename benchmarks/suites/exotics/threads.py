"""Two threads of a simulation against one."""

from __future__ import annotations

from types import ModuleType

from axiom.engines import value
from axiom.instruments import Barrier, European, Instrument
from axiom.market import Market
from axiom.models import BlackScholes, Heston, Model
from benchmarks.harness import Job, take_turns
from benchmarks.rows import Report, Row

MARKET = Market(spot=100.0, rate=0.03, dividend_yield=0.01)
HESTON = Heston(
    initial_variance=0.04, mean_reversion=1.5, long_variance=0.05, vol_of_vol=0.6, correlation=-0.7
)
DAILY = tuple((i + 1) / 252.0 for i in range(252))
JOBS = {
    "a European option under Heston": (European(strike=100.0, expiry=1.0), HESTON),
    "a barrier watched daily": (
        Barrier(
            strike=100.0, barrier=120.0, expiry=1.0, is_call=True, is_up=True, is_knock_in=False,
            monitoring=DAILY,
        ),
        BlackScholes(vol=0.2),
    ),
}  # fmt: skip
PATHS, LEAST = 1 << 17, 1.7


def run(report: Report, rivals: dict[str, ModuleType]) -> None:
    """Spend the same paths with one thread and with two."""
    del rivals
    for name, (contract, model) in JOBS.items():
        times = take_turns(
            {"one": _spend(contract, model, 1), "two": _spend(contract, model, 2)}, rounds=5
        )
        faster = times.ratio("one", "two")
        report.add(
            Row(
                job=f"two threads: {name}",
                measured=faster,
                unit="× the speed of one",
                target=f"≥ {LEAST} × in Monte Carlo",
                met=faster >= LEAST,
                note=f"{PATHS} paths",
            )
        )


def _spend(contract: Instrument, model: Model, threads: int) -> Job:
    return lambda: value(
        contract, model=model, market=MARKET, engine="montecarlo", threads=threads,
        max_paths=PATHS, tolerance=1e-12, greeks=False,
    )  # fmt: skip
