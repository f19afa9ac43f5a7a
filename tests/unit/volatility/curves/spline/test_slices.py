from __future__ import annotations

import dataclasses
import pickle

import numpy as np
import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.volatility import SplineSlice

from .smiles import make_slice

GOOD = make_slice(0.5)


def test_arrays_are_copied_and_read_only() -> None:
    knots = GOOD.knots.copy()
    s = dataclasses.replace(GOOD, knots=knots)
    knots[0] = 9.0
    assert s == GOOD
    for name in ("knots", "total_variance", "standard_error", "second"):
        array = getattr(s, name)
        assert array.dtype == np.float64
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0.0


def test_slices_compare_bit_for_bit_and_pickle() -> None:
    again = pickle.loads(pickle.dumps(GOOD))  # noqa: S301
    assert again == GOOD
    assert hash(again) == hash(GOOD)
    moved = GOOD.total_variance.copy()
    moved[3] = np.nextafter(moved[3], 1.0)
    assert dataclasses.replace(GOOD, total_variance=moved) != GOOD
    assert GOOD != "a slice"


def _changed(name: str, index: int, value: float) -> dict[str, np.ndarray]:
    array = getattr(GOOD, name).copy()
    array[index] = value
    return {name: array}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"expiry": GOOD.expiry.replace(tzinfo=None)}, "expiry .* is naive; give it a time zone"),
        ({"years": 0.0}, "years is 0.0; give"),
        ({"years": np.nan}, "years is nan; give"),
        ({"knots": GOOD.knots[::-1]}, "knots: .* is followed by .*; give strictly ascending"),
        (_changed("knots", 1, float(GOOD.knots[0])), "is followed by"),
        (_changed("knots", 2, np.nan), "knots holds nan; give finite"),
        ({"knots": GOOD.knots[:1]}, r"knots has shape \(1,\); give two or more"),
        ({"knots": GOOD.knots[:, None]}, "in one dimension"),
        ({"knots": GOOD.knots[:-1]}, "11 knots, 12 total variances and 12 errors"),
        (_changed("total_variance", 4, -0.01), "total_variance holds -0.01; give values above 0"),
        (_changed("total_variance", 4, np.inf), "total_variance holds inf; give finite"),
        (_changed("standard_error", 0, -1e-3), "standard_error holds -0.001; give values of 0"),
        ({"standard_error": GOOD.standard_error[:3]}, "and 3 errors"),
        ({"log_moneyness_min": 3.0}, "log_moneyness_min is 3.0 and log_moneyness_max"),
        ({"log_moneyness_max": np.nan}, "give a finite range"),
        ({"n_quotes": -1}, "n_quotes is -1; give"),
    ],
)
def test_bad_input_is_named(change: dict[str, object], message: str) -> None:
    with pytest.raises(InvalidArgumentError, match=message):
        dataclasses.replace(GOOD, **change)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("knots", "values", "message"),
    [
        ([-0.1, 0.1], [0.45, 0.05], r"slopes -2.0\d* and -2.0"),
        ([-0.1, 0.1], [0.04, 0.05], "left slope in"),
        ([-0.1, 0.0, 0.1], [0.05, 0.04, 0.30], "the right one in"),
        ([-0.3, -0.2, -0.1, 0.1, 0.2, 0.3], [0.3, 0.2, 0.01, 0.01, 0.2, 0.3], "falls to -0.0"),
    ],
)
def test_total_variance_that_is_not_positive_or_too_steep_is_refused(
    knots: list[float], values: list[float], message: str
) -> None:
    with pytest.raises(InvalidArgumentError, match=message):
        SplineSlice(
            expiry=GOOD.expiry,
            years=0.5,
            knots=np.array(knots),
            total_variance=np.array(values),
            standard_error=np.zeros(len(knots)),
            log_moneyness_min=-0.1,
            log_moneyness_max=0.1,
            n_quotes=2,
        )
