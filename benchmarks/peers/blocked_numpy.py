"""NumPy and SciPy with care: blocks that stay in cache, reused buffers, nothing done twice."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.special import ndtr

from benchmarks.options import Floats, Options

NAME = "NumPy/SciPy, blocks of 8192"
BLOCK = 8192
ROOT_TWO_PI = np.sqrt(2 * np.pi)
N_BUFFERS = 10


def greeks_batch(options: Options) -> Callable[[], Floats]:
    """Price, delta, gamma, vega, theta and rho into six preallocated rows."""
    outputs = np.empty((6, len(options)))
    buffers = np.empty((N_BUFFERS, BLOCK))
    sign = options.sign
    columns = (
        options.spot, options.strike, options.expiry, options.vol, options.rate,
        options.dividend_yield, sign,
    )  # fmt: skip

    def job() -> Floats:
        for start in range(0, len(options), BLOCK):
            part = slice(start, start + BLOCK)
            block = [column[part] for column in columns]
            size = len(block[0])
            _fill(block, outputs[:, part], buffers[:, :size])
        return outputs

    return job


def _fill(block: list[Floats], out: Floats, buffers: Floats) -> None:
    spot, strike, expiry, vol, rate, dividend_yield, sign = block
    price, delta, gamma, vega, theta, rho = out
    root, total, d1, d2, grown, paid, left, right, carry, density = buffers
    np.sqrt(expiry, out=root)
    np.multiply(vol, root, out=total)
    np.multiply(rate, expiry, out=paid)
    np.multiply(dividend_yield, expiry, out=grown)
    np.divide(spot, strike, out=d1)
    np.log(d1, out=d1)
    d1 += paid
    d1 -= grown
    d1 /= total
    np.multiply(total, 0.5, out=d2)
    d1 += d2
    np.subtract(d1, total, out=d2)
    np.negative(paid, out=paid)
    np.exp(paid, out=paid)
    paid *= strike
    np.negative(grown, out=grown)
    np.exp(grown, out=grown)  # exp(-q T), until delta has used it
    np.multiply(d1, d1, out=density)
    density *= -0.5
    np.exp(density, out=density)
    density /= ROOT_TWO_PI
    np.multiply(sign, d1, out=left)
    ndtr(left, out=left)
    np.multiply(sign, d2, out=right)
    ndtr(right, out=right)
    left *= grown
    np.multiply(sign, left, out=delta)
    density *= grown  # exp(-q T) phi(d1)
    np.multiply(spot, total, out=carry)
    np.divide(density, carry, out=gamma)
    density *= spot
    np.multiply(density, root, out=vega)
    right *= paid
    right *= sign  # s K exp(-r T) N(s d2)
    np.multiply(right, expiry, out=rho)
    np.multiply(spot, delta, out=carry)
    np.subtract(carry, right, out=price)
    carry *= dividend_yield
    right *= rate
    np.subtract(carry, right, out=theta)
    density *= vol
    density /= root
    density *= 0.5
    theta -= density
