"""Small files in every layout, written by the tests themselves."""

from __future__ import annotations

import datetime as dt
import gzip
import zipfile
from itertools import product
from pathlib import Path

import numpy as np
import polars as pl

from axiom import greeks, price

SPOT = 100.0
RATE = 0.03
STRIKES = (80.0, 90.0, 95.0, 100.0, 105.0, 110.0, 120.0)
DAY = dt.date(2024, 3, 1)


def theoretical(strike: float, is_call: bool, years: float, *, vol: float = 0.25) -> float:
    """The price that every file is made from: spot 100, rate 3 %, no dividends."""
    forward = SPOT * np.exp(RATE * years)
    return float(
        price(forward=forward, strike=strike, expiry=years, vol=vol, rate=RATE, is_call=is_call)
    )


def quote(strike: float, is_call: bool, days: int) -> tuple[float, float]:
    mid = round(theoretical(strike, is_call, days / 365.0), 2)
    return round(max(mid - 0.05, 0.0), 2), round(mid + 0.05, 2)


def cboe(
    days: tuple[dt.date, ...] = (DAY,), roots: tuple[str, ...] = ("SPX", "SPXW")
) -> pl.DataFrame:
    rows = []
    for day, root, strike, is_call in product(days, roots, STRIKES, (True, False)):
        expiration = day + dt.timedelta(days=91)
        bid, ask = quote(strike, is_call, 91)
        right = "C" if is_call else "P"
        rows.append(
            {
                "underlying": "SPX",
                "underlying_last": SPOT,
                "exchange": "CBOE",
                "optionroot": f"{root}{expiration:%y%m%d}{right}{int(strike * 1000):08d}",
                "type": "call" if is_call else "put",
                "expiration": expiration.isoformat(),
                "quotedate": day.isoformat(),
                "strike": strike,
                "bid": bid,
                "ask": ask,
            }
        )
    return pl.DataFrame(rows)


def optionsdx(stamps: tuple[int, ...] = (1709326800,)) -> pl.DataFrame:
    rows = []
    for stamp in stamps:
        day = dt.datetime.fromtimestamp(stamp, dt.UTC).date()
        for strike in STRIKES:
            call, put = quote(strike, True, 91), quote(strike, False, 91)
            rows.append(
                {
                    "[QUOTE_UNIXTIME]": stamp,
                    " [QUOTE_DATE]": day.isoformat(),
                    " [UNDERLYING_LAST]": SPOT,
                    " [EXPIRE_DATE]": (day + dt.timedelta(days=91)).isoformat(),
                    " [C_SIZE]": "5x10",
                    " [C_BID]": call[0],
                    " [C_ASK]": call[1],
                    " [STRIKE]": strike,
                    " [P_BID]": put[0],
                    " [P_ASK]": put[1],
                    " [P_SIZE]": "7 x 8",
                }
            )
    return pl.DataFrame(rows)


def snapshot() -> pl.DataFrame:
    rows = [
        {
            "contract": f"SPY240621{'C' if is_call else 'P'}{int(strike * 1000):08d}",
            "exchange_time": "2024-03-01 15:28:47.574531+00:00",
            "underlying_index": "SPY",
            "spot_price": SPOT,
            "bid_price": quote(strike, is_call, 112)[0],
            "ask_price": quote(strike, is_call, 112)[1],
            "bid_size": 3,
            "ask_size": 4,
            "strike": strike,
            "optiontype": "C" if is_call else "P",
            "expiry": expiry,
            "interest_rate": 0.042,
        }
        for strike in STRIKES
        for is_call in (True, False)
        for expiry in ("2024-06-21 20:00:00+00:00", "2024-12-20 20:00:00+00:00")
    ]
    return pl.DataFrame(rows)


def generic(**renamed: str) -> pl.DataFrame:
    rows = [
        {
            "date": DAY.isoformat(),
            "ticker": "ABC",
            "spot": SPOT,
            "expiration": (DAY + dt.timedelta(days=days)).isoformat(),
            "strike": strike,
            "type": "C" if is_call else "P",
            "bid": quote(strike, is_call, days)[0],
            "ask": quote(strike, is_call, days)[1],
        }
        for days in (35, 91)
        for strike in STRIKES
        for is_call in (True, False)
    ]
    return pl.DataFrame(rows).rename(renamed)


def deribit(
    delays: tuple[float, ...] = (20.0,), forwards: tuple[float, ...] = (90_000.0, 92_000.0)
) -> pl.DataFrame:
    """Hourly surfaces from 2026-01-23 01:00, each taken some minutes after its stamp."""
    rows = []
    for hour, delay in enumerate(delays, start=1):
        stamp = dt.datetime(2026, 1, 23, hour)
        for days, forward in zip((3, 60), forwards, strict=True):
            expiry = dt.datetime(2026, 1, 23, 8) + dt.timedelta(days=days)
            seconds = (expiry - stamp).total_seconds() - 60.0 * delay
            years = seconds / (365 * 86_400)
            for strike in forward * np.linspace(0.9, 1.1, 15).round(3):
                for is_call in (True, False):
                    values = greeks(
                        forward=forward, strike=strike, expiry=years, vol=0.45, is_call=is_call
                    )
                    rows.append(
                        {
                            "date": stamp.isoformat(timespec="microseconds"),
                            "instrument_name": f"BTC-{expiry:%d%b%y}-{strike:.0f}",
                            "expiry_date": expiry.date().isoformat(),
                            "strike": strike,
                            "type": "call" if is_call else "put",
                            "vega": round(values.vega / 100.0, 5),
                            "delta": round(values.delta, 5),
                            "bid_iv": 44.0 if strike > 0.92 * forward else 0.0,
                            "ask_iv": 46.0 if strike < 1.08 * forward else 999.0,
                            "mark_iv": 45.0,
                        }
                    )
    return pl.DataFrame(rows)


def nbbo() -> pl.DataFrame:
    """Two options by the minute, in New York time; a row where something changed."""
    rows = [
        ("2024-03-01 09:30:00", 100.0, "call", 5.0, 10, 5.2, 11),
        ("2024-03-01 09:30:00", 100.0, "put", 4.0, 12, 4.2, 13),
        ("2024-03-01 09:40:00", 100.0, "call", 5.1, 20, None, 0),
        ("2024-03-01 09:50:00", 100.0, "call", None, 0, 5.4, 21),
        ("2024-03-01 10:30:00", 105.0, "call", None, 0, 2.0, 1),
    ]
    names = ["time", "strike", "right", "bid", "bidsz", "ask", "asksz"]
    table = pl.DataFrame(rows, schema=names, orient="row")
    return table.with_columns(pl.col("time").str.to_datetime(), expiry=pl.lit("20240621"))


def write(table: pl.DataFrame, path: Path) -> Path:
    """Write a table by the ending of its path: .parquet, .csv, .csv.gz or .csv.zip."""
    if path.suffix == ".parquet":
        table.write_parquet(path)
        return path
    text = table.write_csv().encode()
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(text))
    elif path.suffix == ".zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("inside.csv", text)
    else:
        path.write_bytes(text)
    return path
