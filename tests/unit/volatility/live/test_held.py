from __future__ import annotations

import numpy as np
import pytest

from axiom.volatility.live import QuoteFlag
from axiom.volatility.live.held import HeldQuotes, QuoteRows

ONE = {"stale_rhythms": 10.0, "least_rhythm": 5.0}


def rows(strike, bid, ask, time, *, is_call=True):
    n = len(strike)
    column = [np.broadcast_to(np.asarray(v, dtype=float), (n,)) for v in (bid, ask, time)]
    return QuoteRows(
        strike=np.array(strike, dtype=float),
        is_call=np.full(n, is_call),
        bid=column[0],
        ask=column[1],
        bid_size=np.full(n, np.nan),
        ask_size=np.full(n, np.nan),
        time=column[2],
    )


def taken(*parts):
    held = HeldQuotes.empty()
    for part in parts:
        held, _, flags = held.take(part, rhythm_seconds=60.0)
    return held, flags


def test_the_last_quote_of_an_option_stands():
    held, _ = taken(
        rows([100, 110], 1, 2, 0),
        rows([105, 100, 100], [5, 6, 7], 9, 1),
        rows([100], 3, 4, 1, is_call=False),
    )
    assert held.strike.tolist() == [100, 105, 110]
    assert held.bid[1].tolist() == [7, 5, 1]
    assert held.bid[0, 0] == 3
    assert np.isnan(held.bid[0, 1:]).all()
    flags = held.flags(time=1.0, **ONE)
    assert flags[0].tolist() == [QuoteFlag.OK, QuoteFlag.MISSING, QuoteFlag.MISSING]


def test_tables_taken_before_stay_as_they_were():
    first, _ = taken(rows([100], 1, 2, 0))
    second, *_ = first.take(rows([100], 5, 6, 1), rhythm_seconds=60.0)
    assert (first.bid[1, 0], second.bid[1, 0]) == (1, 5)


def test_rhythms_follow_the_gaps_and_staleness_the_rhythms():
    held, _ = taken(*(rows([100], 1, 2, 10.0 * i) for i in range(40)))
    assert held.rhythm[1, 0] == pytest.approx(10.0, rel=0.01)
    last = 390.0
    assert held.flags(time=last + 99.0, **ONE)[1, 0] == QuoteFlag.OK
    assert held.flags(time=last + 102.0, **ONE)[1, 0] == QuoteFlag.STALE
    fast, _ = taken(*(rows([100], 1, 2, 0.1 * i) for i in range(80)))
    assert fast.flags(time=49.0, **ONE)[1, 0] == QuoteFlag.OK


def test_older_quotes_are_late():
    held, flags = taken(rows([100], 1, 2, 10), rows([100], 3, 4, 9))
    assert flags.tolist() == [QuoteFlag.LATE]
    assert held.bid[1, 0] == 1


@pytest.mark.parametrize(
    ("bid", "ask", "flag"),
    [
        (1.0, 1.2, QuoteFlag.OK),
        (0.0, 1.2, QuoteFlag.NO_BID),
        (np.nan, 1.2, QuoteFlag.NO_BID),
        (1.2, 1.2, QuoteFlag.LOCKED),
        (1.0, 4.0, QuoteFlag.WIDE_SPREAD),
        (np.nan, 0.0, QuoteFlag.MISSING),
        (1.0, np.nan, QuoteFlag.NO_ASK),
        (1.3, 1.2, QuoteFlag.CROSSED),
        (-1.0, 1.2, QuoteFlag.INVALID),
        (1.0, np.inf, QuoteFlag.INVALID),
    ],
)
def test_every_quote_has_its_flag(bid, ask, flag):
    held, _ = taken(rows([100], bid, ask, 0))
    assert held.flags(time=0.0, **ONE)[1, 0] == flag
