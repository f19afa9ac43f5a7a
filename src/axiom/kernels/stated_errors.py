"""The errors that `axiom.price` states, as numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

from axiom.core.errors import InvalidArgumentError
from axiom.kernels.accuracy import Accuracy, check_accuracy
from axiom.kernels.exercise import Exercise, check_exercise
from axiom.kernels.schedule import DividendModel, check_dividend_model
from axiom.kernels.terms import Model, check_model

__all__ = ["BOUNDARY_ERRORS", "GRID_ERRORS", "ROUNDING", "StatedErrorKind", "stated_error"]

StatedErrorKind = Literal["rounding", "discretisation"]

ROUNDING: Final = 1e-13
"""Of closed formulas, over spot and strike; see tests/parity/test_mpmath_parity.py."""
BOUNDARY_ERRORS: Final[Mapping[Accuracy, float]] = MappingProxyType(
    {"fast": 1e-5, "accurate": 1e-7, "reference": 1e-11}
)
"""Of exercise boundaries, over the strike."""
GRID_ERRORS: Final[Mapping[Accuracy, float]] = MappingProxyType(
    {"fast": 1e-5, "accurate": 1e-6, "reference": 1e-7}
)
"""Of grids for dividends, over spot and strike."""


def stated_error(
    *,
    spot: float | None = None,
    forward: float | None = None,
    strike: float,
    expiry: float,
    vol: float,
    model: Model = "lognormal",
    exercise: Exercise = "european",
    has_dividends: bool = False,
    dividend_model: DividendModel = "spot",
    accuracy: Accuracy = "accurate",
) -> tuple[float, StatedErrorKind]:
    """Return the error that `axiom.price` states for one option.

    Parameters
    ----------
    spot, forward, strike, expiry, vol, model, exercise, dividend_model, accuracy
        As in `axiom.price`.
    has_dividends : bool
        Whether discrete dividends are given.

    Returns
    -------
    error : float
        Largest absolute error of the price, 0 or more.
    kind : {"rounding", "discretisation"}
        "rounding": of a closed formula in double precision; "discretisation": largest error over
        the range that `axiom.price` names.

    Raises
    ------
    InvalidArgumentError
        If both or none of spot and forward are given, or a word is not known.

    Examples
    --------
    >>> from axiom.kernels.stated_errors import stated_error
    >>> error, kind = stated_error(
    ...     spot=100.0, strike=100.0, expiry=1.0, vol=0.2, exercise="american"
    ... )
    >>> f"{error:.0e}", kind
    ('1e-05', 'discretisation')

    Notes
    -----
    Verified by tests/unit/kernels/test_stated_errors.py.
    """
    normal, american = check_model(model), check_exercise(exercise)
    dividends_as, precision = check_dividend_model(dividend_model), check_accuracy(accuracy)
    underlying = spot if forward is None else forward
    if underlying is None or (spot is not None and forward is not None):
        given = "both" if forward is not None else "neither"
        raise InvalidArgumentError(f"pass exactly one of spot and forward, got {given}")
    size = abs(underlying) + abs(strike)
    if has_dividends and (american or dividends_as == "spot"):
        return GRID_ERRORS[precision] * size, "discretisation"
    if american:
        return BOUNDARY_ERRORS[precision] * abs(strike), "discretisation"
    spread = vol * math.sqrt(expiry) if normal else 0.0
    return ROUNDING * (size + spread), "rounding"
