"""Contracts by simulation: scenarios, control variates, rounds, and what comes out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from axiom.engines.method import Request
from axiom.engines.montecarlo.bumps import Greek, Parameters, Plan, Weights, planned
from axiom.engines.montecarlo.coarse import coarse_simulator
from axiom.engines.montecarlo.control import Controls, coefficients, raised_by
from axiom.engines.montecarlo.outlines import OUTLINES, Frame, Outline, Part
from axiom.engines.montecarlo.run import Estimate, Experiment, estimate
from axiom.engines.montecarlo.simulators import grid_for, simulator
from axiom.engines.montecarlo.time_grid import MAX_STEPS, TimeGrid
from axiom.engines.montecarlo.watch import Watch
from axiom.engines.valuation import ContractGreeks, Valuation
from axiom.instruments import Instrument
from axiom.kernels import _core
from axiom.market.spot_market import Market
from axiom.models import Model

__all__ = ["METHOD_NAME", "value_by_simulation"]

Doubles = NDArray[np.float64]

METHOD_NAME = "scrambled Sobol paths"
PILOT_PATHS = 4096
PILOT_SEED = 0x9E3779B97F4A7C15
SHARE_OF_DOUBT = 0.1
SKEW_AT_THREE = (2.0 * 3.0**2 + 1.0) / (6.0 * 3.0)
ROUNDING, TINY, EPSILONS = 1e-11, 1e-300, 1e-14
UNSEEN, UNSEEN_JUMP = 0.1, 1.6
"""Least error of a price in sizes of the contract over paths: what rare paths may hold that none
of those drawn showed; more where the payoff jumps, since equidistributed points may then agree."""
MOST_DOUBLINGS = 4
SHARE_OF_STEPS = 0.5
"""Of what extrapolation in the step takes away, the share that is stated as error."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Setup:
    """An experiment without its weights."""

    simulators: tuple[Any, ...]
    products: tuple[Any, ...]
    means: tuple[Doubles, ...]  # of each scenario: (scales, controls)
    ends: Doubles
    parts: int
    watched: int
    is_exact: bool
    unseen: float

    @property
    def scheme(self) -> Doubles:
        """Price with all steps less price with half of them, as a row over all outputs."""
        row = np.zeros(len(self.products) * self.width)
        row[0], row[-self.width] = 1.0, -1.0
        return row

    @property
    def width(self) -> int:
        """Outputs of a scenario."""
        return int(self.products[0].outputs)

    def row(self, weights: Weights, part: int) -> Doubles:
        """Return weights of one part's cells as a row over all outputs."""
        row = np.zeros(len(self.products) * self.width)
        for (scenario, scale), weight in weights.items():
            row[scenario * self.width + scale * self.parts + part] += weight
        return row

    def known(self, weights: Weights) -> Doubles:
        """Return the means of the controls in one combination, shape (controls,)."""
        parts = [w * self.means[scenario][scale] for (scenario, scale), w in weights.items()]
        return np.asarray(sum(parts))


def value_by_simulation(
    instruments: Sequence[Instrument], model: Model, market: Market, request: Request
) -> list[Valuation]:
    """Value contracts one by one, each until the tolerance is met or the paths are spent.

    Notes
    -----
    Where a scheme is not exact, prices are extrapolated in the step from all steps and half of
    them; half of what that takes away is part of the stated error. While it alone is too large, the
    steps are doubled. Greeks are those of the fine steps. Where the path between watched times is
    a bridge by approximation only, the price with half as many of them counts as well: its distance
    is part of the stated error, which n paths never bring below 0.1 sizes of the contract over n,
    or 1.6 where the payoff jumps or ends at a barrier.

    Verified by tests/unit/engines/montecarlo/test_values.py.
    """
    return [_value(instrument, model, market, request) for instrument in instruments]


def _value(instrument: Instrument, model: Model, market: Market, request: Request) -> Valuation:
    outline = OUTLINES[type(instrument)]
    watch = Watch.of(outline, instrument, model, market)
    plan = _plan(outline, instrument, model, market, request)
    combinations: list[Weights] = [{(0, 0): 1.0}]
    for greek in plan.greeks:
        combinations += [greek.weights] + ([greek.doubt] if greek.doubt else [])
    allowed = request.tolerance * instrument.size(market.spots)
    grid = grid_for(plan.scenarios[0].model, watch.times(plan.scenarios[0].instrument))
    for _ in range(MOST_DOUBLINGS + 1):
        setup = _setup(outline, watch, plan, grid)
        found = _simulated(setup, combinations, request, allowed)
        if not _is_hopeless(setup, found, allowed) or 2 * len(setup.ends) > MAX_STEPS:
            break
        grid = grid.doubled
    size = max(instrument.size(market.spots), 1.0)
    rounding = EPSILONS * size * np.array([sum(_absolute(w).values()) for w in combinations])
    count = len(rounding)
    means = found.mean[:count]
    errors = np.hypot(_errors(setup, found)[:count], rounding)
    error = float(errors[0])
    if not watch.is_exact:
        seen = _value_on(watch.coarser(), plan.scenarios[0], request)
        error = float(np.hypot(error, seen - means[0]))
    return Valuation(
        price=float(means[0]),
        error=error,
        error_kind="standard error",
        engine="montecarlo",
        method=METHOD_NAME,
        greeks=_greeks(plan, market.n_assets, means, errors) if request.greeks else None,
        work=_work(setup, found),
    )


def _value_on(watch: Watch, base: Parameters, request: Request) -> float:
    """Return the price alone, with the path looked at less often."""
    plan = Plan([replace(base, scales=base.scales[:1])])
    grid = grid_for(base.model, watch.times(base.instrument))
    setup = _setup(watch.outline, watch, plan, grid)
    allowed = request.tolerance * base.instrument.size(base.market.spots)
    return float(_simulated(setup, [{(0, 0): 1.0}], request, allowed).mean[0])


def _simulated(
    setup: _Setup, combinations: list[Weights], request: Request, allowed: float
) -> Estimate:
    """Return the estimate of each combination, and last, where it counts, of the scheme's cost."""
    rows, adjusted = _controlled(setup, combinations, request)
    if not setup.is_exact:
        rows[0] += setup.scheme
        rows = np.concatenate([rows, [setup.scheme]])

    def is_met(so_far: Estimate) -> bool:
        is_small = bool(_errors(setup, so_far)[0] <= allowed)
        return is_small or _is_hopeless(setup, so_far, allowed)

    return estimate(
        Experiment(
            simulators=setup.simulators, products=setup.products, weights=rows, ends=setup.ends
        ),
        is_met=is_met,
        seed=request.seed,
        max_paths=request.max_paths,
        threads=request.threads,
        progress=request.progress,
        adjusted=adjusted,
    )


def _controlled(
    setup: _Setup, combinations: list[Weights], request: Request
) -> tuple[Doubles, Callable[[Estimate], Estimate] | None]:
    """Return the statistics to estimate, and what is to be done with their controls afterwards.

    The coefficients of a price on exact paths come from those. Those of differences, and of prices
    whose scheme may err in the control as well, come from a pilot run: a rare path that moves both
    a statistic and its control may be in one scramble alone.
    """
    parts = [np.array([setup.row(w, part) for w in combinations]) for part in range(setup.parts)]
    if setup.parts == 1:
        return parts[0], None
    known = np.array([setup.known(weights) for weights in combinations])
    sizes = np.array([setup.known(_absolute(weights)) for weights in combinations])
    controls = Controls(known=known, floors=ROUNDING * np.abs(sizes) + TINY)
    if len(combinations) == 1 and setup.is_exact:
        return np.concatenate(parts), controls.take_off
    pilot = estimate(
        Experiment(
            simulators=setup.simulators,
            products=setup.products,
            weights=np.concatenate(parts),
            ends=setup.ends,
        ),
        is_met=lambda so_far: True,
        seed=request.seed ^ PILOT_SEED,
        max_paths=min(PILOT_PATHS, request.max_paths),
        threads=request.threads,
    )
    slopes = coefficients(pilot.covariance, controls.floors)
    taken = sum(slopes[:, j, None] * part for j, part in enumerate(parts[1:]))
    return np.asarray(parts[0] - taken), raised_by((slopes * known).sum(axis=1))


def _errors(setup: _Setup, found: Estimate) -> Doubles:
    """Return stated errors: the price's holds what its steps cost, and what no path showed."""
    errors = _stated(found)
    errors[0] = np.hypot(errors[0], setup.unseen / found.paths)
    if not setup.is_exact:
        errors[0] = np.hypot(errors[0], SHARE_OF_STEPS * found.mean[-1])
    return errors


def _is_hopeless(setup: _Setup, found: Estimate, allowed: float) -> bool:
    """Whether no number of paths can meet the target, since the steps alone cost more."""
    if setup.is_exact:
        return False
    surely = abs(found.mean[-1]) - 3.0 * found.standard_errors[-1]
    return bool(SHARE_OF_STEPS * surely > 0.7 * allowed)


def _plan(
    outline: Outline, instrument: Instrument, model: Model, market: Market, request: Request
) -> Plan:
    if request.greeks:
        keys = np.array(sorted(outline.keys(instrument)))
        return planned(
            instrument, model, market, keys=keys, is_smooth=outline.is_smooth(instrument)
        )
    ones = ((1.0,) * market.n_assets,)
    return Plan([Parameters(instrument=instrument, model=model, market=market, scales=ones)])


def _setup(outline: Outline, watch: Watch, plan: Plan, grid: TimeGrid) -> _Setup:
    base = plan.scenarios[0]
    frames = [_frame(scenario, watch.times(scenario.instrument)) for scenario in plan.scenarios]
    parts = [outline.parts(frame) for frame in frames]
    width = len(parts[0]) * len(base.scales)
    simulators = [simulator(frame.model, frame.market, grid.moved(frame.times)) for frame in frames]
    products = [
        _core.payoff_product(
            [frame.contract(part) for part in contained],
            [float(x) for scale in scenario.scales for x in scale],
            width,
        )
        for frame, contained, scenario in zip(frames, parts, plan.scenarios, strict=True)
    ]
    is_rare = parts[0][0].payoff.startswith(("barrier", "corridor"))
    jumps = is_rare or not outline.is_smooth(base.instrument)
    if grid.is_even:
        simulators.append(coarse_simulator(base.model, base.market, grid))
        products.append(products[0])
    return _Setup(
        simulators=tuple(simulators),
        products=tuple(products),
        means=tuple(
            _means(outline, scenario, frame.times, contained)
            for scenario, frame, contained in zip(plan.scenarios, frames, parts, strict=True)
        ),
        ends=grid.ends,
        parts=len(parts[0]),
        watched=len(frames[0].times),
        is_exact=not grid.is_even,
        unseen=(UNSEEN_JUMP if jumps else UNSEEN) * base.instrument.size(base.market.spots),
    )


def _frame(scenario: Parameters, times: Doubles, scale: tuple[float, ...] = ()) -> Frame:
    market = scenario.market
    for asset, factor in enumerate(scale):
        market = market.with_spot(market.spots[asset] * factor, asset=asset)
    return Frame(instrument=scenario.instrument, model=scenario.model, market=market, times=times)


def _means(outline: Outline, scenario: Parameters, times: Doubles, parts: list[Part]) -> Doubles:
    """Known values of the controls at every multiple of the spots, shape (scales, controls)."""

    def known(scale: tuple[float, ...]) -> list[float]:
        is_base = all(factor == 1.0 for factor in scale)
        found = parts if is_base else outline.parts(_frame(scenario, times, scale))
        return [np.nan if part.mean is None else part.mean for part in found[1:]]

    return np.array([known(scale) for scale in scenario.scales])


def _absolute(weights: Weights) -> Weights:
    return {cell: abs(weight) for cell, weight in weights.items()}


def _stated(found: Estimate) -> Doubles:
    """Return standard errors, widened where the means of the scrambles are skewed.

    Three of the widened ones are as far as three deviations reach on the long side by the first
    term of the expansion for skewed samples: Hall, On the removal of skewness by transformation,
    Journal of the Royal Statistical Society B 54, 1992, 221-228 (p. 222).
    """
    errors, groups = found.standard_errors, len(found.group_means)
    if groups < 3:
        return errors
    apart = found.group_means - found.mean
    deviation = np.sqrt((apart**2).mean(axis=0)) + TINY
    skewness = ((apart / deviation) ** 3).mean(axis=0)
    return np.asarray(errors * (1.0 + SKEW_AT_THREE * np.abs(skewness) / np.sqrt(groups)))


def _work(setup: _Setup, found: Estimate) -> dict[str, float]:
    return {
        "paths": float(found.paths),
        "steps": float(len(setup.ends)),
        "watched times": float(setup.watched),
        "scenarios": float(len(setup.products)),
        "rounds": float(found.rounds),
    }


def _greeks(plan: Plan, assets: int, means: Doubles, errors: Doubles) -> ContractGreeks:
    values: dict[tuple[str, tuple[int, ...]], tuple[float, float]] = {}
    row = 1
    for greek in plan.greeks:
        error = float(errors[row])
        value = float(means[row])
        row += 1
        if greek.doubt:
            error = float(np.hypot(error, SHARE_OF_DOUBT * means[row]))
            row += 1
        values[_key(greek)] = (value, error)

    def take(name: str, which: int) -> Any:
        if name in ("theta", "rho"):
            return values[name, ()][which]
        if name == "gamma":
            matrix = tuple(
                tuple(values[name, (max(i, j), min(i, j))][which] for j in range(assets))
                for i in range(assets)
            )
            return matrix[0][0] if assets == 1 else matrix
        row_of = tuple(values[name, (i,)][which] for i in range(assets))
        return row_of[0] if assets == 1 else row_of

    names = ("delta", "gamma", "vega", "theta", "rho")
    return ContractGreeks(
        **{name: take(name, 0) for name in names},
        errors={name: take(name, 1) for name in names},
    )


def _key(greek: Greek) -> tuple[str, tuple[int, ...]]:
    return greek.name, greek.index
