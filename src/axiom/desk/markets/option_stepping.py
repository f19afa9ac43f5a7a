"""Episodes of a maker of options, side by side, quoted step by step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from axiom.core.errors import InvalidArgumentError
from axiom.desk.markets.compiled import checked_count, step_ends
from axiom.desk.markets.labels import checked_labels, started_mask
from axiom.desk.markets.option_fills import fill_orders
from axiom.desk.markets.option_market import OptionMarket
from axiom.desk.markets.option_values import OptionValues, strip_vols, values_of
from axiom.engines.montecarlo.heston_paths import heston_coefficients
from axiom.kernels import _core
from axiom.models import Heston

__all__ = ["OptionStepper", "OptionView"]

Doubles = NDArray[np.float64]

MOST_ORDERS: Final = 1e6
"""Most orders in one step of one episode, in the mean."""
_MOVE: Final = 0
"""Purpose of the numbers that move the spot."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OptionView:
    """Episodes after a step.

    Attributes
    ----------
    step : ndarray of int64, (n_episodes,)
        Steps done.
    time_left, spot, variance, hedge, wealth, net_vega : ndarray of float64, (n_episodes,)
        Years; price; variance a year; units of the underlying; cash, options and hedge marked to
        the model; sum of inventory times vega.
    inventory, value, vega : ndarray of float64, (n_episodes, n_options)
    bid_fills, ask_fills : ndarray of float64, (n_episodes,)
        Options bought and sold from the start of the episode.
    squared_vega : ndarray of float64, (n_episodes,)
        Integral over time of the squared net vega, from the start of the episode.
    is_finished : ndarray of bool, (n_episodes,)

    Verified by ``tests/unit/desk/markets/test_option_stepping.py``.
    """

    step: NDArray[np.int64]
    time_left: Doubles
    spot: Doubles
    variance: Doubles
    hedge: Doubles
    wealth: Doubles
    net_vega: Doubles
    inventory: Doubles
    value: Doubles
    vega: Doubles
    bid_fills: Doubles
    ask_fills: Doubles
    squared_vega: Doubles
    is_finished: NDArray[np.bool_]


class OptionStepper:
    """Episodes of a maker of options whose quotes are given anew at every step.

    Parameters
    ----------
    market : OptionMarket
    n_episodes : int
        Side by side, at least 1.
    steps : int
        Equal steps to the horizon, at least 1.
    horizon : float
        Years, above 0 and before the first expiry.

    Raises
    ------
    InvalidArgumentError
        If an argument is outside its domain.

    Notes
    -----
    Orders of a step meet the values at its start; then the book is hedged, and then the spot moves.
    An episode is named by a seed and a number, which bring the same spot beside whichever others it
    runs. Black–Scholes moves are exact; Heston's follow the quadratic-exponential scheme.

    Verified by ``tests/unit/desk/markets/test_option_stepping.py``.

    Examples
    --------
    >>> from axiom.desk import LogisticIntensity, OptionMarket, OptionStepper
    >>> from axiom.models import BlackScholes
    >>> market = OptionMarket(
    ...     model=BlackScholes(vol=0.2), strikes=(95.0, 100.0, 105.0), expiries=(0.25, 0.5),
    ...     intensity=LogisticIntensity(scale=5000.0, steepness=300.0), vega_limit=1000.0,
    ... )
    >>> stepper = OptionStepper(market, n_episodes=2, steps=10, horizon=1 / 252)
    >>> stepper.restart(seeds=[0, 0], episodes=[0, 1])
    >>> view = stepper.step(bid=0.005, ask=0.005)
    >>> view.inventory.shape
    (2, 6)
    """

    def __init__(
        self, market: OptionMarket, *, n_episodes: int, steps: int, horizon: float
    ) -> None:
        self._ends = step_ends(horizon, steps)
        if horizon >= market.expiries[0]:
            raise InvalidArgumentError(
                f"horizon={horizon!r}, and the first expiry is {market.expiries[0]}: end before it"
            )
        _check_number(market, float(self._ends[0]))
        self._market = market
        self._vols = strip_vols(market, self._ends)
        self._starts = np.concatenate([[0.0], self._ends])
        n, m = checked_count("n_episodes", n_episodes), market.n_options
        self._seeds, self._episodes = np.zeros((2, n), dtype=np.uint64)
        self._step = np.full(n, steps, dtype=np.int64)
        self._is_started = np.zeros(n, dtype=bool)
        self._spot, self._variance = np.full(n, market.spot), np.zeros(n)
        self._cash, self._hedge, self._squared = np.zeros((3, n))
        self._fills = np.zeros((2, n))
        self._inventory = np.zeros((n, m))
        self._value, self._delta, self._vega = np.zeros((3, n, m))

    def restart(
        self, *, seeds: ArrayLike, episodes: ArrayLike, chosen: ArrayLike | None = None
    ) -> None:
        """Start episodes.

        Parameters
        ----------
        seeds, episodes : array_like of int, (n,)
            Name of each episode, from 0 to 2^64 - 1.
        chosen : array_like of int, (n,), optional
            Their places; all by default.

        Raises
        ------
        InvalidArgumentError
            If the sizes differ, or a place, seed or number is outside its domain.
        """
        labels = checked_labels(len(self._step), seeds=seeds, episodes=episodes, chosen=chosen)
        at = labels.places
        if not len(at):
            return
        self._seeds[at], self._episodes[at] = labels.seeds, labels.episodes
        self._step[at], self._is_started[at] = 0, True
        self._spot[at], self._variance[at] = self._market.spot, self._market.model.spot_vol**2
        self._cash[at] = self._hedge[at] = self._squared[at] = 0.0
        self._fills[:, at], self._inventory[at] = 0.0, 0.0
        self._revalue(at)

    def step(
        self, *, bid: ArrayLike, ask: ArrayLike, chosen: ArrayLike | None = None
    ) -> OptionView:
        """Quote every episode that is not finished for one step.

        Parameters
        ----------
        bid, ask : array_like, broadcast to (n_episodes, n_options)
            Offsets from the value in vol (decimals), 0 or more; inf is no quote.
        chosen : array_like of bool, (n_episodes,), optional
            Episodes that take the step; all by default.

        Returns
        -------
        OptionView

        Raises
        ------
        InvalidArgumentError
            If an offset is NaN or negative, or an episode has not been started.
        """
        mask = started_mask(chosen, self._is_started)
        offsets = np.array([self._offsets(name, d) for name, d in (("bid", bid), ("ask", ask))])
        going = mask & (self._step < len(self._ends))
        for step in np.unique(self._step[going]):
            self._advance(np.flatnonzero(going & (self._step == step)), int(step), offsets)
        return self.view()

    def view(self) -> OptionView:
        """Return where the episodes stand."""
        options = (self._inventory * self._value).sum(axis=1)
        return OptionView(
            step=self._step.copy(),
            time_left=self._ends[-1] - self._starts[self._step],
            spot=self._spot.copy(),
            variance=self._variance.copy(),
            hedge=self._hedge.copy(),
            wealth=self._cash + options + self._hedge * self._spot,
            net_vega=(self._inventory * self._vega).sum(axis=1),
            inventory=self._inventory.copy(),
            value=self._value.copy(),
            vega=self._vega.copy(),
            bid_fills=self._fills[0].copy(),
            ask_fills=self._fills[1].copy(),
            squared_vega=self._squared.copy(),
            is_finished=self._step == len(self._ends),
        )

    def _offsets(self, name: str, given: ArrayLike) -> Doubles:
        offsets = np.asarray(given, dtype=np.float64)
        bad = ~(offsets >= 0.0)
        if bad.any():
            raise InvalidArgumentError(
                f"{name}={offsets[bad].flat[0]}: give offsets of 0 or more, inf for no quote"
            )
        try:
            return np.broadcast_to(offsets, self._inventory.shape)
        except ValueError:
            raise InvalidArgumentError(
                f"{name} has shape {offsets.shape}: give one that broadcasts to "
                f"{self._inventory.shape}, episodes by options"
            ) from None

    def _advance(self, at: NDArray[np.intp], step: int, offsets: Doubles) -> None:
        """Fill, hedge and move the episodes at some places, all at the same step."""
        years = float(self._starts[step + 1] - self._starts[step])
        self._fill(at, step, offsets[:, at], years)
        if self._market.is_delta_hedged:
            self._trade_hedge(at)
        net_vega = (self._inventory[at] * self._vega[at]).sum(axis=1)
        self._squared[at] += net_vega**2 * years
        self._move(at, step, years)
        self._step[at] += 1
        self._revalue(at)

    def _fill(self, at: NDArray[np.intp], step: int, offsets: Doubles, years: float) -> None:
        bought, sold = fill_orders(
            self._market,
            rates=self._market.intensity.rate(offsets) * self._market.option_activity * years,
            inventory=self._inventory[at],
            vega=self._vega[at],
            labels=(self._seeds[at], self._episodes[at]),
            step=step,
        )
        vega, value = self._vega[at], self._value[at]
        edges = np.nan_to_num(offsets, posinf=0.0) * vega
        self._cash[at] += (sold * (value + edges[1]) - bought * (value - edges[0])).sum(axis=1)
        self._inventory[at] += bought - sold
        self._fills[:, at] += bought.sum(axis=1), sold.sum(axis=1)

    def _trade_hedge(self, at: NDArray[np.intp]) -> None:
        wanted = -(self._inventory[at] * self._delta[at]).sum(axis=1)
        traded = wanted - self._hedge[at]
        spot = self._spot[at]
        self._cash[at] -= traded * spot + self._market.hedge_cost * np.abs(traded) * spot
        self._hedge[at] = wanted

    def _move(self, at: NDArray[np.intp], step: int, years: float) -> None:
        numbers = _core.episode_numbers(self._seeds[at], self._episodes[at], _MOVE, step)
        across, along = np.ascontiguousarray(numbers[:, :2].T)
        model = self._market.model
        if isinstance(model, Heston):
            terms = heston_coefficients(model, np.zeros(1), np.array([years]))[0]
            moves, after = _core.heston_moves(terms, self._variance[at], across, along)
            self._variance[at] = after
        else:
            vol = model.spot_vol
            moves = vol * np.sqrt(years) * along - 0.5 * vol * vol * years
        self._spot[at] *= np.exp(moves)

    def _revalue(self, at: NDArray[np.int64] | NDArray[np.intp]) -> None:
        for step in np.unique(self._step[at]):
            own = at[self._step[at] == step]
            found = self._values(own, int(step))
            self._value[own], self._delta[own] = found.price, found.delta
            self._vega[own] = found.vega

    def _values(self, at: NDArray[np.int64] | NDArray[np.intp], step: int) -> OptionValues:
        vol = self._vols.at(step, self._spot[at], self._variance[at])
        time = float(self._starts[step])
        return values_of(self._market, time=time, spot=self._spot[at], vol=vol)


def _check_number(market: OptionMarket, years: float) -> None:
    orders = 2.0 * market.intensity.scale * float(market.option_activity.sum()) * years
    if not orders <= MOST_ORDERS:
        raise InvalidArgumentError(
            f"a step of {years:.4g} years has up to {orders:.3g} orders in the mean: take more "
            "steps or lower the intensity's scale"
        )
