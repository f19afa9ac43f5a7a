"""Tools for chains and surfaces."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Final

from pydantic import Field

from axiom.service.mcp.answers import CertificateSummary, FitSummary
from axiom.service.mcp.callers import caller
from axiom.service.mcp.tools import ToolOffer
from axiom.wire.chains import ChainAnswer, ChainPage, FeedName
from axiom.wire.surfaces import DistributionAnswer, SmileAnswer, SurfaceAnswer, SurfacePage

__all__ = ["TOOLS"]

Underlying = Annotated[str | None, Field(description="Symbol of the underlying; all where null.")]
Most = Annotated[int, Field(ge=1, le=200, description="Most of them, the newest first.")]
ChainId = Annotated[str, Field(description="Identifier of a stored chain: see list_chains.")]
SurfaceId = Annotated[str, Field(description="Identifier of a stored surface: see list_surfaces.")]
Expiry = Annotated[float, Field(gt=0.0, description="Years: 0.25 is three months.")]
Curve = Annotated[
    str,
    Field(description="Family: spline, essvi, ssvi, svi, fengler or andreasen_huge."),
]


async def list_chains(*, underlying: Underlying = None, limit: Most = 20) -> ChainPage:
    """List the stored option chains, the newest first."""
    return await caller().chains.list(underlying=underlying, limit=limit)


async def chain(chain_id: ChainId) -> ChainAnswer:
    """Say what a stored chain holds: spot, instant, expiries and how many quotes each has."""
    return await caller().chains.get(chain_id)


async def load_chain(
    *,
    feed: Annotated[
        FeedName,
        Field(
            description="cboe (delayed quotes of a US symbol), deribit (BTC or ETH), recorded (a "
            "file of the service's data folder), sample or simulated."
        ),
    ],
    underlying: Annotated[str | None, Field(description="Symbol at the feed.")] = None,
    file: Annotated[str | None, Field(description="Of recorded: its name.")] = None,
    date: Annotated[dt.date | None, Field(description="Day, where there are several.")] = None,
    seed: Annotated[int, Field(ge=0, description="Of simulated.")] = 0,
) -> ChainAnswer:
    """Take one snapshot of a feed and store it as a chain; the same chain twice is one."""
    return await caller().chains.take(feed, underlying=underlying, file=file, date=date, seed=seed)


async def fit_surface(chain_id: ChainId, curve: Curve = "spline") -> FitSummary:
    """Fit a volatility surface to a stored chain and certify it, without storing it."""
    return FitSummary.of(await caller().surfaces.fit(chain_id, curve=curve))


async def keep_surface(chain_id: ChainId, curve: Curve = "spline") -> FitSummary:
    """Fit a volatility surface to a stored chain, certify it and store both."""
    return FitSummary.of(await caller().surfaces.fit(chain_id, curve=curve, keep=True))


async def list_surfaces(*, underlying: Underlying = None, limit: Most = 20) -> SurfacePage:
    """List the stored volatility surfaces with their fit quality, the newest first."""
    return await caller().surfaces.list(underlying=underlying, limit=limit)


async def surface(surface_id: SurfaceId) -> SurfaceAnswer:
    """Say how well a stored surface fits and whether it is free of arbitrage."""
    return await caller().surfaces.get(surface_id)


async def certify_surface(surface_id: SurfaceId) -> CertificateSummary:
    """Check a stored surface again for butterfly and calendar arbitrage, and say what was found."""
    return CertificateSummary.of(await caller().surfaces.certify(surface_id))


async def smile(
    surface_id: SurfaceId,
    expiry: Expiry,
    points: Annotated[int, Field(ge=3, le=201, description="Strikes.")] = 21,
) -> SmileAnswer:
    """Give the smile of an expiry: vols by strike, level, skew and curvature, where from."""
    return await caller().surfaces.smile(surface_id, expiry=expiry, points=points)


async def density(
    surface_id: SurfaceId,
    expiry: Expiry,
    points: Annotated[int, Field(ge=3, le=201, description="Prices.")] = 41,
) -> DistributionAnswer:
    """Give the risk-neutral distribution of the underlying at an expiry, with its moments."""
    return await caller().surfaces.density(surface_id, expiry=expiry, points=points)


TOOLS: Final = (
    ToolOffer(function=list_chains, title="List chains"),
    ToolOffer(function=chain, title="A stored chain"),
    ToolOffer(function=load_chain, title="Load a chain from a feed", writes=True, is_open=True),
    ToolOffer(function=fit_surface, title="Fit a surface"),
    ToolOffer(
        function=keep_surface, title="Fit and keep a surface", writes=True, is_repeatable=False
    ),
    ToolOffer(function=list_surfaces, title="List surfaces"),
    ToolOffer(function=surface, title="A stored surface"),
    ToolOffer(function=certify_surface, title="Certify a surface"),
    ToolOffer(function=smile, title="Smile of an expiry"),
    ToolOffer(function=density, title="Density of an expiry"),
)
"""Tools for what is observed, and the surfaces made of it."""
