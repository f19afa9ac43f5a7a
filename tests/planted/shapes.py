"""SSVI, and a mixture around an event: truths in closed form."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from axiom.kernels import implied_vol, price

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Ssvi:
    """SSVI with phi = eta theta^-gamma (1 + theta)^(gamma - 1) and theta = vol^2 t.

    Free of arbitrage where eta (1 + |rho|) <= 2 and 0 < gamma <= 1/2 (Gatheral and Jacquier 2014,
    remark 4.4). The vol at the money falls from `short_vol` to `long_vol` over `half_life` years.
    """

    short_vol: float = 0.16
    long_vol: float = 0.20
    half_life: float = 0.5
    rho: float = -0.6
    eta: float = 1.1
    gamma: float = 0.45

    def __post_init__(self) -> None:
        if not (self.eta * (1.0 + abs(self.rho)) <= 2.0 and 0.0 < self.gamma <= 0.5):
            raise ValueError(f"{self} admits arbitrage: keep eta (1 + |rho|) <= 2, gamma <= 1/2")
        if self.short_vol > self.long_vol:
            raise ValueError(f"{self}: total variance may fall; keep short_vol <= long_vol")

    def total_variance(self, log_moneyness: Floats, years: float) -> Floats:
        """w(k, t)."""
        pull = 1.0 - 2.0 ** (-years / self.half_life)
        theta = (self.short_vol + (self.long_vol - self.short_vol) * pull) ** 2 * years
        phi = self.eta * theta**-self.gamma * (1.0 + theta) ** (self.gamma - 1.0)
        x = phi * np.asarray(log_moneyness)
        root = np.sqrt((x + self.rho) ** 2 + 1.0 - self.rho**2)
        return np.asarray(0.5 * theta * (1.0 + self.rho * x + root))

    def vol(self, log_moneyness: Floats, years: float) -> Floats:
        """Black vol of one expiry."""
        return np.asarray(np.sqrt(self.total_variance(log_moneyness, years) / years))


@dataclass(frozen=True, kw_only=True)
class EventMixture:
    """A diffusion whose vol is `calm_vol` or `wild_vol`, and one jump at `event` years.

    At the event the price is multiplied by exp(`up`) with chance `chance`, else by what keeps the
    forward. Expiries soon after it have two humps in their density and a W for a smile. The
    spread of S_T / F grows with expiry in the convex order, so the surface is free of arbitrage.
    """

    calm_vol: float = 0.20
    wild_vol: float = 0.60
    wild_chance: float = 0.10
    event: float = 0.03
    up: float = 0.07
    chance: float = 0.5

    def vol(self, log_moneyness: Floats, years: float) -> Floats:
        """Black vol of one expiry."""
        strike = np.exp(np.asarray(log_moneyness, dtype=float))
        is_call = strike > 1.0
        mixed = np.zeros_like(strike)
        for weight, forward, vol in self._branches(years):
            option = {"strike": strike, "expiry": years, "is_call": is_call}
            mixed += weight * np.asarray(price(forward=forward, vol=vol, **option))
        found = implied_vol(price=mixed, forward=1.0, strike=strike, expiry=years, is_call=is_call)
        return np.asarray(found)

    def _branches(self, years: float) -> list[tuple[float, float, float]]:
        """Chance, forward and vol of each."""
        high = float(np.exp(self.up))
        low = (1.0 - self.chance * high) / (1.0 - self.chance)
        jumps = [(self.chance, high), (1.0 - self.chance, low)]
        moves = [(1.0, 1.0)] if years < self.event else jumps
        vols = [(1.0 - self.wild_chance, self.calm_vol), (self.wild_chance, self.wild_vol)]
        return [(a * b, forward, vol) for a, forward in moves for b, vol in vols]
