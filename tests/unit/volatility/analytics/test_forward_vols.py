from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest

from axiom.core.errors import DataError, InvalidArgumentError
from axiom.volatility.analytics import forward_smile, forward_vol
from tests.unit.volatility.surfaces import FormulaSurface

from .made import flat, skewed, stepped


def test_forward_vols_of_stepped_vols_are_the_steps() -> None:
    found = forward_vol(stepped(), start=[0.0, 0.5, 0.25], end=[0.5, 1.0, 0.75])
    assert found == pytest.approx([0.1, 0.3, math.sqrt(0.05)])
    assert forward_vol(stepped(), start=0.5, end=1.0) == pytest.approx(0.3)


def test_total_variance_adds_up() -> None:
    surface, k = skewed(), np.linspace(-0.3, 0.2, 7)
    dates = [0.0, 0.05, 0.3, 0.9]
    total = sum(
        forward_vol(surface, start=a, end=b, log_moneyness=k) ** 2 * (b - a)
        for a, b in pairwise(dates)
    )
    assert total == pytest.approx(surface.total_variance(log_moneyness=k, expiry=0.9), rel=1e-12)


def test_falling_variance_is_an_error_that_says_where() -> None:
    falling = FormulaSurface(lambda k, t: 0.04 * (1.0 + 0.0 * k) / (1.0 + t), (0.5, 1.0))
    with pytest.raises(DataError, match=r"falls from .* at 0.5 .* certify"):
        forward_vol(falling, start=0.5, end=1.0)


@pytest.mark.parametrize(("start", "end"), [(0.5, 0.5), (-0.1, 0.5), (math.nan, 0.5)])
def test_dates_out_of_order_are_refused(start, end) -> None:
    with pytest.raises(InvalidArgumentError, match="start"):
        forward_vol(flat(), start=start, end=end)


def test_forward_smiles_agree_at_the_forward_and_when_flat() -> None:
    k = np.linspace(-0.2, 0.2, 5)
    for convention in ("difference", "stationary"):
        terms = {"start": 0.5, "end": 1.0, "convention": convention}
        assert forward_smile(stepped(), log_moneyness=k, **terms) == pytest.approx([0.3] * 5)
        middle = forward_smile(skewed(), log_moneyness=0.0, **terms)
        assert middle == pytest.approx(forward_vol(skewed(), start=0.5, end=1.0))
    stationary = forward_smile(
        skewed(), start=0.5, end=1.0, log_moneyness=k, convention="stationary"
    )
    # The same vol at the forward in every expiry: the smile of half a year, as it is today.
    assert stationary == pytest.approx(skewed().vol(log_moneyness=k, expiry=0.5))


def test_other_arguments_are_refused() -> None:
    with pytest.raises(InvalidArgumentError, match="start"):
        forward_smile(flat(), start=0.0, end=1.0, log_moneyness=0.0)
    with pytest.raises(InvalidArgumentError, match="convention"):
        forward_smile(flat(), start=0.5, end=1.0, log_moneyness=0.0, convention="sticky")
