from __future__ import annotations

import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.volatility.analytics.arguments import tenor_label, tenor_years, valid_expiry


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
