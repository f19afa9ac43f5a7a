"""QuantLib: Heston, barriers, Asian options, with the objects built once and reused."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import QuantLib as ql  # noqa: N813  (the name its own examples use)

from axiom.instruments import Asian, Barrier, European
from axiom.market import Market
from axiom.models import BlackScholes, Heston
from benchmarks.peers.quantlib import DAY_COUNT, TODAY, market

NAME = "QuantLib"
Prices = Callable[[], list[float]]

HESTON_ENGINES: dict[str, Callable[[ql.HestonModel], ql.PricingEngine]] = {
    "64-point Laguerre": lambda model: ql.AnalyticHestonEngine(model, 64),
    "128-point Laguerre": lambda model: ql.AnalyticHestonEngine(model, 128),
    "exponential fitting": ql.ExponentialFittingHestonEngine,
    "COS, 200 terms": lambda model: ql.COSHestonEngine(model, 16.0, 200),
}
"""Its engines for Heston options by their names; those too far off are left out by the caller."""


def _flat(rate: float) -> ql.YieldTermStructureHandle:
    return ql.YieldTermStructureHandle(ql.FlatForward(TODAY, rate, DAY_COUNT))


def _heston(model: Heston, terms: Market) -> ql.HestonProcess:
    ql.Settings.instance().evaluationDate = TODAY
    return ql.HestonProcess(
        _flat(terms.zero_rate(0.0)), _flat(terms.yield_to(0.0)),
        ql.QuoteHandle(ql.SimpleQuote(terms.spots[0])), model.initial_variance,
        model.mean_reversion, model.long_variance, model.vol_of_vol, model.correlation,
        ql.HestonProcess.QuadraticExponentialMartingale,
    )  # fmt: skip


def _side(is_call: bool) -> int:
    return int(ql.Option.Call if is_call else ql.Option.Put)


def _last_day(years: float) -> ql.Date:
    """Take whole days, so that both sides have the same expiry."""
    days = round(365.0 * years)
    if abs(days - 365.0 * years) > 1e-9:
        raise ValueError(f"{years} years are not whole days")
    return TODAY + days


def heston_prices(options: Sequence[European], model: Heston, terms: Market, engine: str) -> Prices:
    """Price European options, one object each, by one of `HESTON_ENGINES`; no result is kept."""
    priced = [
        ql.VanillaOption(
            ql.PlainVanillaPayoff(_side(o.is_call), o.strike),
            ql.EuropeanExercise(_last_day(o.expiry)),
        )
        for o in options
    ]
    made = HESTON_ENGINES[engine](ql.HestonModel(_heston(model, terms)))
    for option in priced:
        option.setPricingEngine(made)

    def job() -> list[float]:
        found = []
        for option in priced:
            option.recalculate()
            found.append(option.NPV())
        return found

    return job


def heston_paths(
    option: European, model: Heston, terms: Market, *, steps: int, paths: int
) -> Prices:
    """Simulate a European option by the quadratic-exponential scheme."""
    priced = ql.VanillaOption(
        ql.PlainVanillaPayoff(_side(option.is_call), option.strike),
        ql.EuropeanExercise(_last_day(option.expiry)),
    )
    process = _heston(model, terms)

    def job() -> list[float]:
        priced.setPricingEngine(
            ql.MCEuropeanHestonEngine(
                process, "pseudorandom", timeSteps=steps, requiredSamples=paths, seed=42
            )
        )
        return [priced.NPV(), priced.errorEstimate()]

    return job


def asian_paths(option: Asian, model: BlackScholes, terms: Market, *, paths: int) -> Prices:
    """Simulate an arithmetic average with the geometric one as control variate."""
    quotes, process = market()
    ql.Settings.instance().evaluationDate = TODAY
    quotes.set(terms.spots[0], terms.zero_rate(0.0), terms.yield_to(0.0), model.vol_to(0.0))
    fixings = [_last_day(time) for time in option.fixings or ()]
    priced = ql.DiscreteAveragingAsianOption(
        ql.Average.Arithmetic, 0.0, 0, fixings,
        ql.PlainVanillaPayoff(_side(option.is_call), option.strike or 0.0),
        ql.EuropeanExercise(_last_day(option.expiry)),
    )  # fmt: skip

    def job() -> list[float]:
        priced.setPricingEngine(
            ql.MCDiscreteArithmeticAPEngine(
                process, "pseudorandom", controlVariate=True, requiredSamples=paths, seed=42
            )
        )
        return [priced.NPV(), priced.errorEstimate()]

    return job


def barrier_grids(
    options: Sequence[Barrier], model: BlackScholes, terms: Market, *, steps: int, nodes: int
) -> Prices:
    """Price continuous barriers by finite differences."""
    quotes, process = market()
    ql.Settings.instance().evaluationDate = TODAY
    quotes.set(terms.spots[0], terms.zero_rate(0.0), terms.yield_to(0.0), model.vol_to(0.0))
    engine = ql.FdBlackScholesBarrierEngine(process, steps, nodes)
    priced = [_barrier(option) for option in options]
    for option in priced:
        option.setPricingEngine(engine)

    def job() -> list[float]:
        found = []
        for option in priced:
            option.recalculate()
            found.append(option.NPV())
        return found

    return job


def _barrier(option: Barrier) -> ql.BarrierOption:
    kind = {
        (True, True): ql.Barrier.UpIn,
        (True, False): ql.Barrier.UpOut,
        (False, True): ql.Barrier.DownIn,
        (False, False): ql.Barrier.DownOut,
    }[option.is_up, option.is_knock_in]
    return ql.BarrierOption(
        kind, option.barrier, option.rebate,
        ql.PlainVanillaPayoff(_side(option.is_call), option.strike),
        ql.EuropeanExercise(_last_day(option.expiry)),
    )  # fmt: skip
