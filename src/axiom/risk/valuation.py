"""Present value and Greeks of a book, position by position and in buckets."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from axiom.core.errors import InvalidArgumentError
from axiom.core.units import DESK_UNITS
from axiom.risk.book import Book
from axiom.risk.contracts import resolve_contracts
from axiom.risk.decay import DAY_GREEKS, surface_clock
from axiom.risk.evaluation import GREEK_NAMES, evaluate
from axiom.risk.spot_vol import SMILE_GREEKS, smile_greeks, spot_vol_slopes
from axiom.risk.units import desk_expressions
from axiom.volatility import DynamicsLike, ExerciseTerms, SpotVolDynamics, Surface

__all__ = ["STRIKE_EDGES", "BookValuation", "value_book"]

STRIKE_EDGES = (0.8, 0.9, 0.95, 0.975, 1.0, 1.025, 1.05, 1.1, 1.2)
SUMMED = ("present_value", *GREEK_NAMES, *SMILE_GREEKS, *(unit.name for unit in DESK_UNITS))
MARKET = ("strike", "years", "forward", "discount_factor", "vol", "is_call")
UNDERLYING_BUCKET = "underlying"


@dataclass(frozen=True, slots=True, kw_only=True)
class BookValuation:
    """What a book is worth and how it moves.

    Parameters
    ----------
    valuation_time, underlying, spot
        When, on what and at which spot the book was valued.
    positions
        One row a valued position, in the order of the book: its terms, ``years``, ``is_listed``,
        ``forward``, ``discount_factor``, ``vol``, ``price`` (per unit of the underlying), and,
        signed and times quantity and multiplier, ``present_value``, the raw Greeks
        (`RAW_UNITS`), those along the dynamics (`SMILE_UNITS`) and the desk units (`DESK_UNITS`).
        Null where the underlying itself has none.
    totals
        Sum over the positions of present_value and of every Greek, by name.
    by_expiry, by_strike
        The same sums an expiry, and a bucket of strike over forward; the underlying itself is a
        row of its own.
    expired
        Positions whose expiry is not after the valuation time: listed, not valued.
    dynamics
        How vols follow the spot in ``smile_delta`` and ``smile_gamma``.

    Notes
    -----
    Raw Greeks hold the vol of each strike fixed and move the forward in proportion with spot, or,
    with dated dividends, all of it but these. ``smile_delta`` and ``smile_gamma`` are the
    derivatives in spot when the vols move with it; under sticky strike they are delta and gamma.
    Verified by tests/unit/risk/test_valuation.py.
    """

    valuation_time: datetime
    underlying: str
    spot: float
    positions: pl.DataFrame
    totals: dict[str, float]
    by_expiry: pl.DataFrame
    by_strike: pl.DataFrame
    expired: pl.DataFrame
    dynamics: SpotVolDynamics

    @property
    def present_value(self) -> float:
        """Present value of the whole book, in the currency of the quotes."""
        return self.totals["present_value"]


def value_book(
    book: Book,
    *,
    surface: Surface,
    spot: float,
    underlying: str,
    listed: pl.DataFrame | None = None,
    strike_edges: Sequence[float] = STRIKE_EDGES,
    terms: ExerciseTerms | None = None,
    dynamics: DynamicsLike = "sticky_strike",
    threads: int = 1,
) -> BookValuation:
    """Value a book on a surface by one batched call.

    Parameters
    ----------
    book
        Positions, all on ``underlying``.
    surface
        Gives vol, forward and discount factor at every strike and expiry, between the listed
        expiries too; its valuation time is the book's, and its clock, where it has one, that of the
        time Greeks.
    spot
        Spot of the underlying, finite and > 0.
    underlying
        Name of the underlying.
    listed
        Listed expiries (`Chain.expiries`), which say at which instant a date settles.
    strike_edges
        Edges of the buckets in strike over forward, ascending.
    terms
        Style of positions that do not say their own, dated dividends, and the accuracy of American
        prices; European options without dated dividends when None.
    dynamics
        How vols follow the spot: `SpotVolDynamics`, ``"sticky_strike"``, ``"sticky_moneyness"``
        or a skew-stickiness ratio; see `scenario_ladder`.
    threads
        Threads of the batch.

    Returns
    -------
    BookValuation
        Positions, totals and buckets.

    Raises
    ------
    InvalidArgumentError
        If spot is not finite and positive, or a position cannot belong to this underlying.

    Notes
    -----
    Verified by tests/unit/risk/test_valuation.py.
    """
    checked_spot(spot)
    contracts = resolve_contracts(
        book, underlying=underlying, valuation_time=surface.valuation_time, listed=listed
    )
    follows = SpotVolDynamics.of(dynamics)
    given: Any = {"terms": terms or ExerciseTerms(), "dynamics": follows, "threads": threads}
    options = _value_options(contracts.options, surface, spot, **given)
    by_clock = surface_clock(surface) is not None
    shares = _value_underlying(contracts.underlying, spot, by_clock=by_clock)
    positions = pl.concat([options, shares], how="diagonal_relaxed").sort("position")
    positions = positions.with_columns(
        *desk_expressions(spot, by_clock=by_clock), strike_bucket(positions, strike_edges)
    )
    return BookValuation(
        valuation_time=surface.valuation_time,
        underlying=underlying,
        spot=spot,
        positions=positions,
        totals={name: float(positions[name].sum()) for name in SUMMED},
        by_expiry=_by_expiry(positions),
        by_strike=_by_strike(positions, strike_edges),
        expired=contracts.expired,
        dynamics=follows,
    )


def checked_spot(spot: float) -> None:
    """Raise InvalidArgumentError unless spot is finite and positive."""
    if not (math.isfinite(spot) and spot > 0):
        raise InvalidArgumentError(f"spot is {spot}; give a finite value above 0")


def option_market(options: pl.DataFrame, surface: Surface) -> pl.DataFrame:
    """Add forward, discount_factor and vol from the surface to resolved options."""
    years, strike = options["years"].to_numpy(), options["strike"].to_numpy()
    return options.with_columns(
        pl.Series("forward", np.asarray(surface.forward(years)), dtype=pl.Float64),
        pl.Series("discount_factor", np.asarray(surface.discount_factor(years)), dtype=pl.Float64),
        pl.Series("vol", np.asarray(surface.vol(strike=strike, expiry=years)), dtype=pl.Float64),
    )


def is_american(options: pl.DataFrame, terms: ExerciseTerms) -> NDArray[np.bool_]:
    """Tell which positions can be exercised early, those that do not say by the terms."""
    return (options["exercise"].cast(pl.String).fill_null(terms.exercise) == "american").to_numpy()


def _value_options(
    options: pl.DataFrame,
    surface: Surface,
    spot: float,
    *,
    terms: ExerciseTerms,
    dynamics: SpotVolDynamics,
    threads: int,
) -> pl.DataFrame:
    """Give every option its price, present value and signed Greeks."""
    options = option_market(options, surface)
    market: dict[str, Any] = {name: options[name].to_numpy() for name in MARKET}
    american = is_american(options, terms)
    clock = surface_clock(surface)
    figures = evaluate(
        spot=spot, american=american, terms=terms, clock=clock, threads=threads, **market
    )
    follows: Any = {"terms": terms, "dynamics": dynamics, "threads": threads}
    slopes = spot_vol_slopes(market, surface=surface, spot=spot, **follows)
    figures |= smile_greeks(figures, slopes, dynamics)
    units = options["quantity"].to_numpy() * options["multiplier"].to_numpy()
    named = (*GREEK_NAMES, *SMILE_GREEKS, *(DAY_GREEKS if clock is not None else ()))
    return options.with_columns(
        pl.Series("price", figures["price"]),
        pl.Series("present_value", units * figures["price"]),
        *(pl.Series(name, units * figures[name], nan_to_null=True) for name in named),
    )


def _value_underlying(shares: pl.DataFrame, spot: float, *, by_clock: bool) -> pl.DataFrame:
    """Give the underlying itself its value and deltas of one; its other Greeks are zero."""
    units = pl.col("quantity") * pl.col("multiplier")
    zero, deltas = pl.lit(0.0), ("delta", "smile_delta")
    named = (*GREEK_NAMES, *SMILE_GREEKS, *(DAY_GREEKS if by_clock else ()))
    return shares.with_columns(
        pl.lit(spot).alias("price"),
        (units * spot).alias("present_value"),
        *((units if name in deltas else zero).alias(name) for name in named),
    )


def strike_bucket(positions: pl.DataFrame, edges: Sequence[float]) -> pl.Series:
    """Name the bucket of strike over forward of each position; the underlying has its own."""
    ratio = (positions["strike"] / positions["forward"]).to_numpy()
    names = np.array([*bucket_names(edges), UNDERLYING_BUCKET])
    place = np.where(np.isnan(ratio), len(names) - 1, np.searchsorted(edges, ratio, side="left"))
    return pl.Series("strike_bucket", names[place], dtype=pl.String)


def bucket_names(edges: Sequence[float]) -> list[str]:
    """Name the buckets that the edges make, in percent of the forward."""
    shown = [f"{100 * edge:g}" for edge in edges]
    inner = [f"{low} to {high} %" for low, high in pairwise(shown)]
    return [f"≤ {shown[0]} %", *inner, f"> {shown[-1]} %"]


def _sums() -> list[pl.Expr]:
    return [pl.len().alias("positions"), *(pl.col(name).sum() for name in SUMMED)]


def _by_expiry(positions: pl.DataFrame) -> pl.DataFrame:
    """Sum by expiry instant, the underlying first."""
    keys = ["expiry", "expiry_instant", "years"]
    sums = positions.group_by(keys, maintain_order=True).agg(_sums())
    return sums.sort("years", nulls_last=False)


def _by_strike(positions: pl.DataFrame, edges: Sequence[float]) -> pl.DataFrame:
    """Sum by strike bucket, in ascending order, the underlying first."""
    order = pl.Enum([UNDERLYING_BUCKET, *bucket_names(edges)])
    return (
        positions.with_columns(pl.col("strike_bucket").cast(order))
        .group_by("strike_bucket", maintain_order=True)
        .agg(_sums())
        .sort("strike_bucket")
        .with_columns(pl.col("strike_bucket").cast(pl.String))
    )
