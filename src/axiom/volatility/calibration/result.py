"""What a calibration returns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from axiom.models import Model

__all__ = ["Calibration", "CalibrationStart"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationStart:
    """A point from which was searched.

    Attributes
    ----------
    parameters : mapping of str to float
        Where the search began.
    cost : float
        Half the sum of squared residuals where it ended.
    """

    parameters: Mapping[str, float]
    cost: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """A model calibrated to quotes.

    Attributes
    ----------
    model : Model
        At the best parameters.
    parameters, standard_errors : mapping of str to float
        By name. The errors are Gauss and Newton's, scaled by the misfit: they are those of
        independent errors of the quotes, and infinite where nothing is known.
    not_identified : tuple of str
        Parameters, and combinations of them joined by " with ", that the quotes leave open.
    rmse_vol : float
        Root mean square of model less mid, in vol, over quotes whose model price has one.
    inside : float
        Share of the quotes whose model vol lies within bid and ask.
    n_quotes : int
        How many quotes were used.
    n_without_vol : int
        Of them, those whose model price has no identified vol: they count as outside.
    starts : tuple of CalibrationStart
        Those searched from, the best first.
    years : float or None
        The expiry, where the model is one expiry's.
    """

    model: Model
    parameters: Mapping[str, float]
    standard_errors: Mapping[str, float]
    not_identified: tuple[str, ...]
    rmse_vol: float
    inside: float
    n_quotes: int
    n_without_vol: int
    starts: tuple[CalibrationStart, ...]
    years: float | None = None
