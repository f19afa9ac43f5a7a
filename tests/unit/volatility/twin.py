"""Readable NumPy twins of the compiled eSSVI formulas."""

from __future__ import annotations

import numpy as np


def total_variance(k, theta, rho, psi):
    phi = psi / theta
    return theta / 2 * (1 + rho * phi * k + np.sqrt((phi * k + rho) ** 2 + 1 - rho**2))


def parameters(surface, t):
    """(theta, rho, psi) at an expiry: linear in (theta, psi, rho psi) between slices."""
    years = np.array([s.years for s in surface.slices])
    theta = np.array([s.theta for s in surface.slices])
    psi = np.array([s.psi for s in surface.slices])
    chi = np.array([s.rho * s.psi for s in surface.slices])
    if t < years[0]:
        return theta[0] * t / years[0], chi[0] / psi[0], psi[0] * t / years[0]
    if t > years[-1]:
        half = np.flatnonzero(years <= years[-1] / 2)[-1]
        slope = max(0.0, (theta[-1] - theta[half]) / (years[-1] - years[half]))
        return theta[-1] + slope * (t - years[-1]), chi[-1] / psi[-1], psi[-1]
    at = np.interp(t, years, psi)
    return np.interp(t, years, theta), np.interp(t, years, chi) / at, at


def durrleman(k, w, dk, dkk):
    return (1 - k * dk / (2 * w)) ** 2 - dk**2 / 4 * (1 / w + 1 / 4) + dkk / 2


def raw_svi(k, *, a, b, m, rho, sigma):
    return a + b * (rho * (k - m) + np.sqrt((k - m) ** 2 + sigma**2))
