"""The errors that prices state."""

import pytest

import axiom
from axiom.kernels.stated_errors import stated_error

OPTION = {"spot": 100.0, "strike": 90.0, "expiry": 0.5, "vol": 0.3}


def test_closed_formulas_state_rounding() -> None:
    assert stated_error(**OPTION) == (1.9e-11, "rounding")
    assert stated_error(**OPTION, has_dividends=True, dividend_model="escrowed")[1] == "rounding"


def test_the_normal_models_rounding_grows_with_its_vol() -> None:
    at_zero = {"forward": 0.0, "strike": 0.0, "expiry": 4.0, "model": "normal"}
    error, kind = stated_error(**at_zero, vol=50.0)
    assert (error, kind) == (pytest.approx(1e-11), "rounding")


@pytest.mark.parametrize(
    ("accuracy", "boundary", "grid"),
    [("fast", 9e-4, 1.9e-3), ("accurate", 9e-6, 1.9e-4), ("reference", 9e-10, 1.9e-5)],
)
def test_numerical_methods_state_what_prices_document(
    accuracy: str, boundary: float, grid: float
) -> None:
    how = {**OPTION, "exercise": "american", "accuracy": accuracy}
    assert stated_error(**how) == (pytest.approx(boundary), "discretisation")
    assert stated_error(**how, has_dividends=True) == (pytest.approx(grid), "discretisation")


@pytest.mark.parametrize("accuracy", ["fast", "accurate"])
@pytest.mark.parametrize("dividends", [None, [(0.2, 1.5)]])
def test_the_error_against_a_finer_solution_is_within(
    accuracy: str, dividends: list[tuple[float, float]] | None
) -> None:
    how = {**OPTION, "rate": 0.04, "is_call": False, "exercise": "american", "dividends": dividends}
    finer = axiom.price(**how, accuracy="reference")
    error, _ = stated_error(
        **OPTION, exercise="american", accuracy=accuracy, has_dividends=dividends is not None
    )
    assert abs(axiom.price(**how, accuracy=accuracy) - finer) < error


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"forward": 100.0}, "exactly one of spot and forward, got both"),
        ({"spot": None}, "exactly one of spot and forward, got neither"),
        ({"accuracy": "exact"}, "accuracy must be"),
        ({"exercise": "asian"}, "exercise must be"),
    ],
)
def test_refuses_what_prices_refuse(changed: dict[str, object], message: str) -> None:
    with pytest.raises(axiom.InvalidArgumentError, match=message):
        stated_error(**{**OPTION, **changed})
