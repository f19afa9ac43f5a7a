from __future__ import annotations

import math

import numpy as np
import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.volatility.analytics import forward_variance, implied_distribution, variance_swap
from tests.unit.volatility.curves.spline.smiles import make_surface

from .made import flat, skewed, stepped


@pytest.mark.parametrize("vol", [0.05, 0.2, 1.5])
def test_of_a_flat_surface_it_is_the_vol(vol) -> None:
    found = variance_swap(flat(vol), expiry=0.5)
    assert found.vol == pytest.approx(vol, rel=1e-13)
    assert found.error < 1e-13
    assert found.from_puts + found.from_calls == found.variance
    assert found.vol_error is None


def test_it_is_minus_twice_the_mean_of_the_log_return() -> None:
    for expiry in (0.01, 0.3, 3.0):
        mean = implied_distribution(skewed(), expiry=expiry).log_return.mean
        found = variance_swap(skewed(), expiry=expiry)
        assert found.variance == pytest.approx(-2.0 * mean / expiry, rel=1e-11)


def test_the_share_of_extrapolated_strikes() -> None:
    # Slices end 3 deviations below the forward and 2 above.
    found = variance_swap(skewed(), expiry=0.5)
    assert 0.05 < found.extrapolated_share < 0.3
    assert found.from_puts > found.from_calls
    assert variance_swap(skewed(), expiry=0.011).extrapolated_share == pytest.approx(1.0)


def test_forward_variance_is_additive() -> None:
    surface = stepped()
    assert forward_variance(surface, start=0.0, end=0.5) == pytest.approx(0.01, rel=1e-12)
    assert forward_variance(surface, start=0.5, end=1.0) == pytest.approx(0.09, rel=1e-12)
    whole = variance_swap(surface, expiry=1.0).variance
    assert whole == pytest.approx(0.05, rel=1e-12)


@pytest.mark.parametrize(("start", "end"), [(0.5, 0.5), (-0.1, 0.5), (0.5, 0.2), (math.nan, 1.0)])
def test_dates_out_of_order_are_refused(start, end) -> None:
    with pytest.raises(InvalidArgumentError, match="start"):
        forward_variance(flat(), start=start, end=end)


class WithErrors:
    """A flat surface whose vols are known to one point."""

    has_vol_error = True

    def __init__(self) -> None:
        self._inner = flat(0.2)

    def __getattr__(self, name: str) -> object:
        return getattr(self._inner, name)

    def vol_error(self, *, log_moneyness, expiry):
        return np.full(np.shape(log_moneyness), 0.01)


def test_an_error_common_to_all_vols_is_the_error_of_the_swap() -> None:
    assert variance_swap(WithErrors(), expiry=0.5).vol_error == pytest.approx(0.01, rel=1e-9)


def test_the_errors_of_a_spline_surface_are_carried_over() -> None:
    found = variance_swap(make_surface(), expiry=0.5)
    assert 0.0005 < found.vol_error < 0.01
    assert found.error < 1e-13
