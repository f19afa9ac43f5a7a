"""Results with a status for each row, whatever is wrong with some of them."""

from typing import Any

import numpy as np
import pytest

import axiom
from axiom.service.pricing.rows import Options, fill_greeks, fill_vols, refuse_call, row_faults


def options_of(how: dict[str, Any] | None = None, **columns: Any) -> Options:
    arrays = {name: np.asarray(value, dtype=np.float64) for name, value in columns.items()}
    size = arrays["strike"].size
    return Options(columns=arrays, is_call=np.array(True), size=size, how=how or {})


def prices_of(options: Options) -> tuple[list[float], list[int]]:
    out, status = {"price": np.empty(options.size)}, np.empty(options.size, dtype=np.uint8)
    fill_greeks(options, out, status)
    return out["price"].tolist(), status.tolist()


@pytest.mark.parametrize("exercise", ["european", "american"])
def test_each_row_has_what_it_would_have_alone(exercise: str) -> None:
    rows = {
        "spot": [100.0, 100.0, -1.0, 100.0, 1e-200, 100.0, np.nan],
        "strike": [90.0, -5.0, 90.0, 110.0, 90.0, 90.0, 90.0],
        "expiry": [0.5, 0.5, 0.5, -0.1, 0.5, 0.5, 0.5],
        "vol": [0.2, 0.2, 0.2, 0.2, 0.2, np.inf, 0.2],
    }
    found, status = prices_of(options_of({"exercise": exercise}, **rows))
    alone = axiom.price(spot=100.0, strike=90.0, expiry=0.5, vol=0.2, exercise=exercise)
    assert status == [0, 4, 4, 4, 4, 4, 4]
    assert found[0] == alone
    assert np.isnan(found[1:]).all()


def test_rows_that_only_a_dividend_makes_bad_do_not_touch_the_others() -> None:
    paid = [axiom.Dividend(time=0.25, cash=5.0)]
    rows = {"spot": [100.0, 4.0, 100.0, 4.0], "strike": [100.0] * 4, "vol": [0.2] * 4}
    expiry = [0.5, 0.5, 0.5, 0.1]
    found, status = prices_of(options_of({"dividends": paid}, **rows, expiry=expiry))
    assert status == [0, 4, 0, 0]
    how: dict[str, Any] = {"strike": 100.0, "vol": 0.2, "dividends": paid}
    assert found[0] == found[2] == axiom.price(spot=100.0, expiry=0.5, **how)
    assert found[3] == axiom.price(spot=4.0, expiry=0.1, **how)
    with pytest.raises(axiom.InvalidArgumentError, match="not below the spot"):
        axiom.price(spot=4.0, expiry=0.5, **how)


def test_a_grid_that_cannot_hold_a_row_does_not_touch_the_others() -> None:
    how = {"dividends": [axiom.Dividend(time=0.25, cash=1.0)]}
    columns = {"spot": [100.0] * 3, "strike": [100.0] * 3, "expiry": [0.5] * 3}
    _, status = prices_of(options_of(how, **columns, vol=[0.2, 20.0, 0.2]))
    assert status == [0, 4, 0]


def test_vols_have_statuses_where_prices_have_errors() -> None:
    options = options_of(
        {"exercise": "american", "dividends": [axiom.Dividend(time=0.25, cash=5.0)]},
        price=[9.0, 9.0],
        spot=[100.0, 4.0],
        strike=[100.0, 100.0],
        expiry=[0.5, 0.5],
    )
    out, status = {"vol": np.empty(2)}, np.empty(2, dtype=np.uint8)
    fill_vols(options, out, status)
    assert status.tolist() == [0, 4]
    assert np.isfinite(out["vol"]).tolist() == [True, False]


def test_says_why_rows_are_bad() -> None:
    options = options_of(
        spot=[100.0, -1.0, np.nan], strike=[100.0] * 3, expiry=[0.5] * 3, vol=[0.2] * 3
    )
    status = np.array([0, 4, 4], dtype=np.uint8)
    first, second = row_faults(fill_greeks, options, status)
    assert first["row"] == 1
    assert (
        first["message"] == "spot must not be negative (model='normal' takes any forward), got -1.0"
    )
    assert second == {"row": 2, "message": "spot is missing: give a number"}


def test_names_twenty_bad_rows_at_most() -> None:
    options = options_of(spot=[-1.0] * 50, strike=[100.0] * 50, expiry=[0.5] * 50, vol=[0.2] * 50)
    assert len(row_faults(fill_greeks, options, np.full(50, 4, dtype=np.uint8))) == 20


def test_what_is_wrong_for_any_row_is_refused_beforehand() -> None:
    paid = {"dividends": [axiom.Dividend(time=0.25, cash=5.0)]}
    options = options_of(paid, forward=[100.0], strike=[100.0], expiry=[0.5], vol=[0.2])
    with pytest.raises(axiom.InvalidArgumentError, match="cannot be combined with forward"):
        refuse_call(fill_greeks, options, ("price",))
