"""Imply vols from prices that have one, and see what the others are told."""

from __future__ import annotations

import axiom

strikes = [20.0, 90.0, 100.0, 110.0, 90.0, 100.0]
prices = [80.0, 11.2, 4.0, 0.95, 9.5, 101.0]
vols, codes, low, high = axiom.implied_vol(
    price=prices,
    forward=100.0,
    strike=strikes,
    expiry=0.25,
    return_status=True,
    return_interval=True,
)
print("calls on a forward of 100, a quarter from expiry")
for strike, price, vol, code, least, most in zip(
    strikes, prices, vols, codes, low, high, strict=True
):
    status = axiom.ImpliedVolStatus(code).name
    print(f"  strike {strike:5.0f}  price {price:6.2f}  vol {vol:8.4f}  {status:<16}", end="")
    print(f" between {least:.4f} and {most:.4f}" if status == "NOT_IDENTIFIED" else "")

try:
    axiom.implied_vol(price=9.5, forward=100.0, strike=90.0, expiry=0.25)
except axiom.ImpliedVolError as error:
    print(f"one price alone raises: {error}")
