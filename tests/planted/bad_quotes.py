"""Chains spoiled the way feeds spoil them; each function returns a new chain."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import numpy as np
import polars as pl

from axiom.market import Chain

Spoil = Callable[[Chain, int], Chain]

_SHARE = 0.15  # of the quotes, for each way in which a function spoils them
_RARE = 0.015


def one_sided(chain: Chain, seed: int) -> Chain:
    """Some quotes lack their bid, others their ask."""
    kind = _chosen(chain, seed, 2)
    return _with(
        chain,
        bid=pl.when(kind == 1).then(None).otherwise(pl.col("bid")),
        ask=pl.when(kind == 2).then(None).otherwise(pl.col("ask")),
    )


def locked(chain: Chain, seed: int) -> Chain:
    """Some bids equal their asks."""
    kind = _chosen(chain, seed, 1)
    return _with(chain, bid=pl.when(kind == 1).then(pl.col("ask")).otherwise(pl.col("bid")))


def crossed(chain: Chain, seed: int) -> Chain:
    """Some bids and asks change places."""
    swapped = _chosen(chain, seed, 1) == 1
    return _with(
        chain,
        bid=pl.when(swapped).then(pl.col("ask")).otherwise(pl.col("bid")),
        ask=pl.when(swapped).then(pl.col("bid")).otherwise(pl.col("ask")),
    )


def decimal_slip(chain: Chain, seed: int) -> Chain:
    """Some quotes are ten times too high, others ten times too low, on both sides."""
    kind = _chosen(chain, seed, 2, share=_RARE)
    factor = pl.when(kind == 1).then(10.0).when(kind == 2).then(0.1).otherwise(1.0)
    return _with(chain, bid=pl.col("bid") * factor, ask=pl.col("ask") * factor)


def stale_expiry(chain: Chain, seed: int) -> Chain:
    """One expiry's prices are those of a spot some percent away, and nothing says so."""
    rng = np.random.default_rng(seed)
    expiries = chain.quotes["expiry"].unique().sort()
    expiry = expiries[int(rng.integers(len(expiries)))]
    move = 0.04 * float(rng.choice([-1.0, 1.0])) * float(chain.spot or 0.0)
    stale = pl.col("expiry") == pl.lit(expiry)
    delta = pl.when(pl.col("is_call")).then(pl.lit(max(move, 0.0))).otherwise(max(-move, 0.0))
    shift = pl.when(stale).then(delta).otherwise(0.0)
    return _with(chain, bid=pl.col("bid") + shift, ask=pl.col("ask") + shift)


def stamped_stale_expiry(chain: Chain, seed: int) -> Chain:
    """One expiry was last quoted two hours ago, the others now."""
    rng = np.random.default_rng(seed)
    expiries = chain.quotes["expiry"].unique().sort()
    expiry = expiries[int(rng.integers(len(expiries)))]
    now = pl.lit(chain.valuation_time)
    then = pl.lit(chain.valuation_time - dt.timedelta(hours=2))
    old = pl.col("expiry") == pl.lit(expiry)
    return _with(chain, quote_time=pl.when(old).then(then).otherwise(now))


def three_quotes(chain: Chain, seed: int) -> Chain:
    """One expiry has three quotes."""
    rng = np.random.default_rng(seed)
    expiries = chain.quotes["expiry"].unique().sort()
    expiry = expiries[int(rng.integers(len(expiries)))]
    of = np.flatnonzero((chain.quotes["expiry"] == expiry).to_numpy())
    kept = set(rng.choice(of, 3, replace=False).tolist())
    row = pl.int_range(pl.len())
    keep = (pl.col("expiry") != pl.lit(expiry)) | row.is_in(sorted(kept))
    return chain.replace(quotes=chain.quotes.filter(keep))


def wide_spreads(chain: Chain, seed: int) -> Chain:
    """Some spreads are wider than the price: bids near nothing, asks at three times the mid."""
    kind = _chosen(chain, seed, 1)
    mid = 0.5 * (pl.col("bid") + pl.col("ask"))
    return _with(
        chain,
        bid=pl.when(kind == 1).then(0.05).otherwise(pl.col("bid")),
        ask=pl.when(kind == 1).then(3.0 * mid + 0.05).otherwise(pl.col("ask")),
    )


def all_of_it(chain: Chain, seed: int) -> Chain:
    """Everything at once."""
    for place, spoil in enumerate(SPOILS.values()):
        chain = spoil(chain, seed + place)
    return chain


SPOILS: dict[str, Spoil] = {
    "one-sided": one_sided,
    "wide spreads": wide_spreads,
    "locked": locked,
    "crossed": crossed,
    "decimal slip": decimal_slip,
    "stale expiry": stale_expiry,
    "stamped stale expiry": stamped_stale_expiry,
    "three quotes": three_quotes,
}


def _chosen(chain: Chain, seed: int, kinds: int, *, share: float = _SHARE) -> pl.Series:
    """Mark rows at random: 1, 2, … for each kind, 0 for those left alone."""
    rng = np.random.default_rng(seed)
    drawn = rng.random(chain.quotes.height) / share
    return pl.Series(np.where(drawn < kinds, np.floor(drawn) + 1.0, 0.0))


def _with(chain: Chain, **columns: pl.Expr) -> Chain:
    return chain.replace(quotes=chain.quotes.with_columns(**columns))
