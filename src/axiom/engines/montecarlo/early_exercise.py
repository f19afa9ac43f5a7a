"""American options by simulation: a lower and an upper bound from independent paths."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from axiom.core.errors import InvalidArgumentError
from axiom.engines.method import Method, Request
from axiom.engines.montecarlo.exercise_policy import ExercisePolicy
from axiom.engines.montecarlo.hedge import AmericanHedge
from axiom.engines.montecarlo.simulators import SIMULATED, simulate_paths
from axiom.engines.valuation import ContractGreeks, Valuation
from axiom.instruments import American
from axiom.market.spot_market import Market
from axiom.models import BlackScholes, Correlated, Model, QuantoBlackScholes, Sabr

__all__ = ["EXERCISE_METHODS"]

Doubles = NDArray[np.float64]

FEWEST_DATES, MOST_DATES = 32, 200
PILOT_PATHS, CHUNK = 8192, 4096
DEVIATIONS = 3.0
SMALL, WIDE = 1e-4, 0.15
PILOT_SEED = 0x9E3779B97F4A7C15
MOST_CHUNKS = 16


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Setting:
    """An option, what it is simulated with, and the dates at which it may be exercised."""

    option: American
    model: Model
    market: Market
    dates: int

    @property
    def times(self) -> Doubles:
        return self.option.expiry * np.arange(1, self.dates + 1) / self.dates

    @property
    def sign(self) -> float:
        return 1.0 if self.option.is_call else -1.0

    @property
    def discounts(self) -> Doubles:
        return np.asarray(self.market.discount(self.times))

    def paths(self, count: int, seed: int, threads: int) -> Doubles:
        """Simulate spots (count, dates), the second half of every 64 mirroring the first."""
        return simulate_paths(
            self.model,
            self.market,
            self.times,
            n_paths=count,
            seed=seed,
            is_antithetic=True,
            threads=threads,
        )[:, :, 0]

    def gains(self, spots: Doubles) -> Doubles:
        """Return the discounted exercise values, shape (paths, dates)."""
        return np.maximum(self.sign * (spots - self.option.strike), 0.0) * self.discounts

    def between_dates(self) -> float:
        """Bound what exercise between the dates is worth on top.

        To wait for the next date costs a put interest on the strike, a call the dividends.
        """
        step = self.option.expiry / self.dates
        market, expiry = self.market, self.option.expiry
        if self.option.is_call:
            return market.spots[0] * -math.expm1(-max(market.yield_to(expiry), 0.0) * step)
        return self.option.strike * -math.expm1(-max(market.zero_rate(expiry), 0.0) * step)


def _value_all(
    options: Sequence[American], model: Model, market: Market, request: Request
) -> list[Valuation]:
    return [_value(option, model, market, request) for option in options]


def _value(option: American, model: Model, market: Market, request: Request) -> Valuation:
    setting = _Setting(
        option=option, model=model, market=market, dates=_dates(option, model, market, request)
    )
    hedge = _hedge(setting)
    pilot = setting.paths(PILOT_PATHS, request.seed ^ PILOT_SEED, request.threads)
    policy = ExercisePolicy.fitted(
        spots=pilot, discounts=setting.discounts, strike=option.strike, sign=setting.sign
    )
    samples = _samples(setting, policy, hedge, request)
    now = max(setting.sign * (market.spots[0] - option.strike), 0.0)
    lower, lower_error = _mean(samples[:, 0])
    upper, upper_error = _mean(samples[:, 1])
    low = max(lower - DEVIATIONS * lower_error, now)
    high = max(upper + DEVIATIONS * upper_error + setting.between_dates(), now)
    return Valuation(
        price=0.5 * (low + high),
        error=0.5 * (high - low),
        error_kind="bound",
        engine="montecarlo",
        method="regression and dual bound",
        greeks=_greeks(setting, policy, hedge, request) if request.greeks else None,
        work={"paths": float(len(samples)), "dates": float(setting.dates)},
    )


def _dates(option: American, model: Model, market: Market, request: Request) -> int:
    """As many dates as keep exercise between them within half the tolerance."""
    once = _Setting(option=option, model=model, market=market, dates=1).between_dates()
    wanted = once / (0.5 * request.tolerance * option.size(market.spots))
    return int(min(max(math.ceil(wanted), FEWEST_DATES), MOST_DATES))


def _hedge(setting: _Setting) -> AmericanHedge:
    option, market = setting.option, setting.market
    return AmericanHedge.of(
        spot=market.spots[0],
        strike=option.strike,
        expiry=option.expiry,
        vol=_usual_vol(setting.model, option.expiry),
        rate=market.zero_rate(option.expiry),
        dividend_yield=market.yield_to(option.expiry),
        is_call=option.is_call,
    )


def _usual_vol(model: Model, expiry: float) -> float:
    if isinstance(model, BlackScholes):
        return model.vol_to(expiry)
    vol = model.spot_vol
    long_variance = getattr(model, "long_variance", None)
    if not isinstance(vol, float):
        raise TypeError(f"a model of one asset is needed: {model}")
    return vol if long_variance is None else math.sqrt(0.5 * (vol * vol + long_variance))


def _martingale(setting: _Setting, hedge: AmericanHedge, spots: Doubles, start: float) -> Doubles:
    market, times = setting.market, np.concatenate([[0.0], setting.times])
    model = setting.model
    is_known = isinstance(model, BlackScholes)
    variance = np.diff(model.total_variance(times)) if isinstance(model, BlackScholes) else None
    return hedge.gains(
        spots=np.column_stack([np.full(len(spots), start), spots]),
        left=setting.option.expiry - times,
        discounts=np.asarray(market.discount(times)),
        growth=np.asarray(market.growth(times)),
        variance=variance if is_known else None,
    )


def _earned(
    setting: _Setting, policy: ExercisePolicy, hedge: AmericanHedge, spots: Doubles, scale: float
) -> Doubles:
    """Return pairs: what the policy earns, and the best in hindsight, each less the hedge's gain.

    Shape (paths, 2): samples of a lower and of an upper bound.
    """
    moved = spots * scale
    stops = policy.exercise_dates(moved)
    return _bounds(setting, hedge, moved, setting.market.spots[0] * scale, stops)


def _bounds(
    setting: _Setting,
    hedge: AmericanHedge,
    spots: Doubles,
    start: float,
    stops: NDArray[np.int64],
) -> Doubles:
    left = setting.gains(spots) - _martingale(setting, hedge, spots, start)
    return np.column_stack([left[np.arange(len(spots)), stops], left.max(axis=1)])


def _samples(
    setting: _Setting, policy: ExercisePolicy, hedge: AmericanHedge, request: Request
) -> Doubles:
    """Pairs of lower and upper samples, until errors are within the tolerance or paths spent."""
    allowed = request.tolerance * setting.option.size(setting.market.spots)
    parts: list[Doubles] = []
    most = max(min(request.max_paths // CHUNK, MOST_CHUNKS), 1)
    for chunk in range(most):
        spots = setting.paths(CHUNK, request.seed + chunk * 0x51ED2705, request.threads)
        parts.append(_earned(setting, policy, hedge, spots, 1.0))
        found = np.concatenate(parts)
        errors = [_mean(found[:, j])[1] for j in range(2)]
        if DEVIATIONS * max(errors) <= 0.25 * allowed:
            break
    return np.concatenate(parts)


def _mean(samples: Doubles) -> tuple[float, float]:
    """Mean and standard error of paths whose second 32 of every 64 mirror the first."""
    pairs = samples.reshape(-1, 2, 32).mean(axis=1).ravel()
    return float(pairs.mean()), float(pairs.std(ddof=1) / math.sqrt(len(pairs)))


def _greeks(
    setting: _Setting, policy: ExercisePolicy, hedge: AmericanHedge, request: Request
) -> ContractGreeks:
    """Differentiate both bounds, and take the middle.

    First derivatives hold the exercise dates of each path fixed, which is exact where they are the
    best. The gamma differentiates twice what the policy earns, with Richardson's extrapolation.
    """
    spots = setting.paths(CHUNK, request.seed, request.threads)
    stops = policy.exercise_dates(spots)
    spot, model, market = setting.market.spots[0], setting.model, setting.market

    def at(bumped: _Setting, scale: float = 1.0) -> Doubles:
        moved = bumped.paths(CHUNK, request.seed, request.threads) * scale
        return _bounds(bumped, hedge, moved, spot * scale, stops)

    def slope(name: str, values: Sequence[Model | Market]) -> tuple[float, float]:
        changes: list[Any] = [{name: value} for value in values]
        up, down = (at(replace(setting, **change)) for change in changes)
        return _middle((up - down) / (2.0 * SMALL))

    step = SMALL * setting.option.expiry
    older = replace(
        setting,
        option=setting.option.aged(step, spots=market.spots),
        model=model.aged(step),
        market=market.aged(step),
    )
    found: dict[str, tuple[float, float]] = {
        "delta": _middle(
            (at(setting, 1.0 + SMALL) - at(setting, 1.0 - SMALL)) / (2.0 * SMALL * spot)
        ),
        "gamma": _gamma(setting, policy, hedge, spots),
        "vega": slope("model", [model.shifted(by) for by in (SMALL, -SMALL)]),
        "theta": _middle((at(older) - at(setting)) / step),
        "rho": slope("market", [market.with_rate_shifted(by) for by in (SMALL, -SMALL)]),
    }
    values: dict[str, Any] = {name: value for name, (value, _) in found.items()}
    return ContractGreeks(**values, errors={name: error for name, (_, error) in found.items()})


def _middle(samples: Doubles) -> tuple[float, float]:
    """Return the middle of both bounds' derivatives, and how far off it may be.

    That is their distance from each other and three standard errors.
    """
    value, error = _mean(samples.mean(axis=1))
    apart = abs(_mean(samples[:, 1] - samples[:, 0])[0])
    return value, apart + DEVIATIONS * error


def _gamma(
    setting: _Setting, policy: ExercisePolicy, hedge: AmericanHedge, spots: Doubles
) -> tuple[float, float]:
    spot = setting.market.spots[0]
    vol = _usual_vol(setting.model, setting.option.expiry)
    width = max(WIDE * vol * math.sqrt(setting.option.expiry), SMALL)
    base = _earned(setting, policy, hedge, spots, 1.0)

    def second(h: float) -> Doubles:
        up, down = (_earned(setting, policy, hedge, spots, 1.0 + move) for move in (h, -h))
        return np.asarray((up - 2.0 * base + down) / (h * spot) ** 2)

    return _middle((4.0 * second(width) - second(2.0 * width)) / 3.0)


def _accepts(option: American, model: Model, market: Market) -> str | None:
    if market.dividends:
        return "cash dividends are not covered"
    if option.expiry <= 0.0 or option.strike <= 0.0:
        return "nothing of it lies ahead" if option.expiry <= 0.0 else "its strike is 0"
    try:
        model.shifted(-SMALL)
    except InvalidArgumentError:
        return "a vol is too small to be lowered for the vega"
    return None


EXERCISE_METHODS: tuple[Method, ...] = tuple(
    Method(
        engine="montecarlo",
        name="regression and dual bound",
        instrument=American,
        model=model,
        value=_value_all,
        accepts=_accepts,
        speed=1e6,
        source="Longstaff, Schwartz, Review of Financial Studies 14, 2001, 113-147 (p. 122); "
        "Rogers, Mathematical Finance 12, 2002, 271-286 (p. 274)",
    )
    for model in SIMULATED
    if model not in (Correlated, QuantoBlackScholes, Sabr)
)
"""Methods of contracts with early exercise."""
