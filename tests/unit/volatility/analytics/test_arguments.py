from __future__ import annotations

import numpy as np
import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.volatility.analytics.arguments import (
    points_of,
    tenor_label,
    tenor_years,
    valid_expiry,
)

from .made import flat


@pytest.mark.parametrize(
    ("tenor", "years"),
    [("7d", 7 / 365), ("2w", 14 / 365), (" 3M ", 0.25), ("1y", 1.0), ("1.5y", 1.5), (0.3, 0.3)],
)
def test_tenors(tenor, years):
    assert tenor_years(tenor) == pytest.approx(years)


@pytest.mark.parametrize("tenor", ["", "3", "m", "-1m", "0d", "3q", 0.0, -1.0, float("nan")])
def test_what_is_no_tenor_is_refused(tenor):
    with pytest.raises(InvalidArgumentError, match="tenor"):
        tenor_years(tenor)


def test_labels():
    assert tenor_label(" 3M ") == "3m"
    assert tenor_label(1.0 / 3.0) == "0.3333y"


@pytest.mark.parametrize("expiry", [0.0, -0.1, float("inf"), float("nan"), None, [0.1, 0.2]])
def test_what_is_no_expiry_is_refused(expiry):
    with pytest.raises(InvalidArgumentError, match="start"):
        valid_expiry(expiry, "start")


def test_points_are_log_moneyness_and_expiry_of_one_shape():
    surface = flat()
    k, t = points_of(surface, [90.0, 110.0], None, 0.5)
    assert k == pytest.approx(np.log([90.0, 110.0]) - np.log(surface.forward(0.5)))
    assert t.tolist() == [0.5, 0.5]
    same, _ = points_of(surface, None, k, 0.5)
    assert same.tolist() == k.tolist()
    for strike, log_moneyness in ((None, None), (90.0, 0.0), (-1.0, None)):
        with pytest.raises(InvalidArgumentError):
            points_of(surface, strike, log_moneyness, 0.5)
    with pytest.raises(InvalidArgumentError, match="broadcast"):
        points_of(surface, None, [0.0, 0.1], [0.1, 0.2, 0.3])
