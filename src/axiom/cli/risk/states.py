"""Chains as states of a book: their surface, spot and terms."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain as joined
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from axiom.core.lazy import LazyModule

if TYPE_CHECKING:
    from axiom import market, risk, volatility
    from axiom.volatility.chain_fit import spot as fit_spot
else:
    market = LazyModule("axiom.market")
    risk = LazyModule("axiom.risk")
    volatility = LazyModule("axiom.volatility")
    fit_spot = LazyModule("axiom.volatility.chain_fit.spot")

__all__ = ["BookOption", "DynamicsOption", "UnderlyingOption", "book_states", "fitted_state"]

BookOption = Annotated[
    Path, typer.Option("--book", metavar="CSV", help="Positions, as axiom run takes them.")
]
DynamicsOption = Annotated[
    str,
    typer.Option(
        metavar="NAME|RATIO",
        help="How vols follow the spot: sticky_strike, sticky_moneyness or a stickiness ratio.",
    ),
]
UnderlyingOption = Annotated[
    str | None, typer.Option(metavar="NAME", help="Underlying, where the file does not name it.")
]


def fitted_state(chain: market.Chain) -> risk.BookState:
    """Fit a surface to a chain; give it with its spot and terms, and no positions."""
    screened = market.screen_quotes(chain)
    forwards = volatility.imply_forwards(chain, screened, accuracy="fast")
    options = volatility.implied_smiles(
        volatility.screen_against_forwards(screened, forwards), forwards
    )
    surface = volatility.fit_surface(options, forwards, valuation_time=chain.valuation_time)
    spot, _ = fit_spot.reference_spot(chain.spot, forwards.table)
    return risk.BookState(surface=surface, spot=forwards.spot or spot, terms=forwards.terms)


def book_states(chains: Iterator[market.Chain], book: risk.Book) -> Iterator[risk.BookState]:
    """Yield the state of a book at each chain; the first says at which instants dates settle."""
    first = next(chains, None)
    held: Any = None
    if first is None:
        return
    for chain in joined([first], chains):
        made = fitted_state(chain)
        if held is None:
            held = risk.BookState.of_book(
                book,
                surface=made.surface,
                spot=made.spot,
                underlying=first.underlying,
                listed=first.expiries,
                terms=made.terms,
            ).positions
        yield risk.BookState(surface=made.surface, spot=made.spot, terms=made.terms, positions=held)
