# Types of the compiled core; its functions take checked, contiguous arguments.

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

_Doubles: TypeAlias = npt.NDArray[np.float64]
_Bytes: TypeAlias = npt.NDArray[np.uint8]

_Function = TypeVar("_Function", bound=Callable[..., object])

OUTPUT_NAMES: tuple[str, ...]

class Greeks:
    price: Any
    delta: Any
    gamma: Any
    vega: Any
    theta: Any
    rho: Any
    psi: Any
    dual_delta: Any
    dual_gamma: Any
    vanna: Any
    volga: Any
    charm: Any
    veta: Any
    speed: Any
    zomma: Any
    color: Any
    ultima: Any
    dividends: Any
    def __init__(
        self,
        values: Sequence[object],
        dividends: object = None,
        dividends_left_out: bool = False,
        /,
    ) -> None: ...
    def as_dict(self) -> dict[str, Any]: ...

# Decorators: the function as it was, but calls with plain numbers are answered by the core.
def price_scalars(function: _Function, /) -> _Function: ...
def greeks_scalars(function: _Function, /) -> _Function: ...
def implied_vol_scalars(function: _Function, /) -> _Function: ...
def price_arrays(
    spot: _Doubles,
    strike: _Doubles,
    expiry: _Doubles,
    vol: _Doubles,
    rate: _Doubles,
    dividend_yield: _Doubles,
    is_call: _Bytes,
    carries: bool,
    normal: bool,
    outputs: Sequence[_Doubles | None],
    size: int,
    threads: int,
) -> int: ...
def dividend_arrays(
    spot: _Doubles,
    strike: _Doubles,
    expiry: _Doubles,
    vol: _Doubles,
    rate: _Doubles,
    dividend_yield: _Doubles,
    is_call: _Bytes,
    times: Sequence[float],
    cash: Sequence[float],
    proportions: Sequence[float],
    model: int,
    american: bool,
    nodes: int,
    steps: int,
    width: float,
    extrapolated: bool,
    outputs: Sequence[_Doubles | None],
    by_dividend: _Doubles | None,
    size: int,
    threads: int,
) -> int: ...
def american_arrays(
    spot: _Doubles,
    strike: _Doubles,
    expiry: _Doubles,
    vol: _Doubles,
    rate: _Doubles,
    dividend_yield: _Doubles,
    is_call: _Bytes,
    carries: bool,
    accuracy: int,
    price: _Doubles | None,
    lower: _Doubles | None,
    upper: _Doubles | None,
    size: int,
    threads: int,
) -> tuple[int, int]: ...
def american_greeks_arrays(
    spot: _Doubles,
    strike: _Doubles,
    expiry: _Doubles,
    vol: _Doubles,
    rate: _Doubles,
    dividend_yield: _Doubles,
    is_call: _Bytes,
    carries: bool,
    accuracy: int,
    outputs: Sequence[_Doubles | None],
    size: int,
    threads: int,
) -> tuple[int, int]: ...
def implied_vol_arrays(
    price: _Doubles,
    spot: _Doubles,
    strike: _Doubles,
    expiry: _Doubles,
    rate: _Doubles,
    dividend_yield: _Doubles,
    is_call: _Bytes,
    carries: bool,
    normal: bool,
    vol: _Doubles,
    status: _Bytes,
    lower: _Doubles | None,
    upper: _Doubles | None,
    size: int,
    threads: int,
) -> None: ...
def american_vol_arrays(
    price: _Doubles,
    spot: _Doubles,
    strike: _Doubles,
    expiry: _Doubles,
    rate: _Doubles,
    dividend_yield: _Doubles,
    is_call: _Bytes,
    carries: bool,
    accuracy: int,
    vol: _Doubles,
    status: _Bytes,
    lower: _Doubles | None,
    upper: _Doubles | None,
    size: int,
    threads: int,
) -> None: ...
def dividend_vol_arrays(
    price: _Doubles,
    spot: _Doubles,
    strike: _Doubles,
    expiry: _Doubles,
    rate: _Doubles,
    dividend_yield: _Doubles,
    is_call: _Bytes,
    times: list[float],
    cash: list[float],
    proportions: list[float],
    model: int,
    american: bool,
    schemes: list[tuple[int, int, float, bool]],
    tolerance: float,
    accuracy: int,
    vol: _Doubles,
    status: _Bytes,
    lower: _Doubles | None,
    upper: _Doubles | None,
    size: int,
    threads: int,
) -> None: ...

class TimeGrid: ...
class SplinePieces: ...

class EssviSurface:
    def fill(
        self,
        quantity: int,
        x: _Doubles,
        years: _Doubles,
        rows: int,
        columns: int,
        is_strike: bool,
        out: _Doubles,
        /,
    ) -> bool: ...
    def scalar(self, quantity: int, x: float, years: float, is_strike: bool, /) -> float | None: ...

class SplineSurface:
    def fill(
        self,
        quantity: int,
        x: _Doubles,
        years: _Doubles,
        rows: int,
        columns: int,
        is_strike: bool,
        out: _Doubles,
        /,
    ) -> bool: ...
    def scalar(self, quantity: int, x: float, years: float, is_strike: bool, /) -> float | None: ...
    def with_slice(self, index: int, pieces: SplinePieces, /) -> SplineSurface: ...

def time_grid(
    years: _Doubles,
    node_years: _Doubles,
    log_forward: _Doubles,
    slope_before: float,
    slope_after: float,
    clock_years: _Doubles,
    clock_variance: _Doubles,
) -> TimeGrid: ...
def essvi_surface(
    grid: TimeGrid, theta: _Doubles, psi: _Doubles, chi: _Doubles
) -> EssviSurface: ...
def spline_pieces(
    knots: _Doubles, values: _Doubles, second: _Doubles, error: _Doubles
) -> SplinePieces: ...
def spline_wings(knots: _Doubles, values: _Doubles, second: _Doubles) -> tuple[float, float]: ...
def spline_least(pieces: SplinePieces) -> tuple[float, float]: ...
def spline_surface(grid: TimeGrid, pieces: list[SplinePieces]) -> SplineSurface: ...
def essvi_theta_floor(psi: float, chi: float) -> float: ...
def essvi_fit(
    years: _Doubles,
    offsets: npt.NDArray[np.int64],
    k: _Doubles,
    vol: _Doubles,
    weight: _Doubles,
    loss_scale: float,
    tail: float,
    prior: float,
    sweeps: int,
    iterations: int,
) -> tuple[_Doubles, _Doubles, _Doubles, float, int, int]: ...
def spline_fit(
    quote_offsets: npt.NDArray[np.int64],
    k: _Doubles,
    low: _Doubles,
    middle: _Doubles,
    high: _Doubles,
    weight: _Doubles,
    knot_offsets: npt.NDArray[np.int64],
    knots: _Doubles,
    prior_offsets: npt.NDArray[np.int64],
    prior_k: _Doubles,
    prior_variance: _Doubles,
    prior_error: _Doubles,
    level: _Doubles,
    tuning: _Doubles,
) -> tuple[list[int], _Doubles, _Doubles, _Doubles, int, float, int]: ...
def spline_refit(
    knots: _Doubles,
    values: _Doubles,
    early_knots: _Doubles,
    early_values: _Doubles,
    late_knots: _Doubles,
    late_values: _Doubles,
    k: _Doubles,
    low: _Doubles,
    middle: _Doubles,
    high: _Doubles,
    weight: _Doubles,
    prior_k: _Doubles,
    prior_variance: _Doubles,
    prior_error: _Doubles,
    level: float,
    tuning: _Doubles,
) -> tuple[_Doubles, _Doubles, bool, int]: ...
def spline_second(knots: _Doubles, values: _Doubles) -> _Doubles: ...
def spline_jet(
    knots: _Doubles, values: _Doubles, second: _Doubles, k: _Doubles
) -> tuple[_Doubles, _Doubles, _Doubles, _Doubles]: ...
def live_flags(
    bid: _Doubles,
    ask: _Doubles,
    time: _Doubles,
    rhythm: _Doubles,
    now: float,
    stale_rhythms: float,
    least_rhythm: float,
) -> _Bytes: ...
def live_black(
    strike: _Doubles,
    bid: _Doubles,
    ask: _Doubles,
    flags: _Bytes,
    forward: float,
    years: float,
    discount_factor: float,
) -> tuple[_Doubles, _Doubles, _Doubles, _Bytes]: ...
def live_intervals(
    vol: Sequence[_Doubles], status: Sequence[_Bytes], flags: _Bytes
) -> tuple[_Doubles, _Doubles, _Doubles, _Bytes]: ...
def live_screen(
    low: _Doubles,
    middle: _Doubles,
    high: _Doubles,
    flags: _Bytes,
    log_moneyness: _Doubles,
    overdue: _Doubles,
    knots: _Doubles,
    values: _Doubles,
    second: _Doubles,
    error: _Doubles,
    years: float,
    near_the_money: float,
    outlier_bars: float,
    half_spread_floor: float,
    vol_of_vol: float,
    jump_share: float,
    jump_limit: float,
    min_strikes: int,
) -> tuple[tuple[_Doubles, _Doubles, _Doubles, _Doubles, _Doubles], _Bytes, int, int, float]: ...
def bivariate_normal(x: _Doubles, y: _Doubles, rho: _Doubles) -> _Doubles: ...
def normal_probability(upper: _Doubles, correlation: _Doubles, points: int) -> float: ...
def sum_options(
    forwards: _Doubles,
    covariance: _Doubles,
    weights: _Doubles,
    strike: _Doubles,
    tolerance: float,
    threads: int,
) -> tuple[_Doubles, ...]: ...
def extremes(
    forwards: _Doubles,
    covariance: _Doubles,
    strike: _Doubles,
    of_largest: bool,
    tolerance: float,
    threads: int,
) -> tuple[_Doubles, ...]: ...
def compounds(table: _Doubles) -> _Doubles: ...
def choosers(table: _Doubles) -> _Doubles: ...
def partial_barriers(table: _Doubles) -> _Doubles: ...
def closed_form_arrays(
    family: str,
    market: Sequence[_Doubles],
    contract: Sequence[_Doubles],
    outputs: Sequence[_Doubles],
    size: int,
    threads: int,
) -> None: ...
def pde_solve(
    kind: int,
    american: bool,
    two_sided: bool,
    terms: _Doubles,
    places: _Doubles,
    events: Sequence[int],
    event_times: _Doubles,
    event_terms: _Doubles,
    times: _Doubles,
    variance: _Doubles,
    rate: _Doubles,
    yield_: _Doubles,
    vol_times: _Doubles,
    moneyness: _Doubles,
    vols: _Doubles,
    shifts: _Doubles,
    log_spot: float,
    nodes: int,
    refinement: int,
    concentration: float,
    steps: Sequence[int],
    graded: bool,
    threads: int,
) -> _Doubles: ...
def pde_solve_sheets(
    american: bool,
    terms: _Doubles,
    places: _Doubles,
    events: Sequence[int],
    event_times: _Doubles,
    event_terms: _Doubles,
    times: _Doubles,
    rate: _Doubles,
    yield_: _Doubles,
    heston: _Doubles,
    variance_nodes: int,
    nodes: int,
    refinement: int,
    concentration: float,
    steps: Sequence[int],
    graded: bool,
    threads: int,
) -> _Doubles: ...
def asian(
    start: float,
    forward: float,
    variance: float,
    growth: _Doubles,
    variances: _Doubles,
    weights: _Doubles,
    nodes: int,
) -> tuple[float, float, float]: ...
def expected_clipped_sum(
    means: _Doubles,
    deviations: _Doubles,
    lower: float,
    upper: float,
    least: float,
    most: float,
    past: float,
    points: int,
) -> float: ...
def tridiagonal_flow(
    start: _Doubles, lengths: _Doubles, diagonal: _Doubles, up: _Doubles, down: _Doubles
) -> _Doubles: ...
def svi_butterfly(
    a: _Doubles, b: _Doubles, rho: _Doubles, m: _Doubles, sigma: _Doubles
) -> tuple[_Doubles, _Doubles, _Doubles]: ...
def spline_arbitrage(
    offsets: npt.NDArray[np.int64],
    knots: _Doubles,
    values: _Doubles,
    second: _Doubles,
    growing: bool,
) -> tuple[_Doubles, ...]: ...
def static_conditions(
    k: _Doubles, w: _Doubles, dk: _Doubles, dkk: _Doubles
) -> tuple[_Doubles, _Doubles]: ...

class Contract:
    payoff: str
    times: int
    assets: int
    def __init__(
        self,
        payoff: str,
        numbers: Sequence[float],
        places: Sequence[int],
        discounts: Sequence[float],
        assets: int,
    ) -> None: ...

def payoff_product(
    contracts: Sequence[Contract], scales: Sequence[float], outputs: int
) -> Product: ...
def payoffs_on_paths(
    contract: Contract,
    years: _Doubles,
    start: _Doubles,
    spots: _Doubles,
    variances: _Doubles,
) -> _Doubles: ...

class Simulator:
    @property
    def assets(self) -> int: ...
    @property
    def times(self) -> int: ...
    @property
    def steps(self) -> int: ...
    @property
    def factors(self) -> int: ...

class Product:
    @property
    def outputs(self) -> int: ...

class Source:
    @property
    def independent_lanes(self) -> int: ...

def spots(assets: int, times: int) -> Product: ...
def pseudorandom(seed: int, antithetic: bool) -> Source: ...
def sobol(seed: int, initial: npt.NDArray[np.uint32], years: _Doubles) -> Source: ...
def run_paths(
    simulators: Sequence[Simulator],
    products: Sequence[Product],
    source: Source,
    weights: _Doubles,
    groups: int,
    first_block: int,
    blocks: int,
    threads: int,
    with_cross: bool,
) -> tuple[float, _Doubles, _Doubles]: ...
def simulate_paths(
    simulator: Simulator, source: Source, group: int, first_block: int, blocks: int, threads: int
) -> _Doubles: ...
def draw_normals(source: Source, group: int, block: int, steps: int, factors: int) -> _Doubles: ...
def philox_words(c0: int, c1: int, c2: int, c3: int, seed: int) -> tuple[int, int, int, int]: ...
def black_scholes_paths(
    years: _Doubles,
    start: _Doubles,
    monitor: npt.NDArray[np.int64],
    drift: _Doubles,
    factor: _Doubles,
    variance: _Doubles,
    dividend: _Doubles,
) -> Simulator: ...
def affine_strips(
    model: _Doubles,
    payoff: int,
    reach: int,
    tolerance: float,
    expiry: _Doubles,
    forward: _Doubles,
    start: npt.NDArray[np.int64],
    strike: _Doubles,
    is_call: _Bytes,
    threads: int,
) -> tuple[_Doubles, _Doubles, int]: ...
def heston_paths(
    years: _Doubles,
    start: _Doubles,
    monitor: npt.NDArray[np.int64],
    initial_variance: float,
    steps: _Doubles,
    jump_mean: float,
    jump_vol: float,
    tails: _Doubles,
) -> Simulator: ...
def merton_paths(
    years: _Doubles,
    start: _Doubles,
    monitor: npt.NDArray[np.int64],
    drift: _Doubles,
    variance: _Doubles,
    jump_mean: float,
    jump_vol: float,
    tails: _Doubles,
) -> Simulator: ...
def local_vol_paths(
    years: _Doubles,
    start: _Doubles,
    monitor: npt.NDArray[np.int64],
    nodes: Sequence[_Doubles],
    vols: Sequence[_Doubles],
    width: _Doubles,
    factor: _Doubles,
    log_forward: _Doubles,
) -> Simulator: ...
def rough_bergomi_paths(
    years: _Doubles,
    start: _Doubles,
    monitor: npt.NDArray[np.int64],
    eta: float,
    correlation: float,
    drift: _Doubles,
    width: _Doubles,
    level: _Doubles,
    weight: _Doubles,
    along: _Doubles,
    across: _Doubles,
) -> Simulator: ...
def sabr_paths(
    years: _Doubles,
    start: _Doubles,
    monitor: npt.NDArray[np.int64],
    parameters: tuple[float, float, float, float, float, float],
    width: _Doubles,
    ratio: _Doubles,
) -> Simulator: ...
def coarse_paths(
    coarse: Simulator, spans: npt.NDArray[np.int64], weights: _Doubles
) -> Simulator: ...
def sabr_calls(
    forward: float,
    alpha: float,
    beta: float,
    rho: float,
    nu: float,
    expiry: float,
    half: int,
    steps: int,
) -> tuple[_Doubles, _Doubles]: ...

class MakerTerms:
    def __init__(
        self,
        mid: tuple[int, float, float, float],
        move_times: _Doubles,
        bid_depth: tuple[int, float, float],
        ask_depth: tuple[int, float, float],
        decays: tuple[bool, float, float],
        flow: tuple[float, float, float, float, float, float, float],
        jump: tuple[float, float, bool],
        delay: tuple[bool, float, bool],
        queue: tuple[float, bool, float],
        fees: tuple[float, float],
        tick: float,
        limit: int,
    ) -> None: ...

class MakerSteps:
    def __init__(self, terms: MakerTerms, ends: _Doubles, count: int) -> None: ...
    def restart(
        self,
        chosen: npt.NDArray[np.int64],
        seeds: npt.NDArray[np.uint64],
        episodes: npt.NDArray[np.uint64],
        levels: npt.NDArray[np.float64],
    ) -> None: ...
    def advance(self, bid: _Doubles, ask: _Doubles, chosen: _Bytes, threads: int) -> None: ...
    def observe(self) -> npt.NDArray[np.float64]: ...

def run_maker(
    terms: MakerTerms,
    ends: _Doubles,
    bid: npt.NDArray[np.float64],
    ask: npt.NDArray[np.float64],
    levels: npt.NDArray[np.float64],
    seed: int,
    first_episode: int,
    episodes: int,
    threads: int,
    recorded: bool,
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64] | None]: ...
def heston_moves(
    coefficients: _Doubles, variance: _Doubles, z_variance: _Doubles, z_spot: _Doubles
) -> tuple[_Doubles, _Doubles]: ...
def episode_numbers(
    seeds: npt.NDArray[np.uint64],
    episodes: npt.NDArray[np.uint64],
    purpose: int,
    batch: int,
) -> npt.NDArray[np.float64]: ...
def hedging_paths(
    terms: _Doubles,
    hedges: int,
    substeps: int,
    seed: int,
    first_block: int,
    blocks: int,
    threads: int,
) -> tuple[_Doubles, _Doubles]: ...
def hedging_quotes(
    spots: _Doubles, spot_vols: _Doubles, terms: _Doubles, times: int, threads: int
) -> tuple[_Doubles, _Doubles]: ...
def hedging_costs(
    spots: _Doubles,
    vols: _Doubles,
    slopes: _Doubles,
    zakamouline: bool,
    rule: _Doubles,
    job: _Doubles,
    hedges: int,
    threads: int,
) -> tuple[_Doubles, _Doubles]: ...
def chain_quotes(
    figures: _Doubles,
    smile_delta: _Doubles,
    vol: _Doubles,
    vol_error: _Doubles,
    strike: _Doubles,
    is_call: _Bytes,
    american: _Bytes,
    held: _Doubles,
    bucket: npt.NDArray[np.int32],
    half_market: _Doubles,
    bid_cap: _Doubles,
    ask_floor: _Doubles,
    first: npt.NDArray[np.int64],
    forward_leg: _Doubles,
    discount: _Doubles,
    widening: _Doubles,
    vega_up: _Doubles,
    vega_down: _Doubles,
    risk_vega: _Doubles,
    risk_gamma: _Doubles,
    limit_figure: npt.NDArray[np.int32],
    limit_scale: _Doubles,
    limit_up: _Doubles,
    limit_down: _Doubles,
    grid_start: _Doubles,
    grid_tick: _Doubles,
    grid_times: _Doubles,
    grid_over: _Doubles,
    parameters: _Doubles,
    quotes: _Doubles,
) -> None: ...
