"""The files that the documentation speaks of: a made chain with a smile, and a book on it."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import axiom

SPOT, RATE, DIVIDEND_YIELD = 5000.0, 0.04, 0.015
EXPIRIES = {"2024-06-21": 18, "2024-07-19": 46, "2024-09-20": 109, "2024-12-20": 200}
TICK = 0.05
HEADER = ("date", "underlying", "spot", "expiration", "settlement", "strike", "type", "bid", "ask")
BOOK = """\
underlying,expiry,strike,is_call,quantity,multiplier
SPX,2024-07-19,5000,put,10,100
SPX,2024-09-20,5400,call,-20,100
SPX,,,,-300,1
"""


def _vol(log_moneyness: float, years: float) -> float:
    """An SSVI smile: at the money 14 to 16 %, skewed to low strikes."""
    theta = (0.14 + 0.03 * math.sqrt(years)) ** 2 * years
    phi, rho = 0.9 / math.sqrt(theta), -0.7
    tilt = phi * log_moneyness
    root = math.sqrt((tilt + rho) ** 2 + 1 - rho**2)
    return math.sqrt(theta * (1 + rho * tilt + root) / 2 / years)


def _rows() -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for expiration, days in EXPIRIES.items():
        years = days / 365
        forward = SPOT * math.exp((RATE - DIVIDEND_YIELD) * years)
        for strike in range(4000, 6001, 50):
            vol = _vol(math.log(strike / forward), years)
            for kind in "CP":
                value = axiom.price(
                    forward=forward, strike=strike, expiry=years, vol=vol, rate=RATE,
                    is_call=kind == "C",
                )  # fmt: skip
                half = 0.1 + 0.004 * value
                bid = math.floor((value - half) / TICK) * TICK
                ask = math.ceil((value + half) / TICK) * TICK
                rows.append(
                    ("2024-06-03", "SPX", SPOT, expiration, "PM", strike, kind,
                     round(max(bid, 0.0), 2), round(ask, 2))
                )  # fmt: skip
    return rows


def write_sample_files(folder: Path) -> None:
    """Write `chain.csv` and `book.csv`."""
    with (folder / "chain.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(_rows())
    (folder / "book.csv").write_text(BOOK, encoding="utf-8")
