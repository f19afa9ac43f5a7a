"""Published values of arithmetic Asian options."""

from __future__ import annotations

import pytest

import axiom
from axiom.instruments import Asian
from axiom.market import Market
from axiom.models import BlackScholes

MARKET = Market(spot=90.0, rate=0.025, dividend_yield=0.06)
MODEL = BlackScholes(vol=0.13)

# start of averaging, number of fixings, value; fixings equally spaced over 11 months from there
AVERAGE_PRICE = (
    (0.0, 2, 1.3942835683),
    (0.0, 4, 1.5852442983),
    (0.0, 8, 1.66970673),
    (0.0, 12, 1.6980019214),
    (0.0, 26, 1.7255070456),
    (0.0, 52, 1.7401553533),
    (1.0 / 12.0, 2, 1.8496053697),
    (1.0 / 12.0, 4, 2.0111495205),
    (1.0 / 12.0, 8, 2.0852138818),
    (1.0 / 12.0, 12, 2.1105094397),
    (3.0 / 12.0, 2, 2.63315092584),
    (3.0 / 12.0, 4, 2.76723962361),
    (3.0 / 12.0, 8, 2.83124836881),
)
AVERAGE_STRIKE = (
    (0.0, 2, 1.51917595129),
    (0.0, 4, 1.67940165674),
    (0.0, 8, 1.75371215251),
    (0.0, 12, 1.77595318693),
    (0.0, 26, 1.81430536630),
    (1.0 / 12.0, 2, 1.51154400089),
    (1.0 / 12.0, 4, 1.67103508506),
    (1.0 / 12.0, 8, 1.74529684070),
    (1.0 / 12.0, 12, 1.76667074564),
)


def dates(first: float, count: int) -> tuple[float, ...]:
    return tuple(first + k * (11.0 / 12.0) / (count - 1) for k in range(count))


@pytest.mark.parametrize(("first", "count", "value"), AVERAGE_PRICE)
def test_average_price(first: float, count: int, value: float) -> None:
    """Levy, Asian options, in Clewlow, Strickland, Exotic Options, 1997: puts with strike 87.

    The values were simulated: the tolerance is theirs, not ours.
    """
    fixings = dates(first, count)
    contract = Asian(strike=87.0, expiry=fixings[-1], is_call=False, fixings=fixings)
    found = axiom.value(contract, model=MODEL, market=MARKET, engine="analytic", tolerance=1e-6)
    assert abs(found.price - value) < 2e-2
    assert found.error < 1e-4


@pytest.mark.parametrize(("first", "count", "value"), AVERAGE_STRIKE)
def test_average_strike(first: float, count: int, value: float) -> None:
    """Levy 1997, average strike calls, simulated."""
    fixings = dates(first, count)
    contract = Asian(strike=None, expiry=fixings[-1], fixings=fixings)
    found = axiom.value(contract, model=MODEL, market=MARKET, engine="analytic", tolerance=1e-6)
    assert abs(found.price - value) < 2e-2
    assert found.error < 1e-4


def test_above_the_geometric_average() -> None:
    fixings = dates(0.0, 12)
    terms = {"strike": 87.0, "expiry": fixings[-1], "fixings": fixings}
    arithmetic, geometric = (
        axiom.value(Asian(**terms, averaging=kind), model=MODEL, market=MARKET, tolerance=1e-6)
        for kind in ("arithmetic", "geometric")
    )
    assert geometric.price < arithmetic.price < geometric.price + 0.3
