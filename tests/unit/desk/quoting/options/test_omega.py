"""Wright's omega beside SciPy's, and its defining equation."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import wrightomega

from axiom.desk.quoting.options.omega import wright_omega


def test_beside_scipy():
    z = np.concatenate([np.linspace(-700.0, 40.0, 20_001), np.geomspace(40.0, 1e12, 2001)])
    assert wright_omega(z) == pytest.approx(wrightomega(z), rel=2e-14)


def test_defining_equation():
    z = np.linspace(-30.0, 500.0, 5001)
    w = wright_omega(z)
    assert w + np.log(w) == pytest.approx(z, abs=1e-12)


def test_far_below_it_is_the_exponential():
    assert wright_omega(np.array([-800.0, -80.0])).tolist() == [0.0, float(np.exp(-80.0))]
