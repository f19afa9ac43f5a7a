"""American options on a stock with cash dividends: prices, Greeks, boundary, implied vols."""

from __future__ import annotations

import numpy as np

import axiom

strikes = np.arange(80.0, 121.0, 10.0)
dividends = [(0.15, 0.8), (0.40, 0.8), (0.65, 0.8), (0.90, 0.8)]
terms = {"spot": 100.0, "strike": strikes, "expiry": 1.0, "rate": 0.05}

print("strike   european   american   premium     delta    vega   d(price)/d(dividends)")
for is_call in (True, False):
    common = {**terms, "vol": 0.25, "is_call": is_call, "dividends": dividends}
    european = axiom.price(**common)
    greeks = axiom.greeks(**common, exercise="american")
    for row, strike in enumerate(strikes):
        print(
            f"{strike:6.0f} {european[row]:10.4f} {greeks.price[row]:10.4f} "
            f"{greeks.price[row] - european[row]:9.4f} {greeks.delta[row]:9.4f} "
            f"{greeks.vega[row]:7.3f}   {np.array2string(greeks.dividends[:, row], precision=3)}"
        )

quotes = np.round(axiom.price(**terms, vol=0.25, exercise="american", dividends=dividends), 2)
vols, statuses = axiom.implied_vol(
    price=quotes, **terms, exercise="american", dividends=dividends, return_status=True
)
print(
    "call quotes",
    quotes,
    "imply",
    vols.round(4),
    {axiom.ImpliedVolStatus(s).name for s in statuses},
)

lower, upper = axiom.exercise_boundary(
    strike=100.0, expiry=np.array([0.1, 0.5, 1.0]), vol=0.25, rate=0.05, is_call=False
)
print("a put without dividends is exercised below", upper.round(3))
