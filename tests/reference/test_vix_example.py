"""The VIX of Cboe's published example, strike by strike."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from axiom.market import Chain
from axiom.volatility.analytics import vix
from tests.reference import vix_example as example

NEAR, NEXT = (
    dt.datetime(2022, 10, 21, 13, 30, tzinfo=dt.UTC),
    dt.datetime(2022, 10, 28, 20, tzinfo=dt.UTC),
)
NOW = NEAR - dt.timedelta(minutes=example.NEAR_MINUTES)


def rows_of(term: str) -> list[tuple[float, bool, float, float]]:
    """Strike, is_call, bid, ask of every quote of a term."""
    rows = list(getattr(example, f"{term}_OTHERS"))
    for side, is_call in (("PUT", False), ("CALL", True)):
        strikes = getattr(example, f"{term}_{side}_STRIKES")
        mids = getattr(example, f"{term}_{side}_MIDS")
        assert len(strikes) == len(mids)
        rows += [(k, is_call, 0.5 * q, 1.5 * q) for k, q in zip(strikes, mids, strict=True)]
    return rows


@pytest.fixture(scope="module")
def chain() -> Chain:
    quotes = [
        (expiry, expiry.date(), settlement, *row)
        for term, expiry, settlement in (("NEAR", NEAR, "AM"), ("NEXT", NEXT, "PM"))
        for row in rows_of(term)
    ]
    schema = ["expiry", "expiry_date", "settlement", "strike", "is_call", "bid", "ask"]
    table = pl.DataFrame(quotes, schema=schema, orient="row")
    return Chain(underlying="SPX", valuation_time=NOW, quotes=table)


def rate(years: float) -> float:
    return example.NEAR_RATE if years < 0.075 else example.NEXT_RATE


def test_the_terms_are_those_of_the_example(chain: Chain) -> None:
    found = vix(chain, rate=rate)
    assert (found.near.minutes, found.next.minutes) == (example.NEAR_MINUTES, example.NEXT_MINUTES)
    for term, name in ((found.near, "NEAR"), (found.next, "NEXT")):
        assert term.forward == pytest.approx(getattr(example, f"{name}_FORWARD"), abs=5e-6)
        assert term.reference_strike == 1960.0
        total = term.strikes["contribution"].sum()
        assert total == pytest.approx(getattr(example, f"{name}_SUM"), abs=1e-10)
        # Printed with T to seven digits.
        assert term.variance == pytest.approx(getattr(example, f"{name}_VARIANCE"), abs=1e-8)


@pytest.mark.parametrize("name", ["NEAR", "NEXT"])
def test_strikes_and_their_widths_are_those_of_the_example(chain: Chain, name: str) -> None:
    term = getattr(vix(chain, rate=rate), name.lower())
    puts, calls = (getattr(example, f"{name}_{side}_STRIKES") for side in ("PUT", "CALL"))
    assert term.strikes["strike"].to_list() == [*puts, 1960.0, *calls]
    sides = ["put"] * len(puts) + ["both"] + ["call"] * len(calls)
    assert term.strikes["side"].to_list() == sides
    middle = term.strikes.filter(pl.col("side") == "both")["mid"].item()
    assert middle == pytest.approx(22.775 if name == "NEAR" else 26.10)
    widths = dict(term.strikes.select("strike", "width").iter_rows())
    for strike, width in getattr(example, f"{name}_WIDTHS").items():
        assert widths[strike] == width


def test_the_index_is_that_of_the_example(chain: Chain) -> None:
    found = vix(chain, rate=rate)
    assert found.value == pytest.approx(example.VIX, abs=0.005)
    assert found.near_weight == pytest.approx((44_954 - 43_200) / (44_954 - 34_484))
    assert found.vol == found.value / 100.0
