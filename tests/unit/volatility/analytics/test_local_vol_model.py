from __future__ import annotations

import numpy as np
import pytest

from axiom.volatility.analytics import local_vol

from .made import flat, skewed, stepped


def test_the_model_has_the_vols_of_the_grid_in_the_middle_of_its_steps() -> None:
    grid = local_vol(skewed()).grid(expiries=np.linspace(0.05, 1.0, 20))
    model = grid.model()
    middles = grid.expiries - 0.025
    for j in (0, 100, 240):
        found = model.vol(time=middles, log_moneyness=grid.log_moneyness[j])
        assert found == pytest.approx(grid.vol[:, j], rel=1e-12)


def test_the_model_of_a_flat_surface_is_flat() -> None:
    model = local_vol(flat(0.2)).grid().model()
    assert model.vol(time=[0.0, 0.3, 9.0], log_moneyness=[0.0, 1.0, -3.0]) == pytest.approx(0.2)


def test_the_model_keeps_the_total_variance_at_the_forward() -> None:
    ends = np.linspace(0.005, 1.0, 200)
    model = local_vol(stepped()).grid(expiries=ends).model()
    squared = model.vol(time=np.linspace(0.0005, 0.9995, 1000), log_moneyness=0.0) ** 2
    total = stepped().total_variance(log_moneyness=0.0, expiry=1.0)
    assert squared.mean() == pytest.approx(float(total), rel=1e-3)
