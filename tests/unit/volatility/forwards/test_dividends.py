from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.market import screen_quotes
from axiom.volatility import implied_dividends, imply_forwards
from tests.unit.volatility.test_forwards import CARRY, NOW, RATE, SPOT, make_chain

DAYS = (30, 90, 150, 240, 330, 420)
PAID = {0.1: 14.0, 0.35: 15.0, 0.6: 16.0, 0.85: 17.0}
YEARS = np.array(DAYS) / 365.0


def prepaid(years):
    """What the underlying without the dividends paid by then is worth now."""
    return SPOT - sum(paid * np.exp(-RATE * at) * (years >= at) for at, paid in PAID.items())


def paying_chain(seed=0, *, noise=0.2, **fields):
    """Quotes of an underlying that pays `PAID`."""
    parts = [
        make_chain(
            (days,),
            noise=noise,
            seed=100 * seed + i,
            level=prepaid(years) * np.exp((RATE - CARRY) * years),
            **fields,
        )
        for i, (days, years) in enumerate(zip(DAYS, YEARS, strict=True))
    ]
    return parts[0].replace(quotes=pl.concat([part.quotes for part in parts]))


def forwards_of(chain):
    return imply_forwards(chain, screen_quotes(chain))


def planted():
    """Amounts and yields by their definitions."""
    value, discount = np.append(SPOT, prepaid(YEARS)), np.exp(-RATE * np.append(0.0, YEARS))
    amounts = -np.diff(value) / np.sqrt(discount[1:] * discount[:-1])
    return amounts, -np.diff(np.log(value)) / np.diff(YEARS, prepend=0.0)


def test_planted_dividends_without_noise():
    table = implied_dividends(forwards_of(paying_chain(noise=0.0)))
    amounts, yields = planted()
    assert table["dividend_amount"].to_numpy() == pytest.approx(amounts, abs=0.1)
    assert table["dividend_yield"].to_numpy() == pytest.approx(yields, abs=1e-4)
    assert table["years"].to_numpy() == pytest.approx(np.diff(YEARS, prepend=0.0))
    assert table["start"][0] == NOW
    assert table["start"][1:].to_list() == table["end"][:-1].to_list()


def test_amounts_are_those_paid_but_for_their_time_in_the_interval():
    amounts, _ = planted()
    inside = [sum(paid for at, paid in PAID.items() if a < at <= b) for a, b in _intervals()]
    assert amounts == pytest.approx(inside, abs=17.0 * RATE * 0.5 * 0.25)


def _intervals():
    return zip([0.0, *YEARS[:-1]], YEARS, strict=True)


def test_planted_dividends_lie_inside_the_errors():
    amounts, yields = planted()
    scaled = []
    for seed in range(40):
        table = implied_dividends(forwards_of(paying_chain(seed, strikes=61)))
        for name, truth in (("dividend_amount", amounts), ("dividend_yield", yields)):
            off = table[name].to_numpy() - truth
            scaled.append(off / table[f"{name}_se"].to_numpy())
    assert np.mean(np.abs(scaled) <= 2.0) >= 0.9
    assert np.sqrt(np.mean(np.square(scaled))) > 0.3


def test_yields_add_up_to_that_of_the_forwards():
    forwards = forwards_of(paying_chain())
    table = implied_dividends(forwards)
    total = (table["dividend_yield"] * table["years"]).cum_sum() / forwards.table["years"]
    known = forwards.table["dividend_yield"].is_not_null()
    assert total.filter(known).to_numpy() == pytest.approx(
        forwards.table["dividend_yield"].drop_nulls().to_numpy(), abs=1e-12
    )


def test_errors_of_rates_that_move_together_cancel():
    forwards = forwards_of(paying_chain())
    joint = implied_dividends(forwards)["dividend_amount_se"].to_numpy()
    apart = implied_dividends(replace(forwards, rate_covariance=None))["dividend_amount_se"]
    rates = forwards.table["rate_se"].to_numpy()
    assert np.sqrt(np.diag(forwards.rate_covariance)) == pytest.approx(rates, rel=1e-9)
    assert (joint[1:] < apart.to_numpy()[1:]).all()


def test_given_forwards_have_amounts_without_errors():
    chain = paying_chain()
    expiries = chain.expiries["expiry"]
    given = pl.DataFrame(
        {"expiry": expiries[:1], "forward": [SPOT - 10.0], "discount_factor": [1.0]}
    )
    table = implied_dividends(forwards_of(chain.replace(given_forwards=given)))
    assert table["dividend_amount"][0] == pytest.approx(10.0)
    assert table["dividend_amount_se"].is_null().to_list() == [True, True] + 4 * [False]
    assert table["dividend_yield_se"].is_null().to_list() == [True, True] + 4 * [False]


def test_without_a_spot():
    with pytest.raises(InvalidArgumentError, match=r"forwards\.spot=None.*give spot= to read"):
        implied_dividends(forwards_of(paying_chain(spot=None)))
