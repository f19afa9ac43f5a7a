from __future__ import annotations

import math

import numpy as np
import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.market import TimeTable
from axiom.volatility.analytics import measures, smile_shape, term_structure, variance_swap
from tests.unit.volatility.surfaces import FormulaSurface

from .made import flat, made, skewed, stepped


def test_every_figure_of_a_flat_surface() -> None:
    table = measures(flat(0.2), ("1y", "1m", 0.5))
    assert table["tenor"].to_list() == ["1m", "0.5y", "1y"]
    assert table["expiry"].to_list() == pytest.approx([1 / 12, 0.5, 1.0])
    assert table["variance_years"].to_list() == table["expiry"].to_list()
    for name in ("atm_vol", "put_10_vol", "call_25_vol", "forward_vol", "variance_swap_vol"):
        assert table[name].to_list() == pytest.approx([0.2] * 3)
    for name in ("risk_reversal_25", "butterfly_10", "skew", "curvature", "dw_dk", "skewness"):
        assert table[name].to_list() == pytest.approx([0.0] * 3, abs=1e-10)
    assert table["kurtosis"].to_list() == pytest.approx([3.0] * 3)
    assert table["region"].to_list() == ["EXTRAPOLATED", "EXTRAPOLATED", "OBSERVED"]


def test_rows_are_what_the_functions_say() -> None:
    row = measures(skewed(), ("1m", "7m")).row(1, named=True)
    shape = smile_shape(skewed(), expiry=7 / 12)
    assert row["risk_reversal_25"] == shape.risk_reversal_25
    assert row["butterfly_10"] == shape.butterfly_10
    assert row["variance_swap_vol"] == variance_swap(skewed(), expiry=7 / 12).vol
    assert row["forward"] == skewed().forward(7 / 12)
    assert row["region"] == "INTERPOLATED"
    assert measures(stepped(), ("6m", "1y"))["forward_vol"].to_list() == pytest.approx([0.1, 0.3])


def test_a_clock_is_read() -> None:
    class Clocked:
        clock = TimeTable(years=[0.0, 1.0], variance_years=[0.0, 0.5])

        def __getattr__(self, name: str) -> object:
            return getattr(flat(), name)

    assert measures(Clocked(), ("6m",))["variance_years"].item() == 0.25


def test_falling_variance_has_no_forward_vol() -> None:
    falling = made((0.5, 0.04, 0.0, 0.0), (1.0, 0.03, 0.0, 0.0))
    table = measures(falling, ("6m", "1y"))
    assert table["forward_vol"].to_list()[1] is None


@pytest.mark.parametrize("tenors", [(), "1m", ("1m", "1m"), ("12m", "1y"), ("x",)])
def test_tenors_that_make_no_table_are_refused(tenors) -> None:
    with pytest.raises(InvalidArgumentError, match="tenor"):
        measures(flat(), tenors)


def test_the_term_structure_of_stepped_vols() -> None:
    found = term_structure(stepped(), ("3m", "6m", "1y"))
    assert found.atm_vols == pytest.approx((0.1, 0.1, math.sqrt(0.05)))
    assert found.slope == pytest.approx(math.sqrt(0.05) - 0.1)
    assert found.hump == pytest.approx(-0.5 * found.slope)
    assert not found.is_inverted
    assert found.skew_exponent is None


def test_a_power_law_of_the_skew_is_found() -> None:
    law = FormulaSurface(lambda k, t: t * (0.2 - 0.1 * k * t**-0.4) ** 2, (0.1, 1.0))
    found = term_structure(law, ("1m", "3m", "6m", "1y"))
    assert found.skew_exponent == pytest.approx(0.4, abs=1e-3)
    assert found.skew_exponent_error == pytest.approx(0.0, abs=1e-3)
    assert np.all(np.array(found.skews) < 0.0)
    with pytest.raises(InvalidArgumentError, match="two or more"):
        term_structure(law, ("1m",))
