"""The spot × vol ladder: a book revalued under joint moves, by one batched evaluation."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from axiom.core.errors import InvalidArgumentError
from axiom.risk.book import Book
from axiom.risk.contracts import resolve_contracts
from axiom.risk.evaluation import evaluate, evaluate_on_spot, on_spot
from axiom.risk.spot_vol import travelled_vol, vol_slopes
from axiom.risk.valuation import MARKET, checked_spot, is_american, option_market
from axiom.volatility import DynamicsLike, ExerciseTerms, SpotVolDynamics, Surface

__all__ = ["SPOT_SHOCKS", "VOL_SHOCKS", "ScenarioLadder", "checked_shocks", "scenario_ladder"]

SPOT_SHOCKS = (-0.20, -0.10, -0.05, -0.02, -0.01, 0.0, 0.01, 0.02, 0.05, 0.10, 0.20)
VOL_SHOCKS = (-0.05, -0.02, -0.01, 0.0, 0.01, 0.02, 0.05, 0.10)
FIGURES = ("price", "delta", "gamma", "vega")
TABLE = ("present_value", "profit", "delta", "gamma", "vega", "smile_delta")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioLadder:
    """A book under joint moves of spot and vol.

    Parameters
    ----------
    spot
        Unshocked spot.
    spot_shocks
        Relative moves of spot, shape (n_spot,); -0.05 is 5 % down.
    vol_shocks
        Parallel moves of vol, shape (n_vol,); 0.01 is one vol point up.
    dynamics
        Where the vol of a strike goes as spot moves.
    present_value, profit
        Value of the book, and its difference from the unshocked value, shape (n_spot, n_vol).
    delta, gamma, vega
        Raw Greeks of the book in each scenario, shape (n_spot, n_vol).
    smile_delta
        Derivative of the value in spot along the dynamics, the delta to hedge with there:
        delta + vega dvol/dS, shape (n_spot, n_vol).

    Notes
    -----
    Verified by tests/unit/risk/test_scenarios.py.
    """

    spot: float
    spot_shocks: NDArray[np.float64]
    vol_shocks: NDArray[np.float64]
    dynamics: SpotVolDynamics
    present_value: NDArray[np.float64]
    profit: NDArray[np.float64]
    delta: NDArray[np.float64]
    gamma: NDArray[np.float64]
    vega: NDArray[np.float64]
    smile_delta: NDArray[np.float64]

    def table(self) -> pl.DataFrame:
        """Give the ladder as a long table, one row a scenario."""
        n_spot, n_vol = self.profit.shape
        return pl.DataFrame(
            {
                "spot_shock": np.repeat(self.spot_shocks, n_vol),
                "vol_shock": np.tile(self.vol_shocks, n_spot),
                **{name: getattr(self, name).ravel() for name in TABLE},
            }
        )


def scenario_ladder(
    book: Book,
    *,
    surface: Surface,
    spot: float,
    underlying: str,
    listed: pl.DataFrame | None = None,
    spot_shocks: Sequence[float] = SPOT_SHOCKS,
    vol_shocks: Sequence[float] = VOL_SHOCKS,
    dynamics: DynamicsLike = "sticky_strike",
    terms: ExerciseTerms | None = None,
    threads: int = 1,
) -> ScenarioLadder:
    """Revalue a book on a grid of spot and vol moves, at once and instantaneously.

    Parameters
    ----------
    book, surface, spot, underlying, listed, terms, threads
        As in `value_book`.
    spot_shocks
        Relative moves of spot, each > -1.
    vol_shocks
        Parallel moves of vol in decimals; a vol that would fall below 0 stays at 0.
    dynamics
        `SpotVolDynamics`, or what it is made of: ``"sticky_strike"`` (the default, and what the
        raw Greeks assume), each strike keeps its vol; ``"sticky_moneyness"``, each strike over
        forward keeps its vol, so the smile travels with the forward; or a skew-stickiness ratio.

    Returns
    -------
    ScenarioLadder
        Values and Greeks, shape (n_spot, n_vol).

    Raises
    ------
    InvalidArgumentError
        If a shock is not finite or too large, or the dynamics are unknown.

    Notes
    -----
    The forward moves in proportion with spot; time, rates and dividend yields stay. With dated
    dividends the amounts stay, and all of the forward but these moves; where options can be
    exercised early or dividends are dated, a strike keeps the vol of the spot between ex-dates.
    Expired positions take no part. Verified by tests/unit/risk/test_scenarios.py and
    tests/properties/test_dynamics_properties.py.
    """
    checked_spot(spot)
    spots, vols = checked_shocks(spot_shocks, vol_shocks)
    follows = SpotVolDynamics.of(dynamics)
    contracts = resolve_contracts(
        book, underlying=underlying, valuation_time=surface.valuation_time, listed=listed
    )
    terms = terms or ExerciseTerms()
    options = option_market(contracts.options, surface)
    early = is_american(options, terms).any() or terms.dividends
    on_grid = _options_on_spot_grid if early else _options_on_grid
    figures = on_grid(
        options,
        surface=surface,
        spot=spot,
        spots=spots,
        vols=vols,
        dynamics=follows,
        terms=terms,
        threads=threads,
    )
    shares = float((contracts.underlying["quantity"] * contracts.underlying["multiplier"]).sum())
    shocked = spot * (1.0 + spots)[:, None]
    value = figures["price"] + shares * shocked
    base = _unshocked(options, spot, terms, threads) + shares * spot
    return ScenarioLadder(
        spot=spot,
        spot_shocks=spots,
        vol_shocks=vols,
        dynamics=follows,
        present_value=value,
        profit=value - base,
        delta=figures["delta"] + shares,
        gamma=figures["gamma"],
        vega=figures["vega"],
        smile_delta=figures["smile_delta"] + shares,
    )


def checked_shocks(
    spot_shocks: Sequence[float], vol_shocks: Sequence[float]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the shocks as arrays, or raise."""
    for name, shocks, lowest in (
        ("spot_shocks", spot_shocks, -1.0),
        ("vol_shocks", vol_shocks, -math.inf),
    ):
        bad = [x for x in shocks if not (math.isfinite(x) and x > lowest)]
        if bad or not len(shocks):
            raise InvalidArgumentError(
                f"{name} holds {bad[0] if bad else 'nothing'}; give finite decimals"
                + (" above -1" if lowest == -1.0 else "")
            )
    return np.asarray(spot_shocks, dtype=np.float64), np.asarray(vol_shocks, dtype=np.float64)


def _options_on_grid(
    options: pl.DataFrame,
    *,
    surface: Surface,
    spot: float,
    spots: NDArray[np.float64],
    vols: NDArray[np.float64],
    dynamics: SpotVolDynamics,
    terms: ExerciseTerms,
    threads: int,
) -> dict[str, NDArray[np.float64]]:
    """Evaluate all options in all scenarios by one call and sum over the options."""
    column = {name: options[name].to_numpy() for name in options.columns if name != "expiry"}
    move = (1.0 + spots)[:, None, None]
    forward = column["forward"] * move
    vol, slope = np.broadcast_to(column["vol"], forward.shape), np.zeros(forward.shape)
    if not dynamics.keeps_strike_vols:
        moneyness = np.log(column["strike"] / column["forward"]) - dynamics.travel * np.log(move)
        place = {"log_moneyness": moneyness, "expiry": column["years"]}
        vol, slope = np.asarray(surface.vol(**place)), dynamics.slopes(surface, **place)[0]
    shocked = vol + vols[None, :, None]
    figures = evaluate(
        spot=spot * move,
        strike=column["strike"],
        years=column["years"],
        forward=forward,
        discount_factor=column["discount_factor"],
        vol=np.maximum(shocked, 0.0),
        is_call=column["is_call"],
        only=FIGURES,
        threads=threads,
    )
    figures["smile_delta"] = _along(figures, shocked, slope / (spot * move))
    units = column["quantity"] * column["multiplier"]
    return {name: array @ units for name, array in figures.items()}


def _along(
    figures: dict[str, NDArray[np.float64]],
    shocked: NDArray[np.float64],
    slope: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return delta + vega dvol/dS; a vol held at 0 does not move."""
    moves = (slope != 0.0) & (shocked > 0.0)
    return figures["delta"] + np.where(moves, figures["vega"] * slope, 0.0)


def _options_on_spot_grid(
    options: pl.DataFrame,
    *,
    surface: Surface,
    spot: float,
    spots: NDArray[np.float64],
    vols: NDArray[np.float64],
    dynamics: SpotVolDynamics,
    terms: ExerciseTerms,
    threads: int,
) -> dict[str, NDArray[np.float64]]:
    """Do the same for options that can be exercised early, or on a spot with dated dividends."""
    market = {name: options[name].to_numpy() for name in MARKET}
    base, vol = on_spot(spot=spot, terms=terms, threads=threads, **market)
    shape = (spots.size, vols.size, vol.size)
    move = (1.0 + spots)[:, None, None]
    moved = base.broadcast((spots.size, 1, vol.size), spot=base.spot * move)
    found, slope = np.broadcast_to(vol, moved.strike.shape), np.zeros(moved.strike.shape)
    if not dynamics.keeps_strike_vols:
        given: Any = {"log_return": np.log(move), "threads": threads}
        found = travelled_vol(base, surface, terms, dynamics, **given)
        slope = vol_slopes(base, surface, terms, dynamics, **given)[0]
    shocked = np.broadcast_to(found + vols[None, :, None], shape)
    american, units = is_american(options, terms), options["quantity"] * options["multiplier"]
    figures = evaluate_on_spot(
        moved.broadcast(shape),
        np.maximum(shocked, 0.0),
        american,
        terms,
        only=FIGURES,
        threads=threads,
    )
    figures["smile_delta"] = _along(figures, shocked, slope / moved.spot)
    return {name: array @ units.to_numpy() for name, array in figures.items()}


def _unshocked(options: pl.DataFrame, spot: float, terms: ExerciseTerms, threads: int) -> float:
    """Value of the options before any move."""
    market: dict[str, Any] = {name: options[name].to_numpy() for name in MARKET}
    american = is_american(options, terms)
    figures = evaluate(
        spot=spot, american=american, terms=terms, only=("price",), threads=threads, **market
    )
    return float(figures["price"] @ (options["quantity"] * options["multiplier"]).to_numpy())
