"""Greeks of options with two exercise boundaries against differences of their reference prices."""

import numpy as np
import pytest

import axiom

CASES = [
    # spot, expiry, vol, rate, dividend yield, is_call
    (100.0, 1.0, 0.10, -0.01, -0.03, False),  # above the exercise region
    (40.0, 2.0, 0.08, -0.01, -0.02, False),  # below it, far away
    (34.0, 1.0, 0.10, -0.01, -0.03, False),  # below it, close
    (100.0, 3.0, 0.20, -0.01, -0.02, False),  # after the boundaries have met
    (50.0, 1.0, 0.50, -0.20, -0.40, False),
    (90.0, 1.0, 0.30, -0.01, -0.011, False),
    (90.0, 5.0, 0.30, -0.001, -0.05, False),
    (100.0, 1.0, 0.10, -0.03, -0.01, True),
    (180.0, 1.0, 0.50, -0.40, -0.20, True),
]
NAMES = ("spot", "expiry", "vol", "rate", "dividend_yield", "is_call")
FIRST = {  # Greek: what is differenced, by what argument, and the sign
    "delta": ("price", "spot", 1.0),
    "gamma": ("delta", "spot", 1.0),
    "speed": ("gamma", "spot", 1.0),
    "vega": ("price", "vol", 1.0),
    "vanna": ("delta", "vol", 1.0),
    "volga": ("vega", "vol", 1.0),
    "zomma": ("gamma", "vol", 1.0),
    "ultima": ("volga", "vol", 1.0),
    "theta": ("price", "expiry", -1.0),
    "charm": ("delta", "expiry", -1.0),
    "veta": ("vega", "expiry", -1.0),
    "color": ("gamma", "expiry", -1.0),
    "rho": ("price", "rate", 1.0),
    "psi": ("price", "dividend_yield", 1.0),
    "dual_delta": ("price", "strike", 1.0),
    "dual_gamma": ("dual_delta", "strike", 1.0),
}
SHARES = {"spot": 1e-3, "strike": 1e-3, "vol": 2e-3, "expiry": 1e-3} | dict.fromkeys(
    ("rate", "dividend_yield"), 2e-3
)
TOLERANCES = {"fast": 1e-5, "accurate": 5e-6, "reference": 5e-6}
OFFSETS = np.array([-2.0, -1.0, 1.0, 2.0])
WEIGHTS = np.array([1.0, -8.0, 8.0, -1.0]) / 12.0


def terms_of(case):
    return {**dict(zip(NAMES, case, strict=True)), "strike": 100.0, "exercise": "american"}


def differenced(terms, greek):
    what, by, sign = FIRST[greek]
    step = SHARES[by] * abs(terms[by])
    if by in {"rate", "dividend_yield"}:
        step = min(step, 0.05 * abs(terms["rate"] - terms["dividend_yield"]))
    moved = {**terms, by: terms[by] + step * OFFSETS, "accuracy": "reference"}
    values = (
        axiom.price(**moved)
        if what == "price"
        else getattr(axiom.greeks(**moved, only=[what]), what)
    )
    return sign * float(WEIGHTS @ values) / step


def scale_of(terms, greek):
    """Return the size of a Greek of an option at the money, in which errors are stated."""
    total = terms["vol"] * np.sqrt(terms["expiry"])
    orders = {"spot": (terms["spot"] * total), "vol": terms["vol"], "expiry": terms["expiry"]}
    orders |= {"rate": 0.01, "dividend_yield": 0.01, "strike": 100.0 * total}
    scale, name = 100.0 * min(total, 1.0), greek
    while name != "price":
        name, by, _ = FIRST[name]
        scale /= orders[by]
    return scale


@pytest.mark.parametrize("case", CASES)
def test_greeks_are_derivatives_of_the_reference_price(case):
    terms = terms_of(case)
    found = axiom.greeks(**terms, accuracy="reference")
    for greek in FIRST:
        expected = differenced(terms, greek)
        error = abs(getattr(found, greek) - expected) / scale_of(terms, greek)
        assert error < TOLERANCES["reference"], (greek, error)


@pytest.mark.parametrize("accuracy", ["fast", "accurate"])
@pytest.mark.parametrize("case", CASES)
def test_presets(case, accuracy):
    terms = terms_of(case)
    found, best = (axiom.greeks(**terms, accuracy=name) for name in (accuracy, "reference"))
    for greek in FIRST:
        error = abs(getattr(found, greek) - getattr(best, greek)) / scale_of(terms, greek)
        assert error < TOLERANCES[accuracy], (greek, error)


def test_in_the_exercise_region_the_greeks_are_those_of_intrinsic():
    found = axiom.greeks(**{**terms_of(CASES[0]), "spot": 60.0}).as_dict()
    expected = dict.fromkeys(found, 0.0) | {"price": 40.0, "delta": -1.0, "dual_delta": 1.0}
    assert found == expected
