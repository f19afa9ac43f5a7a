"""What is traded: frozen contracts and payoffs; they do not know how to price themselves."""

from axiom.instruments.asian import Asian
from axiom.instruments.autocallable import Autocallable
from axiom.instruments.barrier import Barrier, DoubleBarrier, PartialBarrier
from axiom.instruments.cliquet import Cliquet, ReverseCliquet
from axiom.instruments.digital import (
    AssetOrNothing,
    CashOrNothing,
    DoubleNoTouch,
    NoTouch,
    OneTouch,
)
from axiom.instruments.instrument import Instrument
from axiom.instruments.lookback import FixedLookback, FloatingLookback
from axiom.instruments.range_accrual import RangeAccrual
from axiom.instruments.several_assets import Basket, Exchange, Rainbow, Spread
from axiom.instruments.two_dates import Chooser, Compound, ForwardStart
from axiom.instruments.vanilla import American, European, Quanto
from axiom.instruments.variance_swap import VarianceSwap, VolatilitySwap

__all__ = [
    "American",
    "Asian",
    "AssetOrNothing",
    "Autocallable",
    "Barrier",
    "Basket",
    "CashOrNothing",
    "Chooser",
    "Cliquet",
    "Compound",
    "DoubleBarrier",
    "DoubleNoTouch",
    "European",
    "Exchange",
    "FixedLookback",
    "FloatingLookback",
    "ForwardStart",
    "Instrument",
    "NoTouch",
    "OneTouch",
    "PartialBarrier",
    "Quanto",
    "Rainbow",
    "RangeAccrual",
    "ReverseCliquet",
    "Spread",
    "VarianceSwap",
    "VolatilitySwap",
]
