from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from axiom.volatility.live.motion import is_free
from axiom.volatility.live.opening import opened, with_forward

from .made import NOW, fitted


@pytest.mark.parametrize("days", [3.0, 15.0, 60.0, 200.0, 400.0])
def test_an_opened_slice_is_what_the_surface_had(days):
    years = days / 365.0
    found, index = opened(fitted(), NOW + dt.timedelta(days=days), years)
    assert len(found.slices) == 5
    assert found.slices[index].years == years
    assert is_free(found.slices, last=True)
    k = np.linspace(-0.15, 0.1, 21)
    expected = fitted().vol(log_moneyness=k, expiry=years)
    assert found.vol(log_moneyness=k, expiry=years) == pytest.approx(expected, rel=1e-9)
    assert found.forward(years) == pytest.approx(fitted().forward(years), rel=1e-12)


def test_one_forward_is_replaced_and_the_others_stay():
    years = fitted().slices[1].years
    found = with_forward(fitted(), years=years, forward=3100.0)
    assert len(found.nodes) == len(fitted().forwards.nodes)
    for before, after in zip(fitted().forwards.nodes, found.nodes, strict=True):
        assert after.discount_factor == pytest.approx(before.discount_factor)
        expected = 3100.0 if before.years == years else before.forward
        assert after.forward == expected
