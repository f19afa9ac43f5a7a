from __future__ import annotations

import numpy as np
import pytest

from axiom.risk import Book, MarketMoves, Revaluation
from axiom.risk.value_at_risk.sensitivities import factor_sensitivities

from .markets import SPOT, TiltedSurface
from .test_valuation import ROWS

TENORS = (0.25, 1.1)
STEP = 1e-3


@pytest.mark.parametrize("dynamics", ["sticky_strike", "sticky_moneyness", 1.4])
def test_derivatives_are_differences_of_the_revaluation(dynamics):
    book = Revaluation.of(
        Book.from_rows(ROWS), surface=TiltedSurface(), spot=SPOT, underlying="X", dynamics=dynamics
    )

    def value(*moves):
        factors = np.array(moves)
        return book.profits(
            MarketMoves(spot=factors[:, 0], vols=factors[:, 1:], tenors=TENORS)
        )  # fmt: skip

    gradient, hessian = factor_sensitivities(book, TENORS)
    unit = STEP * np.eye(3)
    for i in range(3):
        up, down = value(unit[i], -unit[i])
        assert gradient[i] == pytest.approx((up - down) / (2 * STEP), rel=1e-4)
        for j in range(3):
            pair = unit[i] + unit[j], unit[i] - unit[j], unit[j] - unit[i], -unit[i] - unit[j]
            one, two, three, four = value(*pair)
            difference = (one - two - three + four) / (4 * STEP**2)
            assert hessian[i, j] == pytest.approx(difference, rel=2e-3, abs=2e-3)


def test_the_underlying_alone_is_exponential_in_the_return():
    book = Revaluation.of(
        Book.from_rows([{"underlying": "X", "quantity": 5}]),
        surface=TiltedSurface(), spot=SPOT, underlying="X",
    )  # fmt: skip
    gradient, hessian = factor_sensitivities(book, ())
    assert gradient.tolist() == [5 * SPOT]
    assert hessian.tolist() == [[5 * SPOT]]
