"""Markets and tables that the tests of simulated markets share."""

from __future__ import annotations

import numpy as np

from axiom.desk import (
    BachelierMid,
    ExponentialIntensity,
    MakerMarket,
    PoissonArrivals,
    PolicyTable,
)

BRIEF = ExponentialIntensity(scale=40.0, decay=1.5)
POISSON = PoissonArrivals(intensity=BRIEF)


def market(*, vol=2.0, limit=10, arrivals=POISSON, **parts):
    parts.setdefault("mid", BachelierMid(start=100.0, vol=vol))
    return MakerMarket(arrivals=arrivals, inventory_limit=limit, **parts)


def constant(offset, *, limit, steps=4, horizon=1.0, ask=None):
    """Quote the same offsets at every inventory and time."""
    inventories = np.arange(-limit, limit + 1)
    bids = np.full((steps, 2 * limit + 1), float(offset))
    asks = np.full((steps, 2 * limit + 1), float(offset if ask is None else ask))
    bids[:, -1] = asks[:, 0] = np.inf
    times = horizon - horizon * np.arange(steps) / steps
    return PolicyTable(times=times, inventories=inventories, bid=bids, ask=asks)


def is_within(sample, mean, *, errors=4.0):
    """Whether a sample's mean lies within so many standard errors."""
    sample = np.asarray(sample)
    return abs(sample.mean() - mean) <= errors * sample.std(ddof=1) / np.sqrt(sample.size)
