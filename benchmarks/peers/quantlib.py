"""QuantLib: its analytic European engine, with the objects built once and reused."""

from __future__ import annotations

from collections.abc import Callable
from itertools import cycle

import numpy as np
import QuantLib as ql  # noqa: N813  (the name its own examples use)

from benchmarks.options import Floats, Option, Options

NAME = "QuantLib"
TODAY = ql.Date(1, 1, 2024)
DAY_COUNT = ql.Actual365Fixed()


class Quotes:
    """Spot, rates and vol that can be set anew."""

    def __init__(self) -> None:
        self.spot, self.rate, self.dividend_yield, self.vol = (ql.SimpleQuote(0.01) for _ in "srqv")

    def set(self, spot: float, rate: float, dividend_yield: float, vol: float) -> None:
        self.spot.setValue(spot)
        self.rate.setValue(rate)
        self.dividend_yield.setValue(dividend_yield)
        self.vol.setValue(vol)


def market() -> tuple[Quotes, ql.BlackScholesMertonProcess]:
    """Make quotes and the process that hangs on them."""
    quotes = Quotes()
    process = ql.BlackScholesMertonProcess(
        ql.QuoteHandle(quotes.spot),
        _flat(quotes.dividend_yield),
        _flat(quotes.rate),
        ql.BlackVolTermStructureHandle(
            ql.BlackConstantVol(0, ql.NullCalendar(), ql.QuoteHandle(quotes.vol), DAY_COUNT)
        ),
    )
    return quotes, process


class _Pricer:
    """One reusable option whose spot, rates and vol are quotes."""

    def __init__(self, strike: float, expiry: float, *, is_call: bool) -> None:
        ql.Settings.instance().evaluationDate = TODAY
        self.quotes, process = market()
        kind = ql.Option.Call if is_call else ql.Option.Put
        last_day = TODAY + max(1, round(expiry * 365))
        self.option = ql.VanillaOption(
            ql.PlainVanillaPayoff(kind, strike), ql.EuropeanExercise(last_day)
        )
        self.option.setPricingEngine(ql.AnalyticEuropeanEngine(process))

    def six(self) -> tuple[float, ...]:
        option = self.option
        return (
            option.NPV(), option.delta(), option.gamma(), option.vega(), option.theta(),
            option.rho(),
        )  # fmt: skip


def _flat(rate: ql.SimpleQuote) -> ql.YieldTermStructureHandle:
    return ql.YieldTermStructureHandle(
        ql.FlatForward(0, ql.NullCalendar(), ql.QuoteHandle(rate), DAY_COUNT)
    )


def greeks_one(option: Option) -> Callable[[], tuple[float, ...]]:
    """Price and 5 Greeks after a new spot and a new vol, as between two ticks."""
    pricer = _Pricer(option.strike, option.expiry, is_call=option.is_call)
    pricer.quotes.set(option.spot, option.rate, option.dividend_yield, option.vol)
    moves = cycle((1 + 1e-12, 1.0))

    def job() -> tuple[float, ...]:
        move = next(moves)
        pricer.quotes.spot.setValue(option.spot * move)
        pricer.quotes.vol.setValue(option.vol * move)
        return pricer.six()

    return job


def greeks_one_new_spot(option: Option) -> Callable[[], tuple[float, ...]]:
    """Price and 5 Greeks after a new spot alone, which spares QuantLib the vol's notification."""
    pricer = _Pricer(option.strike, option.expiry, is_call=option.is_call)
    pricer.quotes.set(option.spot, option.rate, option.dividend_yield, option.vol)
    spots = cycle((option.spot * (1 + 1e-12), option.spot))

    def job() -> tuple[float, ...]:
        pricer.quotes.spot.setValue(next(spots))
        return pricer.six()

    return job


def implied_vol_one(option: Option, price: float) -> Callable[[], float]:
    """Black implied vol by the free function, Let's Be Rational inside where the build has it."""
    sign = ql.Option.Call if option.is_call else ql.Option.Put
    growth = np.exp((option.rate - option.dividend_yield) * option.expiry)
    forward, discount = float(option.spot * growth), float(np.exp(-option.rate * option.expiry))
    root = option.expiry**0.5

    def job() -> float:
        return _solve(sign, option.strike, forward, price, discount) / root

    return job


def _solve(sign: int, strike: float, forward: float, price: float, discount: float) -> float:
    return ql.blackFormulaImpliedStdDev(
        sign, strike, forward, price, discount, 0.0, _GUESS, 1e-14, 100
    )


_GUESS = ql.nullDouble()


def implied_vol_batch(options: Options) -> Callable[[], Floats]:
    """The same in a Python loop, as QuantLib has no batch call; NaN where it raises."""
    signs = [ql.Option.Call if call else ql.Option.Put for call in options.is_call]
    discount = np.exp(-options.rate * options.expiry)
    columns = [
        signs, options.strike.tolist(), options.forward.tolist(), options.price.tolist(),
        discount.tolist(),
    ]  # fmt: skip
    roots = np.sqrt(options.expiry)

    def job() -> Floats:
        found = np.empty(len(options))
        for i, row in enumerate(zip(*columns, strict=True)):
            try:
                found[i] = _solve(*row)
            except RuntimeError:
                found[i] = np.nan
        return found / roots

    return job


def greeks_batch(options: Options) -> Callable[[], Floats]:
    """Price and 5 Greeks in a Python loop over one reused option a row, prepared beforehand."""
    columns = (options.spot, options.rate, options.dividend_yield, options.vol)
    rows = list(zip(*(column.tolist() for column in columns), strict=True))
    terms = zip(options.strike.tolist(), options.expiry.tolist(), options.is_call, strict=True)
    pricers = [_Pricer(k, t, is_call=bool(call)) for k, t, call in terms]

    def job() -> Floats:
        found = np.empty((len(rows), 6))
        for i, (pricer, row) in enumerate(zip(pricers, rows, strict=True)):
            pricer.quotes.set(0.0001 + row[0], *row[1:])
            pricer.quotes.set(*row)
            found[i] = pricer.six()
        return found

    return job
