"""Forward starts, cliquets, accruals, quantos, swaps and American options by `axiom.value`."""

import math

import mpmath as mp
import numpy as np
import pytest

import axiom
from axiom.core.errors import InvalidArgumentError
from axiom.instruments import (
    American,
    CashOrNothing,
    Cliquet,
    European,
    ForwardStart,
    Quanto,
    RangeAccrual,
    VarianceSwap,
    VolatilitySwap,
)
from axiom.market import Market, ZeroCurve
from axiom.models import BlackScholes, QuantoBlackScholes, VolTermStructure
from tests.unit.engines.analytic.bumps import check_greeks, price

MARKET = Market(spot=100.0, rate=0.04, dividend_yield=0.015)
MODEL = BlackScholes(vol=0.25)
CURVED = Market(
    spot=100.0,
    rate=ZeroCurve(times=(0.25, 1.0), rates=(0.02, 0.04)),
    dividend_yield=ZeroCurve(times=(0.5, 1.0), rates=(0.0, 0.02)),
)
SLOPED = BlackScholes(vol=VolTermStructure(times=(0.25, 1.0), vols=(0.3, 0.2)))
RESETS = (0.2, 0.5, 0.9)
CLIPPED = {"resets": RESETS, "local_floor": -0.03, "local_cap": 0.05, "notional": 1000.0}
FIXINGS = (0.1, 0.3, 0.6)

CONTRACTS = {
    "forward start": ForwardStart(start=0.3, moneyness=1.05, expiry=0.8),
    "forward start put": ForwardStart(start=0.3, moneyness=0.9, expiry=0.8, is_call=False),
    "struck now": ForwardStart(start=0.0, moneyness=1.05, expiry=0.8),
    "cliquet": Cliquet(**CLIPPED),
    "running cliquet": Cliquet(**CLIPPED, previous_fixing=97.0, past_return=0.02),
    "unclipped cliquet": Cliquet(resets=RESETS, notional=1000.0),
    "range accrual": RangeAccrual(lower=95.0, upper=110.0, fixings=FIXINGS, expiry=0.7),
    "running range accrual": RangeAccrual(
        lower=95.0, upper=110.0, fixings=FIXINGS, expiry=0.7, past_inside=2, past_fixings=3
    ),
    "variance": VarianceSwap(strike=0.2, expiry=0.6, notional=1e4),
    "running variance": VarianceSwap(
        strike=0.2, expiry=0.6, notional=1e4, accrued_variance=0.01, elapsed=0.2
    ),
    "variance of fixings": VarianceSwap(strike=0.2, expiry=0.6, fixings=FIXINGS, notional=1e4),
    "running variance of fixings": VarianceSwap(
        strike=0.2,
        expiry=0.6,
        fixings=FIXINGS,
        notional=1e4,
        accrued_variance=0.01,
        elapsed=0.2,
        previous_fixing=98.0,
    ),
    "volatility": VolatilitySwap(strike=0.2, expiry=0.6, notional=1e4),
    "volatility of fixings": VolatilitySwap(strike=0.2, expiry=0.6, fixings=FIXINGS, notional=1e4),
    "running volatility of fixings": VolatilitySwap(
        strike=0.2,
        expiry=0.6,
        fixings=FIXINGS,
        notional=1e4,
        accrued_variance=0.01,
        elapsed=0.2,
        previous_fixing=98.0,
    ),
}


@pytest.mark.parametrize("name", CONTRACTS)
def test_greeks_are_the_slopes_of_the_price(name):
    check_greeks(CONTRACTS[name], MODEL, MARKET)


@pytest.mark.parametrize("name", CONTRACTS)
def test_term_structures_give_the_greeks_of_bumps(name):
    check_greeks(CONTRACTS[name], SLOPED, CURVED)


@pytest.mark.parametrize("name", CONTRACTS)
def test_batches_are_their_contracts_one_by_one(name):
    contracts = [CONTRACTS[name], CONTRACTS[name]]
    found = axiom.value(contracts, model=SLOPED, market=CURVED, engine="analytic")
    alone = axiom.value(CONTRACTS[name], model=SLOPED, market=CURVED, engine="analytic")
    assert found == [alone, alone]
    assert alone.met
    assert 0.0 < alone.error < 1e-8


def test_a_forward_start_that_starts_now_is_a_european_option():
    option = European(strike=105.0, expiry=0.8)
    for model, market in ((MODEL, MARKET), (SLOPED, CURVED)):
        now = price(CONTRACTS["struck now"], model, market)
        assert now == pytest.approx(price(option, model, market), rel=1e-13)


def test_unclipped_returns_are_forwards():
    """E[S_i / S_(i-1) - 1] is the growth of the forward less 1."""
    growth = CURVED.growth(np.array([0.0, *RESETS]))
    expected = 1000.0 * CURVED.discount(0.9) * np.sum(growth[1:] / growth[:-1] - 1.0)
    assert price(CONTRACTS["unclipped cliquet"], SLOPED, CURVED) == pytest.approx(
        expected, rel=1e-12
    )


def test_a_range_is_the_difference_of_two_digitals():
    single = RangeAccrual(lower=95.0, upper=110.0, fixings=(0.7,), expiry=0.7)
    calls = [
        price(CashOrNothing(strike=k, expiry=0.7, is_call=True), SLOPED, CURVED)
        for k in (95.0, 110.0)
    ]
    assert price(single, SLOPED, CURVED) == pytest.approx(calls[0] - calls[1], rel=1e-13)


def test_fixings_that_are_over_are_certain():
    over = RangeAccrual(
        lower=95.0, upper=110.0, fixings=(), expiry=0.5, past_inside=3, past_fixings=4
    )
    assert price(over, MODEL, MARKET) == pytest.approx(0.75 * math.exp(-0.02), rel=1e-14)


def test_the_continuous_variance_is_that_of_the_model():
    expected = math.exp(-0.04 * 0.6) * 1e4 * (0.0625 - 0.04)
    assert price(CONTRACTS["variance"], MODEL, MARKET) == pytest.approx(expected, rel=1e-13)
    expected = math.exp(-0.04 * 0.6) * 1e4 * (0.25 - 0.2)
    assert price(CONTRACTS["volatility"], MODEL, MARKET) == pytest.approx(expected, rel=1e-13)


def test_the_vol_of_equal_periods_is_the_mean_of_a_chi_variable():
    """E sqrt of a noncentral chi-square: Johnson, Kotz, Balakrishnan (1995), vol. 2, ch. 29."""
    fixings, step, vol = tuple(np.arange(1, 13) / 12.0), 1.0 / 12.0, 0.25
    swap = VolatilitySwap(strike=0.0, expiry=1.0, fixings=fixings)
    mean = (0.04 - 0.015 - 0.5 * vol**2) * step
    shift = 12 * mean**2 / (vol**2 * step)
    chi = mp.sqrt(2) * mp.gamma(6.5) / mp.gamma(6) * mp.hyp1f1(-0.5, 6, -mp.mpf(shift) / 2)
    expected = math.exp(-0.04) * vol * math.sqrt(step) * float(chi)
    assert price(swap, MODEL, MARKET) == pytest.approx(expected, rel=1e-13)


@pytest.mark.parametrize("spread", [1e-8, 1e-3, 1.0])
def test_the_vol_of_a_single_return_is_a_folded_normal(spread):
    """E|X| of a normal X in closed form, from nearly certain to widely spread."""
    vol = 0.25 * spread
    swap = VolatilitySwap(strike=0.0, expiry=1.0, fixings=(1.0,), previous_fixing=90.0)
    mean = math.log(100.0 / 90.0) + 0.025 - 0.5 * vol**2
    z = mean / vol
    folded = vol * math.sqrt(2.0 / math.pi) * math.exp(-0.5 * z * z) + mean * math.erf(
        z / math.sqrt(2.0)
    )
    found = price(swap, BlackScholes(vol=vol), MARKET)
    assert found == pytest.approx(math.exp(-0.04) * folded, rel=1e-13)


def test_without_vol_and_carry_nothing_is_realised():
    flat = Market(spot=100.0)
    swap = VolatilitySwap(strike=0.0, expiry=1.0, fixings=(0.5, 1.0))
    assert price(swap, BlackScholes(vol=0.0), flat) == 0.0


FOREIGN = Market(spot=100.0, rate=0.08, dividend_yield=0.04, foreign_rate=0.05)
QUANTO = QuantoBlackScholes(vol=0.2, fx_vol=0.1, correlation=0.3)


@pytest.mark.parametrize(("is_call", "published"), [(True, 5.3280), (False, 8.1636 * 1.5)])
def test_quanto_options(is_call, published):
    """Haug (1998), pp. 105-106: 1.5 domestic for one foreign; the put by the same formula."""
    option = Quanto(strike=105.0, expiry=0.5, is_call=is_call, exchange_rate=1.5)
    assert price(option, QUANTO, FOREIGN) == pytest.approx(published, abs=1.5e-4)
    check_greeks(option, QUANTO, FOREIGN)


def test_american_options_are_those_of_the_kernel():
    options = [American(strike=k, expiry=0.7, is_call=False) for k in (90.0, 110.0)]
    tight = axiom.value(options, model=MODEL, market=MARKET, engine="analytic", tolerance=1e-10)
    usual = axiom.value(options, model=MODEL, market=MARKET, engine="analytic")
    for loose, exact, option in zip(usual, tight, options, strict=True):
        expected = axiom.price(
            spot=100.0,
            strike=option.strike,
            expiry=0.7,
            vol=0.25,
            rate=0.04,
            dividend_yield=0.015,
            is_call=False,
            exercise="american",
            accuracy="reference",
        )
        assert exact.price == pytest.approx(expected, rel=1e-14)
        assert abs(loose.price - expected) < loose.error
        assert exact.met
        assert loose.met


@pytest.mark.parametrize("kind", [American, European])
def test_cash_dividends_are_paid(kind):
    dividends = (axiom.Dividend(time=0.3, cash=3.0),)
    market = Market(spot=100.0, rate=0.04, dividends=dividends)
    option = kind(strike=100.0, expiry=0.7, is_call=False)
    found = axiom.value(option, model=MODEL, market=market, engine="analytic")
    exact = axiom.value(option, model=MODEL, market=market, engine="analytic", tolerance=1e-7)
    assert found.method == "dividend grid"
    assert found.error_kind == "discretisation"
    assert abs(found.price - exact.price) < found.error + exact.error
    assert found.greeks.delta < 0.0


@pytest.mark.parametrize(
    ("contract", "model", "market", "reason"),
    [
        (
            Cliquet(**CLIPPED, global_floor=0.0),
            MODEL,
            Market(spot=100.0, dividends=(axiom.Dividend(time=0.3, cash=3.0),)),
            "global floor or cap can bind",
        ),
        (Quanto(strike=105.0, expiry=0.5), QUANTO, MARKET, "no foreign_rate"),
        (American(strike=100.0, expiry=0.5), SLOPED, MARKET, "exercise boundary needs"),
        (American(strike=0.0, expiry=0.5), MODEL, MARKET, "strike of 0"),
    ],
)
def test_what_the_closed_forms_cannot_do_is_said(contract, model, market, reason):
    with pytest.raises(InvalidArgumentError, match=reason):
        axiom.value(contract, model=model, market=market, engine="analytic")
