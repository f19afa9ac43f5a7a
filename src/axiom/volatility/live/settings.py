"""How a live surface follows quotes and when it doubts itself."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Final

from axiom.core.errors import InvalidArgumentError
from axiom.volatility.curves.spline.settings import SplineSettings

__all__ = ["FilterSettings"]

_ABOVE_ZERO: Final = (
    "outlier_bars",
    "rhythm_seconds",
    "least_rhythm_seconds",
    "stale_rhythms",
    "refuse_error",
    "refuse_rhythms",
    "roll_seconds",
    "half_spread_floor",
    "jump_limit",
    "spot_limit",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterSettings:
    """How a `SurfaceFilter` follows quotes and when it doubts itself.

    Attributes
    ----------
    vol_of_vol : float
        Relative standard deviation that a vol gathers in a square root of a year of variance time:
        errors grow by it between fits.
    spot_error : float
        Standard error of the skew-stickiness ratio when the dynamics bring none of their own;
        vols are doubted by it times skew times log-return.
    outlier_bars : float
        A quote is an outlier when the predicted vol lies outside its bid-ask by more than so many
        standard errors of the prediction *and* so many of its own half-spreads.
    jump_share : float
        When more than this share of an expiry's fresh quotes are outliers, the market has moved:
        they are believed, and the prediction is not.
    jump_limit : float
        But not when the median of their distances exceeds this share of the vol.
    spot_limit : float
        A spot further than this log-return from the last is ignored as an error.
    min_strikes : int
        Fresh strikes that an expiry needs to be LIVE, and to get a curve of its own.
    doubt_share : float
        An expiry is WIDE when more than this share of its quotes that count is flagged.
    wide_factor : float
        Errors of a WIDE expiry are multiplied by it.
    rhythm_seconds : float
        Time between updates of an option that is assumed at first.
    least_rhythm_seconds : float
        Rhythms shorter than this count as this.
    stale_rhythms : float
        A quote is stale when it is older than so many of its own rhythms.
    refuse_error : float
        An expiry is REFUSED when the error of its vol at the forward exceeds this share of it.
    refuse_rhythms : float
        So it is when no usable quote has come for so many of the expiry's rhythms.
    roll_seconds : float
        The valuation time of the surface is moved when it lags by so much, or by a hundredth of
        the time to the first expiry.
    near_the_money : float
        Quotes out of the money are used, and both sides within so many deviations of the forward.
    half_spread_floor : float
        Half-spreads in vol below it count as it.
    curve : SplineSettings
        Loss and roughness of the fit of a slice.
    parity_share : float
        A forward is implied again when it lies outside the bounds that more than this share of
        the expiry's call-put pairs set, of three or more.
    """

    vol_of_vol: float = 1.0
    spot_error: float = 0.5
    outlier_bars: float = 4.0
    jump_share: float = 0.5
    jump_limit: float = 1.0
    spot_limit: float = 0.5
    min_strikes: int = 3
    doubt_share: float = 0.25
    wide_factor: float = 2.0
    rhythm_seconds: float = 300.0
    least_rhythm_seconds: float = 5.0
    stale_rhythms: float = 12.0
    refuse_error: float = 0.25
    refuse_rhythms: float = 48.0
    roll_seconds: float = 60.0
    near_the_money: float = 0.5
    half_spread_floor: float = 2e-4
    parity_share: float = 0.5
    curve: SplineSettings = field(default_factory=SplineSettings)

    def __post_init__(self) -> None:
        """Refuse settings outside their domain."""
        for name in _ABOVE_ZERO:
            self._check(name, 0.0, strict=True)
        for name in ("vol_of_vol", "spot_error", "near_the_money"):
            self._check(name, 0.0, strict=False)
        self._check("wide_factor", 1.0, strict=False)
        self._check("min_strikes", 3, strict=False)
        for name in ("jump_share", "doubt_share", "parity_share"):
            value = getattr(self, name)
            if not 0.0 < value < 1.0:
                raise InvalidArgumentError(f"{name} is {value}; give a share between 0 and 1")

    def _check(self, name: str, least: float, *, strict: bool) -> None:
        value = getattr(self, name)
        if not (math.isfinite(value) and (value > least if strict else value >= least)):
            bound = f"above {least:g}" if strict else f">= {least:g}"
            raise InvalidArgumentError(f"{name} is {value}; give a finite number {bound}")
