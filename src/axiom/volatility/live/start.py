"""A live surface from a chain: screened, implied, fitted, and its quotes held."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from axiom.core.errors import DataError, FitError
from axiom.market.hygiene import screen_quotes
from axiom.volatility.curves.fit import fit_surface
from axiom.volatility.curves.spline.surface import SplineSurface
from axiom.volatility.forwards.bounds import screen_against_forwards
from axiom.volatility.forwards.imply import imply_forwards
from axiom.volatility.live.filter import SurfaceFilter
from axiom.volatility.smiles.implied import implied_smiles

if TYPE_CHECKING:
    from axiom.market import Chain, TimeTable
    from axiom.volatility.dynamics import DynamicsLike
    from axiom.volatility.live.settings import FilterSettings

__all__ = ["follow_chain"]

_COLUMNS = ("expiry", "strike", "is_call", "bid", "ask", "bid_size", "ask_size", "quote_time")


def follow_chain(
    chain: Chain,
    *,
    dynamics: DynamicsLike = "sticky_strike",
    settings: FilterSettings | None = None,
    clock: TimeTable | None = None,
    forwards: dict[str, Any] | None = None,
) -> SurfaceFilter:
    """Fit a spline surface to a chain and go on from there.

    Parameters
    ----------
    chain : Chain
        The first chain, with a spot; or, of European options, without one: the nearest forward
        then stands in for it.
    dynamics : SpotVolDynamics, str or float
        How the vols follow the spot between fits.
    settings : FilterSettings, optional
        Bars, rhythms and limits.
    clock : TimeTable, optional
        Variance time; calendar time when None.
    forwards : dict, optional
        Arguments of `imply_forwards`: dividend_yield, reference_rate, rules, accuracy.

    Returns
    -------
    SurfaceFilter
        At the chain's valuation time, with its quotes held and every expiry fitted once more to
        them.

    Raises
    ------
    DataError
        If the chain has neither a spot nor a forward.
    FitError
        If no expiry has enough usable quotes.

    Notes
    -----
    Verified by tests/unit/volatility/live/test_filter.py.
    """
    screened = screen_quotes(chain)
    implied = imply_forwards(chain, screened, **(forwards or {}))
    table = implied.table.filter(implied.table["forward"].is_not_null()).sort("years")
    if table.is_empty():
        raise DataError("the chain has no expiry with a forward; give a chain with more quotes")
    options = implied_smiles(screen_against_forwards(screened, implied), implied)
    surface = fit_surface(
        options, implied, valuation_time=chain.valuation_time, curve="spline", clock=clock
    )
    if not isinstance(surface, SplineSurface):
        raise FitError("the chain has no spline surface; give a chain with more quotes")
    live = SurfaceFilter(
        surface,
        spot=implied.spot or chain.spot or float(table["forward"][0]),
        dynamics=dynamics,
        terms=implied.terms if implied.exercise == "american" else None,
        settings=settings,
    )
    names = [name for name in _COLUMNS if name in chain.quotes.columns]
    live.update(chain.quotes.select(names), time=chain.valuation_time)
    return live
