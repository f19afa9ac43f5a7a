"""One usual contract of every kind, with the model and market of its number of assets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from axiom import instruments as kinds
from axiom.instruments import Instrument
from axiom.market import Market
from axiom.models import BlackScholes, Correlated, Model, QuantoBlackScholes

__all__ = ["CLOSED", "CONTRACTS", "market_of", "model_of"]

_YEAR: Final = {"expiry": 1.0}
_AT: Final = {"strike": 100.0, **_YEAR}
_MONTHS: Final = tuple((i + 1) / 12 for i in range(12))
_QUARTERS: Final = (0.25, 0.5, 0.75, 1.0)
_UP_OUT: Final = {"is_call": True, "is_up": True, "is_knock_in": False}

CONTRACTS: Final[Mapping[str, Instrument]] = {
    "European": kinds.European(**_AT),
    "American": kinds.American(**_AT, is_call=False),
    "cash or nothing": kinds.CashOrNothing(**_AT),
    "asset or nothing": kinds.AssetOrNothing(**_AT),
    "one touch": kinds.OneTouch(barrier=120.0, is_up=True, **_YEAR),
    "no touch": kinds.NoTouch(barrier=120.0, is_up=True, **_YEAR),
    "double no touch": kinds.DoubleNoTouch(lower=80.0, upper=120.0, **_YEAR),
    "barrier": kinds.Barrier(**_AT, barrier=130.0, **_UP_OUT),
    "barrier, watched monthly": kinds.Barrier(**_AT, barrier=130.0, **_UP_OUT, monitoring=_MONTHS),
    "double barrier": kinds.DoubleBarrier(
        **_AT, lower=75.0, upper=135.0, is_call=True, is_knock_in=False
    ),
    "partial barrier": kinds.PartialBarrier(**_AT, barrier=130.0, **_UP_OUT, end=0.5),
    "Asian, geometric, monthly": kinds.Asian(**_AT, averaging="geometric", fixings=_MONTHS),
    "Asian, arithmetic, monthly": kinds.Asian(**_AT, fixings=_MONTHS),
    "Asian, arithmetic, continuous": kinds.Asian(**_AT),
    "Asian, average strike, monthly": kinds.Asian(strike=None, **_YEAR, fixings=_MONTHS),
    "lookback, fixed": kinds.FixedLookback(**_AT),
    "lookback, floating": kinds.FloatingLookback(**_YEAR),
    "lookback, floating, monthly": kinds.FloatingLookback(**_YEAR, fixings=_MONTHS),
    "compound": kinds.Compound(
        strike=5.0, expiry=0.5, underlying=kinds.European(strike=100.0, expiry=1.0)
    ),
    "chooser, simple": kinds.Chooser.simple(choice=0.5, strike=100.0, expiry=1.0),
    "chooser, complex": kinds.Chooser(
        choice=0.25, call_strike=105.0, call_expiry=1.0, put_strike=95.0, put_expiry=0.75
    ),
    "forward start": kinds.ForwardStart(start=0.5, moneyness=1.0, **_YEAR),
    "cliquet, local bounds": kinds.Cliquet(resets=_QUARTERS, local_floor=0.0, local_cap=0.05),
    "cliquet, global floor": kinds.Cliquet(
        resets=_MONTHS, local_floor=-0.05, local_cap=0.05, global_floor=0.0
    ),
    "reverse cliquet": kinds.ReverseCliquet(resets=_MONTHS, coupon=0.3),
    "range accrual": kinds.RangeAccrual(lower=90.0, upper=110.0, fixings=_MONTHS, **_YEAR),
    "exchange": kinds.Exchange(**_YEAR),
    "spread": kinds.Spread(strike=5.0, **_YEAR),
    "basket of two": kinds.Basket(weights=(0.5, 0.5), **_AT),
    "basket of three": kinds.Basket(weights=(0.4, 0.3, 0.3), **_AT),
    "call on the maximum of two": kinds.Rainbow(**_AT, on="max", quantities=(1.0, 1.0)),
    "call on the minimum of three": kinds.Rainbow(**_AT, on="min", quantities=(1.0, 1.0, 1.0)),
    "worst of three": kinds.Rainbow.worst_of(expiry=1.0, quantities=(1.0, 1.0, 1.0)),
    "quanto": kinds.Quanto(**_AT, exchange_rate=1.2),
    "variance swap": kinds.VarianceSwap(strike=0.2, **_YEAR),
    "volatility swap, monthly": kinds.VolatilitySwap(strike=0.2, **_YEAR, fixings=_MONTHS),
    "autocallable on one name": kinds.Autocallable(
        observations=_QUARTERS, autocall_levels=(1.0,) * 4, coupon=0.02, initial_fixings=(100.0,),
        coupon_level=0.8, has_memory=True, knock_in=0.7,
    ),
    "autocallable on the worst of three": kinds.Autocallable(
        observations=_QUARTERS, autocall_levels=(1.0,) * 4, coupon=0.03,
        initial_fixings=(100.0,) * 3, coupon_level=0.8, has_memory=True, knock_in=0.6,
    ),
}  # fmt: skip
"""Usual contracts by name: a year, at the money."""

CLOSED: Final = (
    "European", "cash or nothing", "asset or nothing", "one touch", "no touch", "double no touch",
    "barrier", "double barrier", "partial barrier", "Asian, geometric, monthly", "lookback, fixed",
    "lookback, floating", "compound", "chooser, simple", "chooser, complex", "forward start",
    "cliquet, local bounds", "range accrual", "exchange", "call on the maximum of two", "quanto",
    "variance swap",
)  # fmt: skip
"""Those with a closed form under Black-Scholes."""

_VOLS: Final = (0.2, 0.25, 0.3)
_PAIR: Final = 0.5


def model_of(contract: Instrument) -> Model:
    """Return Black-Scholes for a contract."""
    if isinstance(contract, kinds.Quanto):
        return QuantoBlackScholes(vol=0.2, fx_vol=0.1, correlation=-0.3)
    n = contract.n_assets
    if n == 1:
        return BlackScholes(vol=0.2)
    matrix = tuple(tuple(1.0 if i == j else _PAIR for j in range(n)) for i in range(n))
    return Correlated(models=tuple(BlackScholes(vol=v) for v in _VOLS[:n]), correlation=matrix)


def market_of(contract: Instrument) -> Market:
    """Return the market for a contract."""
    n = contract.n_assets
    spot = 100.0 if n == 1 else (100.0,) * n
    return Market(spot=spot, rate=0.03, dividend_yield=0.01, foreign_rate=0.02)
