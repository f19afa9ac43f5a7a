"""Thousands of episodes of a quoting policy in a market for one asset."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from axiom.core.errors import InvalidArgumentError
from axiom.desk.markets.compiled import (
    Compiled,
    checked_count,
    checked_horizon,
    compiled,
    step_ends,
)
from axiom.desk.markets.episodes import MakerEpisodes, MakerPaths
from axiom.desk.markets.labels import checked_seed
from axiom.desk.quoting.policy_table import PolicyTable, tabulate
from axiom.kernels import _core
from axiom.kernels.arrays import check_threads
from axiom.kernels.random_numbers import LANES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from axiom.desk.markets.maker_market import MakerMarket
    from axiom.desk.quoting.policy import QuotingPolicy

    Doubles = NDArray[np.float64]

__all__ = ["simulate_market_making"]

_SUMS = (
    "mid", "inventory", "wealth", "spread", "carry", "fees", "bid_fills", "ask_fills",
    "bid_orders", "ask_orders", "mean_inventory", "mean_absolute_inventory",
    "mean_squared_inventory", "most_inventory", "least_inventory",
)  # fmt: skip
_NUMBERS_IN_MEMORY: Final = 1 << 23
"""Levels of given mids that are held at a time."""


def simulate_market_making(
    policy: QuotingPolicy,
    market: MakerMarket,
    *,
    episodes: int,
    steps: int | None = None,
    horizon: float,
    seed: int,
    threads: int = 1,
    is_recorded: bool = False,
) -> MakerEpisodes:
    """Simulate episodes of a maker who quotes one asset by a policy.

    Parameters
    ----------
    policy : QuotingPolicy
        What it quotes by inventory and time left; see `axiom.desk.tabulate`. Policies that learn or
        look at the mid act step by step: see `MakerStepper`.
    market : MakerMarket
        In a unit of time of its own, the one of its intensities; years where its mid is a model's.
    episodes : int
        At least 1.
    steps : int, optional
        Equal decision steps to the horizon, at least 1; None where the policy is a table, whose
        rows are then the steps.
    horizon : float
        Above 0; where the policy is a table, the time left at its first row.
    seed : int
        From 0 to 2^64 - 1; 0 is a seed like others.
    threads : int
        At least 1; results do not depend on it.
    is_recorded : bool
        Whether to keep mid, inventory and wealth at every decision.

    Returns
    -------
    MakerEpisodes

    Raises
    ------
    InvalidArgumentError
        If an argument is outside its domain, or table, horizon and market do not fit.

    Notes
    -----
    Within a step nothing lies on a grid: orders come at their own times by thinning, the mid is
    drawn at those times by the Brownian bridge, and the quotes change with the inventory at the
    fill. The numbers of an episode depend on the seed and its number alone: two policies meet the
    same mid at the ends of steps and the same orders, as long as both quote at non-negative
    offsets and neither market has jumps after fills.

    References
    ----------
    Ogata, On Lewis' simulation method for point processes, IEEE Transactions on Information Theory
    27 (1), 1981, 23-31 (algorithm 2).

    Verified by ``tests/unit/desk/markets/test_simulation.py`` and
    ``tests/parity/test_maker_twin.py``.

    Examples
    --------
    >>> from axiom.desk import (
    ...     BachelierMid, ExponentialIntensity, MakerMarket, PoissonArrivals, PolicyTable,
    ...     simulate_market_making,
    ... )
    >>> market = MakerMarket(
    ...     mid=BachelierMid(vol=2.0),
    ...     arrivals=PoissonArrivals(intensity=ExponentialIntensity(scale=140.0, decay=1.5)),
    ...     inventory_limit=1,
    ... )
    >>> table = PolicyTable(
    ...     times=[1.0], inventories=[-1, 0, 1],
    ...     bid=[[0.7, 0.7, float("inf")]], ask=[[float("inf"), 0.7, 0.7]],
    ... )
    >>> found = simulate_market_making(table, market, episodes=100, horizon=1.0, seed=0)
    >>> found.wealth.shape, bool(abs(found.inventory).max() <= 1)
    ((100,), True)
    """
    checked_count("episodes", episodes)
    checked_horizon(horizon)
    table = _table(policy, market, steps=steps, horizon=horizon)
    ends = step_ends(horizon, steps) if steps else horizon - np.append(table.times[1:], 0.0)
    bid, ask = _fitted(table, market)
    finite = np.minimum(bid, ask)
    least = float(finite[np.isfinite(finite)].min(initial=0.0))
    ready = compiled(market, ends, least_offset=least)
    sums, paths = _run(
        ready, bid, ask, seed=checked_seed(seed), episodes=int(episodes),
        threads=check_threads(threads), is_recorded=is_recorded,
    )  # fmt: skip
    sums[:, 10:13] /= horizon
    columns = dict(zip(_SUMS, np.ascontiguousarray(sums.T), strict=True))
    return MakerEpisodes(**columns, paths=_paths(ends, paths))


def _table(
    policy: QuotingPolicy, market: MakerMarket, *, steps: int | None, horizon: float
) -> PolicyTable:
    """Tabulate the policy, or check that the table spans the horizon."""
    if steps is not None:
        count = checked_count("steps", steps)
        return tabulate(policy, horizon=horizon, n_steps=count, limit=market.inventory_limit)
    if not isinstance(policy, PolicyTable):
        raise InvalidArgumentError("steps is None: give the number of decision steps")
    if policy.times[0] != horizon:
        raise InvalidArgumentError(
            f"horizon={horizon!r}, and the table begins with {policy.times[0]} left: give that as "
            "the horizon"
        )
    return policy


def _fitted(table: PolicyTable, market: MakerMarket) -> tuple[Doubles, Doubles]:
    """Cut or widen a table to the market's limit, with offsets on the grid of offsets."""
    limit = market.inventory_limit
    lowest, highest = int(table.inventories[0]), int(table.inventories[-1])
    if not lowest <= 0 <= highest:
        raise InvalidArgumentError(
            f"the table holds inventories from {lowest} to {highest}: give one that holds 0, where "
            "episodes start"
        )
    low, high = max(lowest, -limit), min(highest, limit)
    sides = []
    for offsets in (table.bid, table.ask):
        wide = np.full((len(table.times), 2 * limit + 1), np.inf)
        wide[:, low + limit : high + limit + 1] = offsets[:, low - lowest : high - lowest + 1]
        sides.append(rounded_out(wide, market) if market.latency is None else wide)
    return sides[0], sides[1]


def rounded_out(offsets: Doubles, market: MakerMarket) -> Doubles:
    """Raise offsets to whole ticks, where there is a tick."""
    if market.tick == 0.0:
        return offsets
    steps = offsets / market.tick
    nearest = np.rint(steps)
    close = np.isclose(steps, nearest, rtol=1e-12, atol=0.0)
    return np.where(close, nearest, np.ceil(steps)) * market.tick


def _run(
    ready: Compiled,
    bid: Doubles,
    ask: Doubles,
    *,
    seed: int,
    episodes: int,
    threads: int,
    is_recorded: bool,
) -> tuple[Doubles, Doubles | None]:
    """Run the episodes, as many at a time as given mids fit into memory."""
    width = len(ready.motion.move_times) + 1
    most = episodes if width == 1 else max(_NUMBERS_IN_MEMORY // width // LANES, 1) * LANES
    sums, paths = [], []
    for first in range(0, episodes, most):
        count = min(most, episodes - first)
        levels = ready.motion.levels(seed=seed, first=first, count=count, threads=threads)
        part, path = _core.run_maker(
            ready.terms, ready.ends, bid, ask, levels, seed, first, count, threads, is_recorded
        )
        sums.append(part)
        if path is not None:
            paths.append(path)
    return np.concatenate(sums), np.concatenate(paths, axis=1) if paths else None


def _paths(ends: Doubles, paths: Doubles | None) -> MakerPaths | None:
    if paths is None:
        return None
    times = np.concatenate([[0.0], ends])
    return MakerPaths(times=times, mid=paths[0], inventory=paths[1], wealth=paths[2])
