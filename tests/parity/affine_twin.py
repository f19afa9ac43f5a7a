"""A readable twin of the Fourier strips: Gauss-Legendre panels on a straight line, in NumPy."""

from __future__ import annotations

import math

import numpy as np


def exponent(u, p, expiry):
    """Log characteristic function of ln(S_T / F), as Albrecher and others (2007) write it."""
    v0, kappa, theta, sigma, rho, intensity, mean, spread = p
    c = u * u + 1j * u
    jump = np.exp(1j * u * mean - 0.5 * spread**2 * u * u) - 1
    jump -= 1j * u * math.expm1(mean + 0.5 * spread**2)
    if sigma == 0:
        faded = -math.expm1(-kappa * expiry) / kappa
        return -c / 2 * (v0 * faded + theta * (expiry - faded)) + intensity * expiry * jump
    xi = kappa - 1j * rho * sigma * u
    d = np.sqrt(xi * xi + sigma**2 * c)
    g = (xi - d) / (xi + d)
    decay = np.exp(-d * expiry)
    level = (xi - d) * expiry - 2 * np.log((1 - g * decay) / (1 - g))
    growth = (xi - d) / sigma**2 * (1 - decay) / (1 - g * decay)
    return v0 * growth + kappa * theta / sigma**2 * level + intensity * expiry * jump


def nodes(p, expiry, widest):
    """Nodes and weights on [0, end], where the characteristic function is below exp(-45)."""
    end = 1.0
    while exponent(end - 0.5j, p, expiry).real > -45.0:
        end *= 1.3
    width = min(1.0 / widest, 0.1 * end)
    growing = width * np.cumsum(np.minimum(1.0, 0.05 * 1.3 ** np.arange(12)))
    more = growing[-1] + width * np.arange(1, max(2, math.ceil((end - growing[-1]) / width) + 1))
    edges = np.concatenate([[0.0], growing, more])
    at, weight = np.polynomial.legendre.leggauss(24)
    half = 0.5 * np.diff(edges)[:, None]
    middle = 0.5 * (edges[1:] + edges[:-1])[:, None]
    return (middle + half * at).ravel(), (half * weight).ravel()


def undiscounted(strikes, forward, p, expiry, is_call, *, payoff="vanilla"):
    """The undiscounted values of options or digitals, from Lewis' integral of E[min(S, K)] / K."""
    x = np.log(forward / strikes)
    z, weight = nodes(p, expiry, 0.4 * np.abs(x).max() + 0.02)
    u = z - 0.5j
    kernel = weight * np.exp(exponent(u, p, expiry)) / (u * (u + 1j)) / math.pi
    turns = np.exp(1j * np.outer(x, u))
    least, slope = (turns @ kernel).real, (turns @ (1j * u * kernel)).real
    if payoff == "vanilla":
        return np.where(is_call, forward - strikes * least, strikes - strikes * least)
    if payoff == "asset":
        return np.where(is_call, forward - strikes * slope, strikes * slope)
    return np.where(is_call, least - slope, 1 - least + slope)
