"""Any contract in any market has a finite price with an error and Greeks, none below its floor.

The spot wanders far from where the contracts were made for, so that barriers have been hit, strikes
are far away and averages are settled; vols, rates and yields reach their limits.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import axiom
from axiom.engines import Request, Valuation
from axiom.instruments import (
    Cliquet,
    Instrument,
    ReverseCliquet,
    VarianceSwap,
    VolatilitySwap,
)
from axiom.market import Market
from axiom.models import BlackScholes, Heston
from tests.contracts.one_asset import ONE_ASSET
from tests.contracts.valued import valued, ways

MAY_BE_NEGATIVE = (Cliquet, ReverseCliquet, VarianceSwap, VolatilitySwap)
QUICK = Request(tolerance=1e-3, max_paths=1 << 10)
UNSHRUNK = (Phase.explicit, Phase.generate)
GREEKS = ("delta", "gamma", "vega", "theta", "rho")
KINDS = sorted(ONE_ASSET, key=lambda kind: kind.__name__)
CONTRACTS = st.builds(
    lambda kind, seed: ONE_ASSET[kind](np.random.default_rng(seed)),
    st.sampled_from(KINDS), st.integers(0, 10_000),
)  # fmt: skip
MARKETS = st.builds(
    Market,
    spot=st.floats(40.0, 250.0), rate=st.floats(-0.05, 0.2), dividend_yield=st.floats(0.0, 0.15),
)  # fmt: skip
VOLS = st.one_of(st.sampled_from([0.0, 1e-4, 3.0]), st.floats(0.01, 1.5))
HESTONS = st.builds(
    Heston,
    initial_variance=st.floats(0.0, 0.5), mean_reversion=st.floats(0.0, 6.0),
    long_variance=st.floats(0.0, 0.5), vol_of_vol=st.floats(0.0, 2.0),
    correlation=st.floats(-1.0, 1.0),
)  # fmt: skip


def _check(contract: Instrument, found: Valuation) -> None:
    assert np.isfinite(found.price)
    assert np.isfinite(found.error)
    assert found.error >= 0.0
    assert found.greeks is not None
    for name in GREEKS:
        assert np.isfinite(getattr(found.greeks, name)), (name, found)
    if not isinstance(contract, MAY_BE_NEGATIVE):
        allowed = 4.0 if found.error_kind == "standard error" else 1.0
        assert found.price >= -allowed * found.error, found


@settings(max_examples=100, phases=UNSHRUNK)
@given(contract=CONTRACTS, market=MARKETS, vol=VOLS)
def test_black_scholes_by_every_engine(contract, market, vol):
    model = BlackScholes(vol=vol)
    for method in ways(contract, model, market):
        _check(contract, valued(method, contract, model, market, QUICK))


@settings(max_examples=15, phases=UNSHRUNK)
@given(contract=CONTRACTS, market=MARKETS, model=HESTONS)
def test_heston_by_every_engine(contract, market, model):
    for method in ways(contract, model, market):
        if method.engine != "pde":
            _check(contract, valued(method, contract, model, market, QUICK))


@settings(max_examples=60)
@given(contract=CONTRACTS, market=MARKETS, vol=st.floats(0.05, 0.8), factor=st.floats(0.2, 5.0))
def test_prices_scale_with_spot_and_strikes(contract, market, vol, factor):
    model = BlackScholes(vol=vol)
    able = [m for m in ways(contract, model, market) if m.engine == "analytic"]
    scaled = _scaled(contract, factor)
    there = market.with_spot(factor * market.spots[0])
    for method in able:
        one = valued(method, contract, model, market, QUICK)
        other = valued(method, scaled, model, there, QUICK)
        grown = factor if _is_in_money(contract) else 1.0
        allowed = grown * one.error + other.error
        assert other.price == pytest.approx(grown * one.price, rel=1e-9, abs=max(allowed, 1e-9))


AMOUNTS = (
    "barrier", "call_strike", "extreme", "lower", "past_fixings", "previous_fixing", "put_strike",
    "rebate", "running_average", "strike", "underlying", "upper",
)  # fmt: skip
OF_NOTES = ("CashOrNothing", "OneTouch", "NoTouch", "DoubleNoTouch", "Cliquet", "ReverseCliquet",
            "RangeAccrual", "VarianceSwap", "VolatilitySwap")  # fmt: skip


def _is_in_money(contract: Instrument) -> bool:
    return type(contract).__name__ not in OF_NOTES


def _scaled(contract: Instrument, factor: float) -> Instrument:
    """Return a contract with every price in it multiplied; numbers and vols stay."""
    changes = {}
    for name in AMOUNTS:
        amount = getattr(contract, name, None)
        is_count = isinstance(amount, int)
        if amount is None or is_count or isinstance(contract, VarianceSwap | VolatilitySwap):
            continue
        if isinstance(amount, Instrument):
            changes[name] = _scaled(amount, factor)
        elif isinstance(amount, tuple):
            changes[name] = tuple(factor * each for each in amount)
        else:
            changes[name] = factor * amount
    return replace(contract, **changes)


@settings(max_examples=40)
@given(
    kind=st.sampled_from(KINDS), seeds=st.lists(st.integers(0, 500), min_size=2, max_size=4),
    market=MARKETS, vol=st.floats(0.05, 0.8),
)  # fmt: skip
def test_a_batch_is_what_its_contracts_are_alone(kind, seeds, market, vol):
    model = BlackScholes(vol=vol)
    batch = [ONE_ASSET[kind](np.random.default_rng(seed)) for seed in seeds]
    batch = [one for one in batch if any(m.engine == "analytic" for m in ways(one, model, market))]
    together = axiom.value(batch, model=model, market=market, engine="analytic") if batch else []
    for one, found in zip(batch, together, strict=True):
        alone = axiom.value(one, model=model, market=market, engine="analytic")
        assert found.price == pytest.approx(alone.price, rel=1e-13, abs=found.error + 1e-13)
