"""A no-trade band with few parameters, for tuning by simulation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from axiom.core.fields import number
from axiom.desk.hedging.band import Band, BandPolicy, cube_root_gamma
from axiom.desk.hedging.policy import HedgingState
from axiom.kernels.hedging import HedgingRule

__all__ = ["NoTradeBand"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoTradeBand(BandPolicy):
    """Keep the holding within [centre - below g, centre + above g], and within 0 and one unit.

    Parameters
    ----------
    vol_scale : float
        The centre is the delta at the quoted vol times this, above 0.
    shift : float
        Added to the centre.
    below, above : float
        Widths on either side over g = (exp(-r T) S Gamma^2)^(1/3) with Gamma at the quoted vol, 0
        or more.
    smile : float
        Share of vega times the slope of the quoted vol that is added to the centre: 1 for
        Bartlett's delta.

    Notes
    -----
    The form is that of Whalley and Wilmott's asymptotic band, where both widths are
    (3 c / (2 gamma))^(1/3), with a centre that costs and drift may move and a width for each side.
    `tune_band` finds the parameters.

    Verified by ``tests/unit/desk/hedging/test_policies.py``.
    """

    vol_scale: float = 1.0
    shift: float = 0.0
    below: float = 0.0
    above: float = 0.0
    smile: float = 0.0

    def __post_init__(self) -> None:
        """Check the parameters."""
        number(self, "vol_scale", above=0.0)
        for name in ("below", "above"):
            number(self, name, least=0.0)
        for name in ("shift", "smile"):
            number(self, name)

    def band(self, state: HedgingState) -> Band:
        """Return the band, cut at holdings of 0 and one unit."""
        quoted = state.greeks("gamma", "vega")
        scaled = self.vol_scale * np.asarray(state.vol, dtype=np.float64)
        centre = state.greeks("delta", vol=scaled).delta + self.shift
        centre = centre + self.smile * quoted.vega * np.asarray(state.vol_slope)
        unit = cube_root_gamma(state, np.asarray(quoted.gamma))
        least, most = _bounds(state.option.is_call)
        low, high = centre - self.below * unit, centre + self.above * unit
        return Band(least=np.clip(low, least, most), most=np.clip(high, least, most))

    def rule(self, *, is_call: bool, is_short: bool) -> HedgingRule:
        """Return the band as the compiled loop takes it."""
        least, most = _bounds(is_call)
        return HedgingRule(
            is_call=is_call,
            vol_scale=self.vol_scale,
            shift=self.shift,
            smile=self.smile,
            below=self.below,
            above=self.above,
            least=least,
            most=most,
        )


def _bounds(is_call: bool) -> tuple[float, float]:
    """Return the least and the most units that one option sold can deliver or take."""
    return (0.0, 1.0) if is_call else (-1.0, 0.0)
