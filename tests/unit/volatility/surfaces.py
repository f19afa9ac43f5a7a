"""Surfaces with arbitrage, behind the protocol, to show that the certificate can fail."""

from __future__ import annotations

import numpy as np

from axiom.volatility import Region, SurfaceDerivatives

from .conftest import VALUATION


class FormulaSurface:
    """Total variance from a function of (k, t); derivatives by central differences."""

    valuation_time = VALUATION

    def __init__(self, variance, fitted_expiries):
        self._variance = variance
        self.fitted_expiries = tuple(fitted_expiries)

    def forward(self, expiry):
        return np.full(np.shape(expiry), 100.0)

    def discount_factor(self, expiry):
        return np.ones(np.shape(expiry))

    def total_variance(self, *, strike=None, log_moneyness=None, expiry):
        k = np.log(np.asarray(strike) / 100.0) if log_moneyness is None else log_moneyness
        return self._variance(np.asarray(k, dtype=float), np.asarray(expiry, dtype=float))

    def vol(self, *, strike=None, log_moneyness=None, expiry):
        w = self.total_variance(strike=strike, log_moneyness=log_moneyness, expiry=expiry)
        return np.sqrt(w / expiry)

    def derivatives(self, *, strike=None, log_moneyness=None, expiry):
        k = np.log(np.asarray(strike) / 100.0) if log_moneyness is None else log_moneyness
        h, dt = 1e-4, 1e-6
        low, at, high = (self._variance(k + x, expiry) for x in (-h, 0.0, h))
        late, early = self._variance(k, expiry + dt), self._variance(k, expiry - dt)
        return SurfaceDerivatives(
            total_variance=at,
            dw_dk=(high - low) / (2 * h),
            d2w_dk2=(high - 2 * at + low) / h**2,
            dw_dt=(late - early) / (2 * dt),
        )

    def density(self, *, strike=None, log_moneyness=None, expiry):
        k = np.log(np.asarray(strike) / 100.0) if log_moneyness is None else log_moneyness
        d = self.derivatives(log_moneyness=k, expiry=expiry)
        w, root = d.total_variance, np.sqrt(d.total_variance)
        g = (1 - k * d.dw_dk / (2 * w)) ** 2 - d.dw_dk**2 / 4 * (1 / w + 0.25) + d.d2w_dk2 / 2
        d2 = -k / root - root / 2
        return g * np.exp(-(d2**2) / 2) / (np.sqrt(2 * np.pi) * root * 100.0 * np.exp(k))

    def region(self, *, strike=None, log_moneyness=None, expiry):
        return np.full(
            np.broadcast_shapes(np.shape(log_moneyness), np.shape(expiry)), Region.OBSERVED
        )
