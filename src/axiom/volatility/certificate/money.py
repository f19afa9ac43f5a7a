"""What a violation is worth, and the move of the vol that would mend it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from axiom.kernels import price

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from axiom.volatility.surface import Surface

__all__ = ["with_money"]

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(24)
_WIDTHS = np.array([1e-5, 1e-4, 1e-3, 1e-2, 0.03, 0.1, 0.3])
"""Half-widths of the butterflies tried, in deviations, besides half the stretch."""

_SPREAD = 0.01
"""Width of the call spread that sizes a slope, as a part of the strike."""

_TINY = 1e-300
_FARTHEST = 200.0
"""Beyond this log-moneyness, prices are those at it."""


def with_money(surface: Surface, violations: pl.DataFrame) -> pl.DataFrame:
    """Add `size_price`, `size_vol` and `half_width` to the rows of a certificate.

    Parameters
    ----------
    surface : Surface
        The surface that was checked.
    violations : polars.DataFrame
        Its violations.

    Returns
    -------
    polars.DataFrame
        `size_price`: what the arbitrage pays today, per unit of the discounted forward, for one
        unit of the spread: a butterfly with strikes `half_width` around the worst point (the best
        of eight widths; it costs less than nothing), an `half_width`-wide call spread beyond its
        bounds, or the later option against the earlier of equal log-moneyness. `size_vol`: the move
        of the vol at the strike which makes that spread worth nothing. 0 where no spread of those
        tried pays more than nothing; infinite where total variance is not a number.

    Notes
    -----
    The butterfly's price is the density integrated against its payoff, which does not cancel as
    the difference of three prices does.

    Verified by tests/unit/volatility/certificate/test_spline.py.
    """
    if violations.is_empty():
        empty = [pl.lit(None, dtype=pl.Float64).alias(n) for n in _COLUMNS]
        return violations.with_columns(empty)
    parts = [
        part.with_columns(_SIZERS[str(kind)](surface, part))
        for (kind,), part in violations.with_row_index("_row").group_by("kind", maintain_order=True)
    ]
    return pl.concat(parts).sort("_row").drop("_row")


_COLUMNS = ("size_price", "size_vol", "half_width")


def _columns(
    size_price: NDArray[np.float64], size_vol: NDArray[np.float64], half_width: NDArray[np.float64]
) -> list[pl.Series]:
    values = (size_price, size_vol, half_width)
    return [pl.Series(name, v) for name, v in zip(_COLUMNS, values, strict=True)]


def _where(surface: Surface, part: pl.DataFrame) -> tuple[NDArray[np.float64], ...]:
    """Expiry, log-moneyness, total variance (NaN unless above 0) and vega per forward, (n,)."""
    t, k = part["expiry"].to_numpy(), part["log_moneyness"].to_numpy()
    w = np.asarray(surface.total_variance(log_moneyness=k, expiry=t), dtype=np.float64)
    w = np.where(w > 0.0, w, np.nan)
    root = np.sqrt(w)
    d1 = -k / root + 0.5 * root
    vega = np.sqrt(t) * np.exp(-0.5 * d1 * d1) / np.sqrt(2.0 * np.pi)
    return t, k, w, vega


def _butterfly(surface: Surface, part: pl.DataFrame) -> list[pl.Series]:
    t, k, w, vega = _where(surface, part)
    forward = np.asarray(surface.forward(t), dtype=np.float64)
    with np.errstate(all="ignore"):  # far strikes are infinite and pay nothing
        strike = forward * np.exp(k)
        stretch = (
            0.5 * forward * (np.exp(part["end"].to_numpy()) - np.exp(part["start"].to_numpy()))
        )
        tried = strike[:, None] * np.minimum(_WIDTHS * np.sqrt(w)[:, None], 0.5)
    widths = np.concatenate([stretch[:, None], tried], axis=1)
    usable = np.isfinite(widths) & (widths > 0.0) & (widths < strike[:, None])
    usable &= np.isfinite(strike)[:, None]
    strike = np.where(np.isfinite(strike), strike, forward)
    widths = np.where(usable, widths, 0.5 * strike[:, None])
    side = 0.5 * (1.0 + _NODES)  # from the centre outwards
    offsets = np.concatenate([-side[::-1], side])
    weights = 0.5 * np.concatenate([_WEIGHTS[::-1], _WEIGHTS])
    points = strike[:, None, None] + widths[:, :, None] * offsets
    density = np.asarray(surface.density(strike=points, expiry=t[:, None, None]))
    cost = (density * (1.0 - np.abs(offsets)) * weights).sum(axis=2) * widths**2
    cost = np.where(usable & np.isfinite(cost), cost, 0.0) / forward[:, None]
    best = np.argmin(cost, axis=1)
    rows = np.arange(t.size)
    pays = np.maximum(-cost[rows, best], 0.0)
    return _columns(pays, _ratio(0.5 * pays, vega), widths[rows, best])


def _ratio(pays: NDArray[np.float64], vega: NDArray[np.float64]) -> NDArray[np.float64]:
    """Vol over which a price moves by so much; 0 where it pays nothing."""
    return np.where(pays > 0.0, pays / np.fmax(vega, _TINY), 0.0)


def _variance(surface: Surface, part: pl.DataFrame, fall: NDArray[np.float64]) -> list[pl.Series]:
    """Size a shortfall of total variance: what w + fall is worth more than w."""
    t, k, w, _ = _where(surface, part)
    low = np.where(np.isnan(w), 0.0, w)
    vols = np.sqrt(low), np.sqrt(low + fall)
    strike = np.exp(np.clip(k, -_FARTHEST, _FARTHEST))
    worth = [
        np.asarray(price(forward=1.0, strike=strike, expiry=1.0, vol=v, is_call=k > 0.0))
        for v in (np.where(np.isfinite(one), one, 0.0) for one in vols)
    ]
    pays = np.where(np.isfinite(fall), np.maximum(worth[1] - worth[0], 0.0), np.inf)
    return _columns(pays, (vols[1] - vols[0]) / np.sqrt(t), np.zeros(t.size))


def _calendar(surface: Surface, part: pl.DataFrame) -> list[pl.Series]:
    return _variance(surface, part, part["size"].fill_nan(np.inf).to_numpy())


def _wing(surface: Surface, part: pl.DataFrame) -> list[pl.Series]:
    """Size a slope beyond its bounds over the distance to the money, one deviation at least."""
    _, k, w, _ = _where(surface, part)
    reach = np.fmax(np.abs(k), np.sqrt(w))
    return _variance(surface, part, part["size"].to_numpy() * reach)


def _call_spread(surface: Surface, part: pl.DataFrame) -> list[pl.Series]:
    _, k, _, vega = _where(surface, part)
    pays = part["size"].to_numpy() * _SPREAD * np.exp(np.minimum(k, _FARTHEST))
    forward = np.asarray(surface.forward(part["expiry"].to_numpy()), dtype=np.float64)
    return _columns(pays, _ratio(pays, vega), _SPREAD * forward * np.exp(np.minimum(k, _FARTHEST)))


_SIZERS = {
    "bounds": _calendar,
    "butterfly": _butterfly,
    "calendar": _calendar,
    "call spread": _call_spread,
    "density": _butterfly,
    "wing": _wing,
}
