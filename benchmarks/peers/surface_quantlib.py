"""QuantLib on a whole chain: SVI expiry by expiry, and Andreasen-Huge over all.

Both work on strikes over forwards at zero rates, and on days: the n-th expiry gets a day of its own
and vols that keep its total variance.
"""

from __future__ import annotations

import numpy as np
import QuantLib as ql  # noqa: N813  (the name its own examples use)

from benchmarks.peers.quantlib import TODAY
from benchmarks.surfaces import Floats, Rival, Smile, VolOf

AH_EVERY = 8


def svi(smiles: list[Smile]) -> list[VolOf]:
    """`SviInterpolatedSmileSection`, vega-weighted, all five parameters free."""
    ql.Settings.instance().evaluationDate = TODAY
    return [_section(smile, days) for smile, days in zip(smiles, _days(smiles), strict=True)]


def andreasen_huge(smiles: list[Smile]) -> list[VolOf]:
    """`AndreasenHugeVolatilityInterpl` on every eighth strike: it takes minutes on all of them."""
    ql.Settings.instance().evaluationDate = TODAY
    days = _days(smiles)
    pairs = ql.CalibrationSet()
    for smile, day in zip(smiles, days, strict=True):
        scale = _scale(smile, day)
        for k, vol in zip(
            smile.log_moneyness[::AH_EVERY], smile.mid_vol[::AH_EVERY] * scale, strict=True
        ):
            kind = ql.Option.Call if k > 0.0 else ql.Option.Put
            payoff = ql.PlainVanillaPayoff(kind, float(np.exp(k)))
            option = ql.VanillaOption(payoff, ql.EuropeanExercise(TODAY + day))
            pairs.push_back(ql.CalibrationPair(option, ql.SimpleQuote(float(vol))))
    spot = ql.QuoteHandle(ql.SimpleQuote(1.0))
    zero = ql.YieldTermStructureHandle(ql.FlatForward(TODAY, 0.0, ql.Actual365Fixed()))
    fitted = ql.AndreasenHugeVolatilityAdapter(
        ql.AndreasenHugeVolatilityInterpl(pairs, spot, zero, zero)
    )
    fitted.blackVol(TODAY + days[0], 1.0, True)  # it fits when first asked
    return [_read(fitted, smile, day) for smile, day in zip(smiles, days, strict=True)]


RIVALS = (
    Rival("QuantLib SVI smile sections", svi, days=4),
    Rival(
        "QuantLib Andreasen-Huge",
        andreasen_huge,
        days=1,
        note=f"fitted to every {AH_EVERY}th strike, since it takes many minutes on all",
    ),
)


def _days(smiles: list[Smile]) -> list[int]:
    """Days to expiry, each later than the one before."""
    found: list[int] = []
    for smile in smiles:
        found.append(max(found[-1] + 1 if found else 1, round(365.0 * smile.years)))
    return found


def _scale(smile: Smile, days: int) -> float:
    return float(np.sqrt(365.0 * smile.years / days))


def _section(smile: Smile, days: int) -> VolOf:
    scale = _scale(smile, days)
    vols = smile.mid_vol * scale
    at = float(np.interp(0.0, smile.log_moneyness, vols))
    level = at**2 * days / 365.0
    start = (0.25 * level, 0.1, 0.1, -0.4, 0.0)
    section = ql.SviInterpolatedSmileSection(
        TODAY + days, 1.0, np.exp(smile.log_moneyness).tolist(), False, at, vols.tolist(),
        *start, False, False, False, False, False, True,
    )  # fmt: skip
    section.volatility(1.0)  # it fits when first asked

    def read(k: Floats) -> Floats:
        return np.array([section.volatility(float(x)) for x in np.exp(k)]) / scale

    return read


def _read(fitted: ql.AndreasenHugeVolatilityAdapter, smile: Smile, days: int) -> VolOf:
    def read(k: Floats) -> Floats:
        day = TODAY + days
        vols = [fitted.blackVol(day, float(x), True) for x in np.exp(k)]
        return np.array(vols) / _scale(smile, days)

    return read
