from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from axiom.core.errors import InvalidArgumentError
from axiom.volatility import JumpWingsSvi, NaturalSvi, RawSvi
from tests.unit.volatility.twin import raw_svi

K = np.linspace(-1.5, 1.5, 61)
VOGT = RawSvi(a=-0.0410, b=0.1331, m=0.3586, rho=0.3060, sigma=0.4153)

smiles = st.builds(
    lambda least, b, rho, m, sigma: RawSvi(
        a=least - b * sigma * (1 - rho**2) ** 0.5, b=b, rho=rho, m=m, sigma=sigma
    ),
    st.floats(1e-4, 0.5),
    st.floats(0.01, 1.0),
    st.floats(-0.95, 0.95),
    st.floats(-0.5, 0.5),
    st.floats(0.02, 1.0),
)


def test_vogt_in_jump_wings_as_printed() -> None:
    """Gatheral and Jacquier (2014), section 5.1, p. 67."""
    wings = VOGT.jump_wings(years=1.0)
    assert wings.v == pytest.approx(0.01742625, abs=5e-9)
    assert wings.psi == pytest.approx(-0.1752111, abs=5e-8)
    assert wings.p == pytest.approx(0.6997381, abs=5e-8)
    assert wings.c == pytest.approx(1.316798, abs=5e-7)
    assert wings.v_min == pytest.approx(0.0116249, abs=5e-8)


@given(smiles, st.floats(0.01, 3.0))
@settings(max_examples=60, deadline=None)
def test_the_three_forms_are_one_smile(raw: RawSvi, years: float) -> None:
    w = raw.smile(K).total_variance
    assert w == pytest.approx(
        raw_svi(K, a=raw.a, b=raw.b, m=raw.m, rho=raw.rho, sigma=raw.sigma), rel=1e-12, abs=1e-15
    )
    natural = raw.natural()
    assert natural.raw().smile(K).total_variance == pytest.approx(w, rel=1e-9)
    x = natural.zeta * (K - natural.mu)
    root = np.sqrt((x + natural.rho) ** 2 + 1 - natural.rho**2)
    direct = natural.delta + natural.omega / 2 * (1 + natural.rho * x + root)
    assert direct == pytest.approx(w, rel=1e-9)
    if abs(raw.m) > 0.02:
        again = raw.jump_wings(years=years).raw()
        assert again.smile(K).total_variance == pytest.approx(w, rel=1e-5, abs=1e-9)


@given(smiles)
@settings(max_examples=40, deadline=None)
def test_jump_wings_are_what_they_are_called(raw: RawSvi) -> None:
    years = 0.5
    wings = raw.jump_wings(years=years)
    w, dw, _ = raw.smile(np.array([-1e6, 0.0, 1e6]))
    assert wings.v == pytest.approx(w[1] / years)
    assert wings.psi == pytest.approx(0.5 * dw[1] / np.sqrt(w[1]), rel=1e-9, abs=1e-12)
    assert wings.p == pytest.approx(-dw[0] / np.sqrt(w[1]), rel=1e-6)
    assert wings.c == pytest.approx(dw[2] / np.sqrt(w[1]), rel=1e-6)
    assert wings.v_min == pytest.approx(raw.least / years)


def test_derivatives_against_differences() -> None:
    h = 1e-4
    low, at, high = (VOGT.smile(K + x) for x in (-h, 0.0, h))
    dw = (high.total_variance - low.total_variance) / (2 * h)
    ddw = (high.dw_dk - low.dw_dk) / (2 * h)
    assert at.dw_dk == pytest.approx(dw, abs=1e-8)
    assert at.d2w_dk2 == pytest.approx(ddw, abs=1e-8)


def test_a_smile_least_at_a_shift_of_zero_has_a_width() -> None:
    raw = RawSvi(a=0.02, b=0.1, rho=-0.4, m=0.0, sigma=0.2)
    again = raw.jump_wings(years=0.25).raw()
    assert (again.m, again.sigma) == pytest.approx((0.0, 0.2), abs=1e-12)


@pytest.mark.parametrize(
    ("make", "match"),
    [
        (lambda: RawSvi(a=0.1, b=-0.1, rho=0.0, m=0.0, sigma=0.1), "b is -0.1; give a number >= 0"),
        (lambda: RawSvi(a=0.1, b=0.1, rho=1.0, m=0.0, sigma=0.1), "rho is 1.0"),
        (lambda: RawSvi(a=0.1, b=0.1, rho=0.0, m=0.0, sigma=0.0), "sigma is 0.0"),
        (lambda: RawSvi(a=-0.1, b=0.1, rho=0.0, m=0.0, sigma=0.1), "a is -0.1; .*least total"),
        (lambda: RawSvi(a=float("nan"), b=0.1, rho=0.0, m=0.0, sigma=0.1), "a is nan"),
        (lambda: NaturalSvi(delta=0.1, mu=0.0, rho=0.0, omega=-1.0, zeta=1.0), "omega is -1.0"),
        (lambda: NaturalSvi(delta=-9.0, mu=0.0, rho=0.0, omega=1.0, zeta=1.0), "least total"),
        (lambda: NaturalSvi(delta=0.1, mu=0.0, rho=0.0, omega=1.0, zeta=0.0), "zeta is 0.0"),
        (lambda: RawSvi(a=0.1, b=0.0, rho=0.0, m=0.0, sigma=0.1).natural(), "b is 0.0"),
    ],
)
def test_parameters_outside_their_domain_are_refused(make, match: str) -> None:
    with pytest.raises(InvalidArgumentError, match=match):
        make()


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"psi": 0.5}, r"psi is 0.5; .*\[-p/2, c/2\]"),
        ({"v_min": 0.05}, "v_min is 0.05"),
        ({"v": 0.0}, "v is 0.0"),
        ({"years": 0.0}, "years is 0.0"),
        ({"p": -0.1}, "p is -0.1"),
    ],
)
def test_jump_wings_outside_their_domain_are_refused(change, match: str) -> None:
    fine = {"years": 1.0, "v": 0.04, "psi": -0.1, "p": 0.6, "c": 0.4, "v_min": 0.03}
    assert JumpWingsSvi(**fine).raw().b > 0.0
    with pytest.raises(InvalidArgumentError, match=match):
        JumpWingsSvi(**(fine | change))
