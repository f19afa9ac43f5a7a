from __future__ import annotations

import numpy as np
import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.volatility.pictures.grid import drawn_expiry, drawn_grid
from tests.unit.volatility.certificate.splines import sound
from tests.unit.volatility.surfaces import FormulaSurface

FLAT = FormulaSurface(lambda k, t: 0.04 * t + 0.0 * k, (0.05, 0.25, 1.0))


def test_times_run_from_the_first_to_the_last_expiry():
    grid = drawn_grid(FLAT, times=10, strikes=7)
    assert grid.years[0] == pytest.approx(0.05)
    assert grid.years[-1] == pytest.approx(1.0)
    assert np.allclose(np.diff(np.log(grid.years)), np.log(20.0) / 9)
    assert grid.log_moneyness.shape == (10, 7)
    assert np.all(np.diff(grid.log_moneyness, axis=1) > 0.0)


def test_the_range_holds_a_deviation_and_no_more_than_six():
    surface = sound()
    grid = drawn_grid(surface)
    deviation = np.sqrt(surface.total_variance(log_moneyness=0.0 * grid.years, expiry=grid.years))
    assert np.all(grid.log_moneyness[:, 0] >= -6.0 * deviation.max() - 1e-12)
    assert np.all(grid.log_moneyness[:, -1] > 0.0)
    one = drawn_grid(FormulaSurface(lambda k, t: 0.04 * t + 0.0 * k, (0.5,)))
    assert one.years.tolist() == [0.5]


def test_the_expiry_drawn_by_default_is_nearest_to_a_month():
    assert drawn_expiry(FLAT, None) == 0.05
    assert drawn_expiry(FLAT, 0.3) == 0.3
    with pytest.raises(InvalidArgumentError, match="years above 0"):
        drawn_expiry(FLAT, np.nan)
