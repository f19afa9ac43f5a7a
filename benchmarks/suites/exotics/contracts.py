"""One usual contract of every kind under Black-Scholes at its default tolerance."""

from __future__ import annotations

from types import ModuleType

from axiom.engines import Valuation, value
from axiom.instruments import Instrument
from benchmarks.exotic_arrays import ARRAYS, SIZE
from benchmarks.exotic_contracts import CLOSED, CONTRACTS, market_of, model_of
from benchmarks.harness import Job, take_turns
from benchmarks.rows import Report, Row

MOST_MS, MOST_US, BATCH = 2.0, 2.0, 256


def run(report: Report, rivals: dict[str, ModuleType]) -> None:
    """Value each by itself, with Greeks; those with a closed form in batches as well."""
    del rivals
    for name, contract in CONTRACTS.items():
        report.add(_alone(name, contract))
    for name, job in ARRAYS.items():
        report.add(_in_a_batch(name, job))
    for name in CLOSED:
        report.add(_through_value(name, CONTRACTS[name]))


def _alone(name: str, contract: Instrument) -> Row:
    model, market = model_of(contract), market_of(contract)
    found = value(contract, model=model, market=market)

    def priced() -> Valuation:
        return value(contract, model=model, market=market, greeks=False)

    times = take_turns(
        {"all": lambda: value(contract, model=model, market=market), "price": priced}, rounds=5
    )
    milliseconds = 1e3 * times.seconds("all")
    return Row(
        job=f"one contract: {name}",
        measured=milliseconds,
        unit="ms",
        target=f"≤ {MOST_MS:.0f} ms at the default tolerance",
        met=milliseconds <= MOST_MS and found.met,
        error=found.error / contract.size(market.spots),
        note=f"{found.engine} ({found.method}), with all Greeks; price alone "
        f"{1e3 * times.seconds('price'):.3g} ms; error: {found.error_kind} over the size",
    )


def _in_a_batch(name: str, job: Job) -> Row:
    micro = 1e6 * take_turns({"own": job}, rounds=5).seconds("own") / SIZE
    return Row(
        job=f"a batch of {SIZE:,}: {name}",
        measured=micro,
        unit="µs",
        target=f"≤ {MOST_US:.0f} µs a contract with a closed form",
        met=micro <= MOST_US,
        note="array function, random contracts, with Greeks, one thread",
    )


def _through_value(name: str, contract: Instrument) -> Row:
    model, market = model_of(contract), market_of(contract)
    many = [contract] * BATCH
    times = take_turns(
        {
            "all": lambda: value(many, model=model, market=market),
            "price": lambda: value(many, model=model, market=market, greeks=False),
        },
        rounds=5,
    )
    return Row(
        job=f"axiom.value, {BATCH} objects: {name}",
        measured=1e6 * times.seconds("price") / BATCH,
        unit="µs",
        note=f"prices alone; with Greeks {1e6 * times.seconds('all') / BATCH:.3g} µs",
    )
