"""What a set-up takes and refuses, and the published ones."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from axiom import InvalidArgumentError, price
from axiom.desk.hedging import cao_chen_hull_poulos
from axiom.instruments import American, European
from axiom.models import BlackScholes, Heston, Sabr, VolTermStructure


def test_premium_is_the_black_scholes_price_at_the_quoted_vol(setup, sabr_setup):
    assert setup.premium == price(spot=100.0, strike=100.0, expiry=0.24, vol=0.2)
    assert setup.quoted_vol == 0.2
    assert sabr_setup.quoted_vol == pytest.approx(0.2 * (1 + (-0.012 + 0.0228) * 0.24), abs=1e-12)
    assert replace(setup, vol=0.3).premium == price(spot=100, strike=100, expiry=0.24, vol=0.3)


def test_variants_change_what_they_say(setup):
    assert setup.without_drift() == replace(setup, drift=0.0)
    assert setup.without_costs() == replace(setup, cost=0.0)
    assert setup.interval == pytest.approx(0.02)


def test_published_setups_are_those_of_the_paper():
    setups = cao_chen_hull_poulos()
    assert len(setups) == 7
    for name, setup in setups.items():
        assert setup.option.expiry == (20 / 250 if "1 month" in name else 60 / 250)
        assert setup.is_sabr == ("SABR" in name)
        assert (setup.spot, setup.drift, setup.rate, setup.cost) == (100.0, 0.05, 0.0, 0.01)
    assert [s.hedges for s in setups.values()] == [20, 4, 60, 30, 12, 20, 60]


def test_which_models_run_in_the_core(setup):
    assert setup.is_compiled
    assert not replace(setup, model=Sabr(alpha=2.0, beta=0.5, rho=0.0, nu=0.5)).is_compiled
    term = VolTermStructure(times=(0.1, 1.0), vols=(0.2, 0.25))
    assert not replace(setup, model=BlackScholes(vol=term)).is_compiled
    heston = Heston(
        initial_variance=0.09, mean_reversion=1.0, long_variance=0.09, vol_of_vol=0.3,
        correlation=-0.5,
    )  # fmt: skip
    assert replace(setup, model=heston).quoted_vol == pytest.approx(0.3)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"spot": 0.0}, "spot"),
        ({"drift": math.nan}, "drift"),
        ({"cost": -0.01}, "cost"),
        ({"second_cost": -0.01}, "second_cost"),
        ({"hedges": 0}, "hedges"),
        ({"hedges": 2.5}, "hedges"),
        ({"substeps": 0}, "substeps"),
        ({"is_short": "yes"}, "is_short"),
        ({"vol": 0.0}, "vol"),
        ({"model": BlackScholes(vol=0.0)}, "vol is 0"),
        ({"model": "heston"}, "model='heston'"),
        ({"option": American(strike=100.0, expiry=1.0)}, "European"),
        ({"option": European(strike=0.0, expiry=1.0)}, "option.strike"),
        ({"option": European(strike=100.0, expiry=0.0)}, "option.expiry"),
        ({"second": European(strike=100.0, expiry=0.1)}, "second expires"),
    ],
)
def test_fields_outside_their_domain_are_refused(change, named, setup):
    with pytest.raises(InvalidArgumentError, match=named):
        replace(setup, **change)
