"""The rounding errors that closed forms state hold the textbook prices of 200 random contracts."""

import mpmath as mp
import numpy as np
import pytest

import axiom
from axiom.instruments import (
    AssetOrNothing,
    Barrier,
    CashOrNothing,
    DoubleBarrier,
    DoubleNoTouch,
    FixedLookback,
    FloatingLookback,
    ForwardStart,
    NoTouch,
    OneTouch,
)
from axiom.market import Market
from axiom.models import BlackScholes
from tests.parity import closed_form_twins as twins
from tests.parity.closed_form_contracts import contract, market

INSTRUMENTS = {
    "asset_or_nothing": AssetOrNothing,
    "barrier": Barrier,
    "cash_or_nothing": CashOrNothing,
    "double_barrier": DoubleBarrier,
    "double_no_touch": DoubleNoTouch,
    "fixed_lookback": FixedLookback,
    "floating_lookback": FloatingLookback,
    "forward_start": ForwardStart,
    "no_touch": NoTouch,
    "one_touch": OneTouch,
}


def textbook(family, where, terms):
    numbers = {k: mp.mpf(v) if isinstance(v, float) else v for k, v in terms.items()}
    point = [mp.mpf(where[k]) for k in ("spot", "vol", "rate", "dividend_yield")]
    return mp.re(getattr(twins, family)(*point, mp.mpf(0), **numbers))


@pytest.mark.parametrize("family", INSTRUMENTS)
def test_the_true_error_is_within_the_stated_one(family):
    rng = np.random.default_rng(100 + list(INSTRUMENTS).index(family))
    for _ in range(22 if family != "double_barrier" else 10):
        where = market(rng)
        terms = contract(family, where, rng)
        found = axiom.value(
            INSTRUMENTS[family](**terms),
            model=BlackScholes(vol=where["vol"]),
            market=Market(**{k: where[k] for k in ("spot", "rate", "dividend_yield")}),
            greeks=False,
            engine="analytic",
        )
        with mp.workdps(40):
            error = abs(mp.mpf(found.price) - textbook(family, where, terms))
        assert error <= found.error
        assert found.error <= 1e-11 * max(where["spot"], found.price)
