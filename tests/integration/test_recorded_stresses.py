"""The named stresses beside the recorded VIX and Treasury yields of their days."""

from __future__ import annotations

import lzma

import polars as pl
import pytest

from axiom.risk import HISTORICAL_STRESSES
from tests.integration.recorded import recorded

SINCE_1990 = {
    "1997-10-27": ("1997-10-24", "1997-10-27"),
    "2008-09-29": ("2008-09-26", "2008-09-29"),
    "2008-10-06 to 10": ("2008-10-03", "2008-10-10"),
    "2008-10-13": ("2008-10-10", "2008-10-13"),
    "2008-10-15": ("2008-10-14", "2008-10-15"),
    "2011-08-08": ("2011-08-05", "2011-08-08"),
    "2015-08-24": ("2015-08-21", "2015-08-24"),
    "2018-02-05": ("2018-02-02", "2018-02-05"),
    "2020-03-16": ("2020-03-13", "2020-03-16"),
    "2024-08-05": ("2024-08-02", "2024-08-05"),
}
STRESSES = {one.name: one for one in HISTORICAL_STRESSES}


def test_all_but_the_first_are_recorded() -> None:
    assert set(SINCE_1990) == set(STRESSES) - {"1987-10-19"}


def test_vols_are_the_recorded_vix() -> None:
    closes = dict(pl.read_csv(recorded("prices/vix_daily.csv.gz")).select("DATE", "CLOSE").rows())
    for name, (before, after) in SINCE_1990.items():
        moved = 0.01 * (closes[after] - closes[before])
        assert STRESSES[name].vol == pytest.approx(moved, abs=1e-9), name


def test_rates_are_the_recorded_three_month_yield() -> None:
    path = recorded("rates/government_curves_1990_2024.csv.xz")
    table = pl.read_csv(lzma.decompress(path.read_bytes()), infer_schema_length=0)
    bills = table.filter(pl.col("CURRENCY") == "USD", pl.col("TERM") == "3M")
    yields = {day: float(value) for day, value in bills.select("DATE", "VALUE").iter_rows()}
    for name, (before, after) in SINCE_1990.items():
        if STRESSES[name].rate:
            moved = yields[after] - yields[before]
            assert STRESSES[name].rate == pytest.approx(moved, abs=5.1e-5), name
