"""The spot × vol ladder: a book revalued under joint moves, by one batched evaluation."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import polars as pl
from numpy.typing import NDArray

from axiom.core.errors import InvalidArgumentError
from axiom.risk.book import Book
from axiom.risk.contracts import resolve_contracts
from axiom.risk.evaluation import evaluate
from axiom.risk.valuation import checked_spot, option_market
from axiom.volatility import Surface

__all__ = ["SPOT_SHOCKS", "VOL_SHOCKS", "ScenarioLadder", "VolConvention", "scenario_ladder"]

VolConvention = Literal["sticky_strike", "sticky_moneyness"]
SPOT_SHOCKS = (-0.20, -0.10, -0.05, -0.02, -0.01, 0.0, 0.01, 0.02, 0.05, 0.10, 0.20)
VOL_SHOCKS = (-0.05, -0.02, -0.01, 0.0, 0.01, 0.02, 0.05, 0.10)
FIGURES = ("price", "delta", "gamma", "vega")


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
    vol_convention
        Where the vol of a strike is read after spot has moved.
    present_value, profit
        Value of the book, and its difference from the unshocked value, shape (n_spot, n_vol).
    delta, gamma, vega
        Raw Greeks of the book in each scenario, shape (n_spot, n_vol).

    Notes
    -----
    Verified by tests/unit/risk/test_scenarios.py.
    """

    spot: float
    spot_shocks: NDArray[np.float64]
    vol_shocks: NDArray[np.float64]
    vol_convention: VolConvention
    present_value: NDArray[np.float64]
    profit: NDArray[np.float64]
    delta: NDArray[np.float64]
    gamma: NDArray[np.float64]
    vega: NDArray[np.float64]

    def table(self) -> pl.DataFrame:
        """Give the ladder as a long table, one row a scenario."""
        n_spot, n_vol = self.profit.shape
        return pl.DataFrame(
            {
                "spot_shock": np.repeat(self.spot_shocks, n_vol),
                "vol_shock": np.tile(self.vol_shocks, n_spot),
                **{
                    name: getattr(self, name).ravel()
                    for name in ("present_value", "profit", "delta", "gamma", "vega")
                },
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
    vol_convention: VolConvention = "sticky_strike",
    threads: int = 1,
) -> ScenarioLadder:
    """Revalue a book on a grid of spot and vol moves, at once and instantaneously.

    Parameters
    ----------
    book, surface, spot, underlying, listed, threads
        As in `value_book`.
    spot_shocks
        Relative moves of spot, each > -1.
    vol_shocks
        Parallel moves of vol in decimals; a vol that would fall below 0 stays at 0.
    vol_convention
        ``"sticky_strike"`` (the default, and what the Greeks assume): each strike keeps its vol.
        ``"sticky_moneyness"``: each strike over forward keeps its vol, so the smile travels with
        the forward.

    Returns
    -------
    ScenarioLadder
        Values and Greeks, shape (n_spot, n_vol).

    Raises
    ------
    InvalidArgumentError
        If a shock is not finite or too large, or the convention is unknown.

    Notes
    -----
    The forward moves in proportion with spot; time, rates and dividend yields stay. Expired
    positions take no part. Verified by tests/unit/risk/test_scenarios.py.
    """
    checked_spot(spot)
    spots, vols = _checked_shocks(spot_shocks, vol_shocks, vol_convention)
    contracts = resolve_contracts(
        book, underlying=underlying, valuation_time=surface.valuation_time, listed=listed
    )
    options = option_market(contracts.options, surface)
    figures = _options_on_grid(
        options,
        surface=surface,
        spot=spot,
        spots=spots,
        vols=vols,
        convention=vol_convention,
        threads=threads,
    )
    shares = float((contracts.underlying["quantity"] * contracts.underlying["multiplier"]).sum())
    shocked = spot * (1.0 + spots)[:, None]
    value = figures["price"] + shares * shocked
    base = _unshocked(options, spot, threads) + shares * spot
    return ScenarioLadder(
        spot=spot,
        spot_shocks=spots,
        vol_shocks=vols,
        vol_convention=vol_convention,
        present_value=value,
        profit=value - base,
        delta=figures["delta"] + shares,
        gamma=figures["gamma"],
        vega=figures["vega"],
    )


def _checked_shocks(
    spot_shocks: Sequence[float], vol_shocks: Sequence[float], convention: str
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the shocks as arrays, or raise."""
    if convention not in get_args(VolConvention):
        raise InvalidArgumentError(
            f"vol_convention is {convention!r}; give one of {', '.join(get_args(VolConvention))}"
        )
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
    convention: VolConvention,
    threads: int,
) -> dict[str, NDArray[np.float64]]:
    """Evaluate all options in all scenarios by one call and sum over the options."""
    column = {name: options[name].to_numpy() for name in options.columns if name != "expiry"}
    move = (1.0 + spots)[:, None, None]
    forward = column["forward"] * move
    vol = np.broadcast_to(column["vol"], forward.shape)
    if convention == "sticky_moneyness":
        moneyness = np.log(column["strike"] / forward)
        vol = np.asarray(surface.vol(log_moneyness=moneyness, expiry=column["years"]))
    shocked = np.maximum(vol + vols[None, :, None], 0.0)
    figures = evaluate(
        spot=spot * move,
        strike=column["strike"],
        years=column["years"],
        forward=forward,
        discount_factor=column["discount_factor"],
        vol=shocked,
        is_call=column["is_call"],
        only=FIGURES,
        threads=threads,
    )
    units = column["quantity"] * column["multiplier"]
    return {name: array @ units for name, array in figures.items()}


def _unshocked(options: pl.DataFrame, spot: float, threads: int) -> float:
    """Value of the options before any move."""
    names = ("strike", "years", "forward", "discount_factor", "vol", "is_call")
    market = {name: options[name].to_numpy() for name in names}
    price = evaluate(spot=spot, only=("price",), threads=threads, **market)["price"]
    return float(price @ (options["quantity"] * options["multiplier"]).to_numpy())
