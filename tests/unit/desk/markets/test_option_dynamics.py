"""Steps of Heston's model side by side."""

from __future__ import annotations

import numpy as np
import pytest

from axiom.engines.montecarlo.heston_paths import heston_coefficients
from axiom.kernels import _core
from tests.unit.desk.markets.makers import is_within
from tests.unit.desk.markets.strips import HESTON

YEARS, COUNT = 1 / 252, 60_000


@pytest.mark.parametrize("start", [0.04, 0.0005])
def test_moves_have_the_moments_of_the_model(start):
    terms = heston_coefficients(HESTON, np.zeros(1), np.array([YEARS]))[0]
    across, along = np.random.default_rng(0).standard_normal((2, COUNT))
    moves, after = _core.heston_moves(terms, np.full(COUNT, start), across, along)
    kept = np.exp(-HESTON.mean_reversion * YEARS)
    mean = HESTON.long_variance + (start - HESTON.long_variance) * kept
    assert is_within(after, mean)
    assert is_within(np.exp(moves), 1.0)
    assert (after >= 0.0).all()
    if start == 0.04:
        assert np.corrcoef(moves, after)[0, 1] == pytest.approx(HESTON.correlation, abs=0.02)


def test_sizes_that_disagree_are_refused():
    terms = heston_coefficients(HESTON, np.zeros(1), np.array([YEARS]))[0]
    with pytest.raises(ValueError, match="sizes disagree"):
        _core.heston_moves(terms, np.zeros(3), np.zeros(2), np.zeros(3))
