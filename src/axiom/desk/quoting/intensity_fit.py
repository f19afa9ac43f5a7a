"""Maximum likelihood of fill intensities from time quoted and fills by offset."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from axiom.core.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Curve = Callable[[Floats], tuple[Floats, Floats]]

__all__ = ["fitted_exponential", "fitted_logistic"]

MOST_ROUNDS: Final = 200
PRECISION: Final = 1e-10
WORST_CONDITION: Final = 1e10


def fitted_exponential(
    offset: Floats, time: Floats, squared: Floats, fills: Floats
) -> tuple[Floats, Floats]:
    """Fit ln A and k of A exp(-k offset).

    Parameters
    ----------
    offset, time, squared, fills : ndarray, shape (n,)
        Offsets, time quoted at each by weight and by squared weight, fills by weight.

    Returns
    -------
    parameters, covariance : ndarray, shapes (2,) and (2, 2)

    Raises
    ------
    DataError
        If they are not identified.

    Notes
    -----
    The log-likelihood is concave. Verified by tests/unit/desk/quoting/test_intensity.py.
    """
    _check_spread(offset, fills)
    middle = float(np.average(offset, weights=time))
    away = offset - middle

    def curve(parameters: Floats) -> tuple[Floats, Floats]:
        log_rate = parameters[0] - parameters[1] * away
        return log_rate, np.array([np.ones_like(away), -away])

    start = np.array([np.log(fills.sum() / time.sum()), 0.0])
    centred, covariance = _scored(curve, start, time, squared, fills)
    turn = np.array([[1.0, middle], [0.0, 1.0]])
    parameters = turn @ centred
    if parameters[1] <= 0.0:
        raise DataError(
            f"fills do not fall in the offset (decay {parameters[1]:.3g}): observe for longer, or "
            "at offsets further apart"
        )
    return parameters, turn @ covariance @ turn.T


def fitted_logistic(
    offset: Floats, time: Floats, squared: Floats, fills: Floats
) -> tuple[Floats, Floats]:
    """Fit ln scale, steepness and shift of scale / (1 + exp(shift + steepness offset)).

    Parameters
    ----------
    offset, time, squared, fills : ndarray, shape (n,)
        As of `fitted_exponential`; three offsets or more.

    Returns
    -------
    parameters, covariance : ndarray, shapes (3,) and (3, 3)

    Raises
    ------
    DataError
        If they are not identified: where all offsets lie in the exponential tail, scale and shift
        cannot be told apart.

    Notes
    -----
    Verified by tests/unit/desk/quoting/test_intensity.py.
    """
    _check_spread(offset, fills)
    if offset.size < 3:
        raise DataError(f"{offset.size} offsets identify no logistic intensity: quote at 3 or more")

    def curve(parameters: Floats) -> tuple[Floats, Floats]:
        x = parameters[2] + parameters[1] * offset
        refused = np.where(x >= 0.0, 1.0, np.exp(-np.abs(x))) / (1.0 + np.exp(-np.abs(x)))
        log_rate = parameters[0] - np.logaddexp(0.0, x)
        return log_rate, np.array([np.ones_like(x), -refused * offset, -refused])

    middle = float(np.average(offset, weights=time))
    spread = float(np.sqrt(np.average((offset - middle) ** 2, weights=time)))
    start = np.array([np.log(2.0 * fills.sum() / time.sum()), 1.0 / spread, -middle / spread])
    parameters, covariance = _scored(curve, start, time, squared, fills)
    if parameters[1] <= 0.0:
        raise DataError(
            f"fills do not fall in the offset (steepness {parameters[1]:.3g}): observe for longer, "
            "or at offsets further apart"
        )
    return parameters, covariance


def _check_spread(offset: Floats, fills: Floats) -> None:
    """Raise where no fall can be finite: every fill at the smallest offset."""
    filled = offset[fills > 0.0]
    if (filled == offset.min()).all():
        raise DataError(
            f"fills came only at the smallest offset, {offset.min():g}: their fall is not "
            "identified; observe until others are filled"
        )


def _scored(
    curve: Curve, start: Floats, time: Floats, squared: Floats, fills: Floats
) -> tuple[Floats, Floats]:
    """Maximise by Fisher's scoring with halved steps; give the estimate and its covariance."""
    parameters, worth = start, _likelihood(curve, start, time, fills)
    for _ in range(MOST_ROUNDS):
        log_rate, slopes = curve(parameters)
        expected = time * np.exp(log_rate)
        information = (slopes * expected) @ slopes.T
        score = slopes @ (fills - expected)
        move = _solved(information, score)
        share = 1.0
        while share > PRECISION:
            tried = parameters + share * move
            better = _likelihood(curve, tried, time, fills)
            if better >= worth:
                break
            share *= 0.5
        else:
            tried, better = parameters, worth
        small = abs(float(score @ move)) < PRECISION * max(float(fills.sum()), 1e-300)
        parameters, worth = tried, better
        if small:
            return parameters, _covariance(curve, parameters, time, squared)
    raise DataError(
        "the fill intensity is not identified: its likelihood has no maximum that can be reached; "
        "observe for longer, or at offsets further apart"
    )


def _likelihood(curve: Curve, parameters: Floats, time: Floats, fills: Floats) -> float:
    log_rate, _ = curve(parameters)
    with np.errstate(over="ignore"):
        value = float(fills @ log_rate - time @ np.exp(log_rate))
    return value if np.isfinite(value) else -np.inf


def _covariance(curve: Curve, parameters: Floats, time: Floats, squared: Floats) -> Floats:
    """Inverse information, widened by what forgetting makes of it."""
    log_rate, slopes = curve(parameters)
    rate = np.exp(log_rate)
    inverse = _solved((slopes * (time * rate)) @ slopes.T, np.eye(parameters.size))
    return np.asarray(inverse @ ((slopes * (squared * rate)) @ slopes.T) @ inverse)


def _solved(information: Floats, right: Floats) -> Floats:
    """Solve with an information matrix, or raise where it tells too little."""
    size = np.sqrt(np.diag(information))
    if not (np.isfinite(size).all() and (size > 0.0).all()):
        raise DataError("the fill intensity is not identified: observe for longer")
    scaled = information / np.outer(size, size)
    if not np.linalg.cond(scaled) < WORST_CONDITION:
        raise DataError(
            "the fill intensity is not identified: its parameters cannot be told apart from these "
            "offsets; quote at offsets further apart, or fit the exponential family"
        )
    column = size if right.ndim == 1 else size[:, np.newaxis]
    return np.asarray(np.linalg.solve(scaled, right / column) / column)
