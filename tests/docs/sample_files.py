"""The files that the documentation speaks of: two made chains with smiles, a book, dividends."""

from __future__ import annotations

import csv
import datetime as dt
import math
from pathlib import Path

import numpy as np

import axiom
from axiom.market import DividendSchedule

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
STOCK, STOCK_EXPIRIES = 100.0, {"2024-06-21": 18, "2024-08-16": 74, "2024-11-15": 165}
DIVIDENDS = {"2024-07-12": 0.6, "2024-10-11": 0.6}


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


def _stock_rows() -> list[tuple[object, ...]]:
    """American options on a stock that pays two dividends, borrowed at half a percent."""
    rows: list[tuple[object, ...]] = []
    schedule = DividendSchedule.from_rows(
        [(dt.date.fromisoformat(day), amount) for day, amount in DIVIDENDS.items()]
    )
    now = dt.datetime(2024, 6, 3, 20, tzinfo=dt.UTC)
    for expiration, days in STOCK_EXPIRIES.items():
        strike, is_call = np.repeat(np.arange(70.0, 131.0, 2.5), 2), np.tile([True, False], 25)
        vol = 0.28 - 0.15 * np.log(strike / STOCK) + 0.2 * np.log(strike / STOCK) ** 2
        value = axiom.price(
            spot=STOCK, strike=strike, expiry=days / 365, vol=vol, rate=RATE, dividend_yield=0.005,
            is_call=is_call, exercise="american", dividends=schedule.times(now),
        )  # fmt: skip
        half = 0.01 + 0.004 * value
        bid, ask = np.floor(100.0 * (value - half)) / 100.0, np.ceil(100.0 * (value + half)) / 100.0
        kinds = np.where(is_call, "C", "P")
        for one in zip(strike, kinds, np.maximum(bid, 0.0).round(2), ask.round(2), strict=True):
            rows.append(("2024-06-03", "ABC", STOCK, expiration, "PM", *one))
    return rows


def _write_rows(path: Path, rows: list[tuple[object, ...]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(rows)


def write_sample_files(folder: Path) -> None:
    """Write `chain.csv`, `book.csv`, `stock.csv` and `dividends.csv`."""
    _write_rows(folder / "chain.csv", _rows())
    (folder / "book.csv").write_text(BOOK, encoding="utf-8")
    _write_rows(folder / "stock.csv", _stock_rows())
    lines = ["ex_date,amount", *(f"{day},{amount}" for day, amount in DIVIDENDS.items())]
    (folder / "dividends.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
