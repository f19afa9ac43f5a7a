"""What rivals of whole surfaces have in common: what they fit, what they give, how it is judged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

import axiom
from axiom.volatility import Surface
from benchmarks.volatility_days import Floats, Smile

__all__ = ["Floats", "Rival", "Smile", "Verdict", "VolOf", "judge", "reader"]

VolOf = Callable[[Floats], Floats]
"""Vols of one expiry at log-moneyness."""

_GRID = 201
_CHANCE = 1e-6
_SHARE = 1e-6


@dataclass(frozen=True, slots=True)
class Rival:
    """A fit of all expiries of a day, and on how many days it is tried."""

    name: str
    fit: Callable[[list[Smile]], list[VolOf]]
    days: int
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """A day's fit: quotes inside bid-ask of all, and violations within the quoted strikes.

    A violation is an expiry with a negative probability beyond one in a million between two of 201
    strikes, or a pair of neighbouring expiries whose total variance falls by a millionth of itself.
    """

    inside: int
    quotes: int
    butterflies: int
    calendars: int

    @property
    def violations(self) -> int:
        return self.butterflies + self.calendars


def reader(surface: Surface, smile: Smile) -> VolOf:
    """Read an expiry of an Axiom surface the way that rivals are read."""
    return lambda k: np.asarray(surface.vol(log_moneyness=k, expiry=smile.years))


def judge(smiles: list[Smile], vols: list[VolOf]) -> Verdict:
    """Count what is inside the spreads, and where there is arbitrage."""
    inside = sum(
        int(((vol(s.log_moneyness) >= s.bid_vol) & (vol(s.log_moneyness) <= s.ask_vol)).sum())
        for s, vol in zip(smiles, vols, strict=True)
    )
    pairs = pairwise(zip(smiles, vols, strict=True))
    return Verdict(
        inside=inside,
        quotes=sum(s.log_moneyness.size for s in smiles),
        butterflies=sum(_has_butterfly(s, vol) for s, vol in zip(smiles, vols, strict=True)),
        calendars=sum(_cross(*early, *late) for early, late in pairs),
    )


def _has_butterfly(smile: Smile, vol: VolOf) -> bool:
    k = np.linspace(smile.log_moneyness[0], smile.log_moneyness[-1], _GRID)
    strike = np.exp(k)
    call = np.asarray(
        axiom.price(forward=1.0, strike=strike, expiry=smile.years, vol=vol(k), is_call=True)
    )
    slope = np.diff(call) / np.diff(strike)
    edges = np.diff(slope, prepend=-1.0, append=0.0)
    return bool(edges.min() < -_CHANCE)


def _cross(early: Smile, first: VolOf, late: Smile, second: VolOf) -> bool:
    low = max(early.log_moneyness[0], late.log_moneyness[0])
    high = min(early.log_moneyness[-1], late.log_moneyness[-1])
    k = np.linspace(low, high, _GRID)
    before, after = first(k) ** 2 * early.years, second(k) ** 2 * late.years
    return bool((after < before * (1.0 - _SHARE)).any())
