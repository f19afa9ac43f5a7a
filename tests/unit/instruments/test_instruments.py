"""Contracts: what they refuse, their sizes and times, and how they age."""

import dataclasses
import math

import numpy as np
import pytest

import axiom.instruments as catalogue
from axiom.core.errors import InvalidArgumentError
from axiom.instruments import (
    Asian,
    Autocallable,
    Barrier,
    Basket,
    CashOrNothing,
    Chooser,
    Cliquet,
    Compound,
    DoubleBarrier,
    European,
    Exchange,
    FixedLookback,
    ForwardStart,
    Instrument,
    PartialBarrier,
    Quanto,
    Rainbow,
    RangeAccrual,
    ReverseCliquet,
    Spread,
    VarianceSwap,
)

VANILLA = {"strike": 100.0, "expiry": 1.0, "is_call": True}
KNOCK = VANILLA | {"is_up": True, "is_knock_in": False}
NOTE = {
    "observations": (0.5, 1.0),
    "autocall_levels": (1.0, 1.0),
    "coupon": 0.05,
    "initial_fixings": (100.0, 50.0),
}

REFUSED = [
    (European, VANILLA | {"strike": -1.0}, "strike=-1.0: give a number of at least 0"),
    (European, VANILLA | {"strike": math.nan}, "strike=nan: give a finite number"),
    (European, VANILLA | {"strike": "100"}, "strike='100': give a number"),
    (European, VANILLA | {"expiry": -0.1}, "expiry=-0.1"),
    (European, VANILLA | {"is_call": 1}, "is_call=1: give True or False"),
    (Quanto, VANILLA | {"exchange_rate": 0.0}, "exchange_rate=0.0: give a number above 0"),
    (CashOrNothing, VANILLA | {"cash": -1.0}, "cash=-1.0"),
    (Barrier, KNOCK | {"barrier": 0.0}, "barrier=0.0"),
    (Barrier, KNOCK | {"barrier": 120.0, "rebate_at": "end"}, "rebate_at='end'"),
    (Barrier, KNOCK | {"barrier": 120.0, "monitoring": (0.5, 0.5)}, "give ascending times"),
    (Barrier, KNOCK | {"barrier": 120.0, "monitoring": (0.5, 1.5)}, "after expiry=1.0"),
    (
        DoubleBarrier,
        VANILLA | {"lower": 120.0, "upper": 80.0, "is_knock_in": False},
        "lower=120.0, upper=80.0",
    ),
    (PartialBarrier, KNOCK | {"barrier": 120.0, "start": 0.7, "end": 0.5}, "end=0.5"),
    (Asian, VANILLA | {"fixings": (), "past_fixings": ()}, "at least one fixing"),
    (Asian, VANILLA | {"fixings": (-0.5, 0.5)}, "past dates go into"),
    (Asian, VANILLA | {"fixings": None, "average_start": -0.5}, "give the average so far"),
    (Asian, VANILLA | {"fixings": None, "average_start": 2.0}, "average_start=2.0"),
    (Asian, VANILLA | {"fixings": None, "past_fixings": (100.0,)}, "past_fixings need fixings"),
    (Asian, VANILLA | {"fixings": (0.5,), "running_average": 100.0}, "running_average"),
    (FixedLookback, VANILLA | {"extreme": 0.0}, "extreme=0.0"),
    (
        Compound,
        {"strike": 5.0, "expiry": 2.0, "underlying": European(**VANILLA)},
        "give one that lives longer",
    ),
    (
        Chooser,
        {
            "choice": 0.5,
            "call_strike": 100.0,
            "call_expiry": 0.4,
            "put_strike": 100.0,
            "put_expiry": 1.0,
        },
        "call_expiry=0.4",
    ),
    (ForwardStart, {"start": 2.0, "moneyness": 1.0, "expiry": 1.0}, "start=2.0"),
    (Cliquet, {"resets": ()}, "resets has 0 numbers"),
    (Cliquet, {"resets": (1.0,), "local_floor": 0.1, "local_cap": 0.0}, "swap them"),
    (ReverseCliquet, {"resets": (1.0,), "coupon": 0.3, "past_return": 0.1}, "past_return=0.1"),
    (
        RangeAccrual,
        {"lower": 90.0, "upper": 110.0, "fixings": (0.5,), "expiry": 1.0, "past_inside": 2},
        "past_fixings=0: give a whole number of at least 2",
    ),
    (Exchange, {"expiry": 1.0, "quantities": (1.0,)}, "quantities has 1 numbers: give 2"),
    (Basket, {"weights": (0.0, 0.0), "strike": 1.0, "expiry": 1.0}, "give one that is not 0"),
    (
        Rainbow,
        {"strike": 1.0, "expiry": 1.0, "on": "best", "quantities": (1.0, 1.0)},
        "on='best': give one of 'max', 'min'",
    ),
    (VarianceSwap, {"strike": 0.2, "expiry": 1.0, "accrued_variance": 0.1}, "years elapsed"),
    (Autocallable, NOTE | {"autocall_levels": (1.0,)}, "one for each of the 2 observations"),
    (Autocallable, NOTE | {"autocall_levels": (1.0, math.nan)}, "autocall_levels holds nan"),
    (Autocallable, NOTE | {"knock_in_monitoring": "daily"}, "knock_in_monitoring='daily'"),
]


@pytest.mark.parametrize(("kind", "terms", "message"), REFUSED)
def test_impossible_terms_are_refused(kind, terms, message):
    with pytest.raises(InvalidArgumentError) as caught:
        kind(**terms)
    assert message in str(caught.value)


def test_every_contract_is_frozen_slotted_and_keyword_only():
    kinds = [getattr(catalogue, name) for name in catalogue.__all__ if name != "Instrument"]
    assert len(kinds) == 27
    for kind in kinds:
        assert issubclass(kind, Instrument)
        assert kind.__dataclass_params__.frozen
        assert all(field.kw_only for field in dataclasses.fields(kind)), kind
        assert "Pays" in kind.__doc__ or "worth" in kind.__doc__ or "pays" in kind.__doc__
        assert "References" in kind.__doc__


def test_sizes_are_what_tolerances_count_in():
    assert European(**VANILLA).size((80.0,)) == 80.0
    assert Quanto(**VANILLA, exchange_rate=1.5).size((80.0,)) == 120.0
    assert CashOrNothing(**VANILLA, cash=7.0).size((80.0,)) == 7.0
    assert Basket(weights=(1.0, -0.5), strike=0.0, expiry=1.0).size((80.0, 20.0)) == 90.0
    assert Spread(strike=0.0, expiry=1.0, quantities=(1.0, 3.0)).size((80.0, 40.0)) == 120.0
    assert Cliquet(resets=(1.0,), notional=50.0).size((80.0,)) == 50.0
    assert Autocallable(**NOTE, notional=1000.0).size((80.0, 40.0)) == 1000.0


def test_times_are_those_of_the_terms():
    inner = European(strike=100.0, expiry=2.0)
    assert Compound(strike=5.0, expiry=1.0, underlying=inner).times() == (1.0, 2.0)
    assert Asian(**VANILLA, fixings=(0.25, 0.5)).times() == (0.25, 0.5, 1.0)
    assert Autocallable(**NOTE).times() == (0.5, 1.0)
    assert Chooser.simple(choice=0.5, strike=100.0, expiry=1.0).last_time == 1.0


def test_ageing_brings_every_time_nearer():
    aged = Asian(**VANILLA, fixings=(0.25, 0.5)).aged(0.125, spots=(100.0,))
    assert (aged.fixings, aged.expiry) == ((0.125, 0.375), 0.875)
    inner = European(strike=100.0, expiry=2.0)
    option = Compound(strike=5.0, expiry=1.0, underlying=inner).aged(0.5, spots=(100.0,))
    assert (option.expiry, option.underlying.expiry) == (0.5, 1.5)
    swap = VarianceSwap(strike=0.2, expiry=1.0).aged(0.25, spots=(100.0,))
    assert (swap.expiry, swap.elapsed, swap.life) == (0.75, 0.25, 1.0)


def test_ageing_a_continuous_average_takes_the_spot_in():
    asian = Asian(**VANILLA, fixings=None, average_start=0.125)
    before = asian.aged(0.0625, spots=(120.0,))
    assert (before.average_start, before.running_average) == (0.0625, None)
    begun = asian.aged(0.25, spots=(120.0,))
    assert (begun.average_start, begun.running_average) == (-0.125, 120.0)
    later = begun.aged(0.125, spots=(100.0,))
    assert (later.average_start, later.running_average) == (-0.25, 110.0)
    geometric = dataclasses.replace(begun, averaging="geometric").aged(0.125, spots=(100.0,))
    assert geometric.running_average == pytest.approx(math.sqrt(120.0 * 100.0), rel=1e-14)


def test_times_that_are_now_stay_now():
    asian = Asian(strike=100.0, expiry=1.0, fixings=(0.0, 0.5, 1.0)).aged(0.25, spots=(90.0,))
    assert asian.fixings == (0.0, 0.25, 0.75)
    watched = PartialBarrier(**KNOCK, barrier=120.0).aged(0.25, spots=(100.0,))
    assert (watched.start, watched.end, watched.expiry) == (0.0, None, 0.75)


def test_numbers_of_numpy_are_kept_as_plain_ones():
    option = European(strike=np.int64(100), expiry=np.float32(0.5), is_call=np.bool_(False))
    assert (type(option.strike), type(option.expiry), option.is_call) == (float, float, False)
    assert type(option.is_call) is bool
    note = RangeAccrual(
        lower=90.0, upper=110.0, fixings=(0.5,), expiry=1.0, past_fixings=np.int32(3)
    )
    assert type(note.past_fixings) is int
