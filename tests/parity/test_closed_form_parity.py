"""The closed forms of one asset against textbook formulas in mpmath, Greeks included."""

import math

import mpmath as mp
import numpy as np
import pytest

from axiom.kernels import closed_forms
from tests.parity import closed_form_twins as twins
from tests.parity.closed_form_contracts import FAMILIES, contract, market

DERIVATIVES = {
    "delta": (1, 0, 0, 0, 0),
    "gamma": (2, 0, 0, 0, 0),
    "vega": (0, 1, 0, 0, 0),
    "rho": (0, 0, 1, 0, 0),
    "psi": (0, 0, 0, 1, 0),
    "theta": (0, 0, 0, 0, 1),
}
BASE = {"spot": 100.0, "vol": 0.2, "rate": 0.05, "dividend_yield": 0.02}
DOUBLE = {"strike": 100.0, "expiry": 1.0, "is_call": True, "is_knock_in": False, "rebate": 5.0}
TOUCH = {"is_up": True, "pays_at": "hit"}


def exact(family, where, terms):
    """The twin as a function of spot, vol, rate, yield and a shift of all times."""
    numbers = {k: mp.mpf(v) if isinstance(v, float) else v for k, v in terms.items()}
    point = [mp.mpf(where[k]) for k in ("spot", "vol", "rate", "dividend_yield")] + [mp.mpf(0)]
    return lambda *x: mp.re(getattr(twins, family)(*x, **numbers)), tuple(point)


def check(family, where, terms, *, price=2e-15, greeks=1e-11, names=tuple(DERIVATIVES)):
    found = getattr(closed_forms, family)(**where, **terms)
    with mp.workdps(twins.DIGITS):
        twin, point = exact(family, where, terms)
        expected = float(twin(*point))
        rounding = price * max(where["spot"], abs(expected))
        assert found.price == pytest.approx(expected, rel=0, abs=rounding)
        for name in names:
            sign = -1 if name == "theta" else 1
            expected = sign * float(mp.diff(twin, point, DERIVATIVES[name]))
            assert getattr(found, name) == pytest.approx(expected, rel=greeks, abs=greeks), name


@pytest.mark.parametrize("family", FAMILIES)
def test_prices_and_greeks_match_the_textbook(family):
    rng = np.random.default_rng(FAMILIES.index(family))
    for i in range(3 if family == "double_barrier" else 6):
        where = market(rng)
        names = (list(DERIVATIVES)[i % 6],)
        check(family, where, contract(family, where, rng), names=names)


@pytest.mark.parametrize(("rate", "dividend_yield", "expiry"), [
    (-0.05, -0.07, 5.0), (-0.05, -0.07, 30.0), (-0.01, -0.03, 1.0), (-1e-5, -0.02002, 1.0),
])  # fmt: skip
@pytest.mark.parametrize("is_up", [True, False])
def test_touches_at_rates_that_make_the_root_imaginary(rate, dividend_yield, expiry, is_up):
    where = BASE | {"rate": rate, "dividend_yield": dividend_yield}
    terms = {"barrier": 110.0 if is_up else 80.0, "expiry": expiry, "is_up": is_up}
    check("one_touch", where, terms | {"pays_at": "hit"}, names=("delta", "rho"))
    double = DOUBLE | {"lower": 90.0, "upper": 115.0, "expiry": min(expiry, 5.0)}
    check("double_barrier", where, double, names=())


@pytest.mark.parametrize("gap", [1e-3, -1e-4, 1e-9, 3.9e-3, 4.1e-3])
@pytest.mark.parametrize("is_call", [True, False])
def test_lookbacks_where_rate_and_yield_nearly_agree(gap, is_call):
    where = BASE | {"dividend_yield": 0.05 - gap}
    floating = {"expiry": 1.0, "extreme": 95.0 if is_call else 103.0, "is_call": is_call}
    check("floating_lookback", where, floating, names=("delta", "rho"))
    fixed = {"strike": 90.0, "expiry": 20.0, "extreme": 101.0 if is_call else 95.0}
    check("fixed_lookback", where | {"vol": 0.9}, fixed | {"is_call": is_call}, names=("gamma",))


@pytest.mark.parametrize("is_call", [True, False])
def test_lookbacks_where_rate_and_yield_agree_are_the_limit(is_call):
    terms = {"expiry": 1.0, "extreme": 95.0 if is_call else 103.0, "is_call": is_call}
    at = closed_forms.floating_lookback(**BASE | {"dividend_yield": 0.05}, **terms)
    near = closed_forms.floating_lookback(**BASE | {"dividend_yield": 0.05 - 1e-9}, **terms)
    assert at.price == pytest.approx(near.price + 1e-9 * at.psi, abs=1e-13)


@pytest.mark.parametrize("vol", [1e-2, 1e-3])
@pytest.mark.parametrize("is_knock_in", [True, False])
def test_tiny_vols_with_a_drift_to_the_barrier(vol, is_knock_in):
    terms = {
        "strike": 100.0 * math.exp(0.03 - vol),
        "barrier": 100.0 * math.exp(0.03 - 1.5 * vol),
        "expiry": 1.0,
        "rebate": 3.0,
        "is_call": True,
        "is_up": True,
        "is_knock_in": is_knock_in,
        "rebate_at": "hit",
    }
    check("barrier", BASE | {"vol": vol}, terms, names=("delta", "vega"))


@pytest.mark.parametrize("gap", [1e-4, 1e-8, 1e-12])
def test_a_spot_next_to_the_barrier(gap):
    single = {"barrier": 100.0 * (1.0 - gap), "is_up": False, "rebate_at": "hit"}
    check("barrier", BASE, DOUBLE | single, names=("delta", "gamma"))
    double = {"lower": 100.0 * (1.0 - gap), "upper": 130.0}
    check("double_barrier", BASE, DOUBLE | double, names=("delta",))


@pytest.mark.parametrize("width", [2.49999, 2.50001])
def test_corridors_where_the_series_hands_over_to_the_images(width):
    half = math.exp(0.5 * width * 0.2)
    terms = {"lower": 100.0 / half, "upper": 100.0 * half}
    check("double_no_touch", BASE, terms | {"expiry": 1.0}, price=1e-16)
    check("double_barrier", BASE, DOUBLE | terms, names=("delta", "vega"))
