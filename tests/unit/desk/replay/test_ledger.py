from __future__ import annotations

import numpy as np
import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.desk import Fees
from axiom.desk.replay.ledger import Ledger


def ledger(**rates):
    return Ledger(positions=np.zeros(3), multiplier=100.0, rates=Fees(**rates))


def test_what_is_bought_is_paid_for():
    book = ledger(per_contract=0.5)
    assert book.fill(1, 3.0, 2.0) == 1.5
    assert book.positions.tolist() == [0.0, 3.0, 0.0]
    assert book.cash == -601.5
    assert book.fees == 1.5
    assert book.options_value(np.array([np.nan, 2.5, np.nan])) == 750.0


def test_rebates_are_fees_below_zero():
    book = ledger(per_contract=-0.25)
    assert book.fill(0, -4.0, 1.0) == -1.0
    assert book.cash == 401.0


def test_hedges_pay_the_half_spread_and_the_fee():
    rates = Fees(per_unit=0.01, half_spread_bp=5.0)
    assert rates.hedge_price(200.0, 3.0) == pytest.approx(200.1)
    assert rates.hedge_price(200.0, -3.0) == pytest.approx(199.9)
    book = ledger(per_unit=0.01)
    assert book.hedge(-50.0, 199.9) == 0.5
    assert (book.underlying, book.cash) == (-50.0, 9994.5)


def test_settlement_turns_positions_into_cash():
    book = ledger()
    book.fill(2, -2.0, 1.0)
    assert book.settle(2, 4.0) == -2.0
    assert book.cash == 200.0 - 800.0
    assert not book.positions.any()


def test_positions_move_with_the_listing():
    book = ledger()
    book.fill(2, 1.0, 1.0)
    book.relisted(np.array([2, -1]))
    assert book.positions.tolist() == [1.0, 0.0]


@pytest.mark.parametrize("given", [{"per_contract": np.nan}, {"half_spread_bp": -1.0}])
def test_fees_outside_their_domain_are_refused(given):
    with pytest.raises(InvalidArgumentError, match=next(iter(given))):
        Fees(**given)
