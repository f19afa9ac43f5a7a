"""Price one option, then a grid of them, with Greeks."""

from __future__ import annotations

import numpy as np

import axiom

option = {"spot": 100.0, "strike": 105.0, "expiry": 0.5, "vol": 0.2, "rate": 0.03}
greeks = axiom.greeks(**option)
print("one call")
for name, value in greeks.as_dict().items():
    print(f"  {name:<10} {value:>12.6f}")

strikes = np.arange(80.0, 121.0, 10.0)[:, np.newaxis]
expiries = np.array([0.1, 0.5, 1.0])
grid = axiom.greeks(
    forward=100.0, strike=strikes, expiry=expiries, vol=0.2, only=("price", "delta")
)
print("calls on a forward of 100: price (delta) by strike and expiry")
for strike, prices, deltas in zip(strikes[:, 0], grid.price, grid.delta, strict=True):
    cells = "  ".join(f"{p:7.3f} ({d:.3f})" for p, d in zip(prices, deltas, strict=True))
    print(f"  {strike:5.0f}  {cells}")
