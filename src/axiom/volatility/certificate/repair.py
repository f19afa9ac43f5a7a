"""The nearest surface without arbitrage, and how far it moved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from axiom.core.errors import InvalidArgumentError
from axiom.kernels import price
from axiom.volatility.certificate.certify import certify
from axiom.volatility.certificate.repair_splines import Splines, repair_splines
from axiom.volatility.certificate.spline import growth_after
from axiom.volatility.curves.spline.slices import SplineSlice
from axiom.volatility.curves.spline.surface import SplineSurface
from axiom.volatility.forwards.curve import ForwardCurve, ForwardNode

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from axiom.volatility.certificate.certify import Certificate
    from axiom.volatility.surface import Surface

__all__ = ["Repair", "repair"]

_REACH, _KNOTS = 5.0, 41
"""A surface of another family is sampled so many deviations far at so many knots an expiry."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Repair:
    """A surface free of arbitrage near one that was not, and the way between them.

    Attributes
    ----------
    surface : Surface
        The repaired surface; the given one where that has no arbitrage.
    certificate : Certificate
        Of the repaired surface.
    method : str
        "unchanged", "projected" (the least move, in vol at the knots, of the conditions made linear
        at the result) or "blended" (mixed with flat slices, where no such move was found).
    rounds : int
        Projections it took.
    moves : polars.DataFrame
        One row a knot: `years`, `strike`, `log_moneyness`, `vol_before`, `vol_after`, `vol_move`
        and `price_move`, of the out-of-the-money option, undiscounted and per unit of the forward.
    """

    surface: Surface
    certificate: Certificate
    method: str
    rounds: int
    moves: pl.DataFrame

    @property
    def moved_vol_max(self) -> float:
        """Largest absolute move of the vol at a knot."""
        return _largest(self.moves["vol_move"])

    @property
    def moved_vol_rms(self) -> float:
        """Root mean square of the moves of the vol at the knots."""
        return _rms(self.moves["vol_move"])

    @property
    def moved_price_max(self) -> float:
        """Largest absolute move of a price at a knot, per unit of the forward."""
        return _largest(self.moves["price_move"])

    @property
    def moved_price_rms(self) -> float:
        """Root mean square of the moves of the prices at the knots, per unit of the forward."""
        return _rms(self.moves["price_move"])

    def summary(self) -> str:
        """Say in two lines how far it moved, and where most."""
        if self.method == "unchanged":
            return "unchanged: the surface is free of static arbitrage"
        row = self.moves.row(int(self.moves["vol_move"].abs().arg_max() or 0), named=True)
        return (
            f"{self.method} in {self.rounds} rounds: vol moved by at most "
            f"{self.moved_vol_max:.2g} (RMS {self.moved_vol_rms:.2g}), price by "
            f"{self.moved_price_max:.2g} of the forward (RMS {self.moved_price_rms:.2g})\n"
            f"most at {row['years']:.4g} years, strike {row['strike']:.6g}: vol "
            f"{row['vol_before']:.4f} to {row['vol_after']:.4f}"
        )


def repair(surface: Surface) -> Repair:
    """Find the nearest surface that is free of static arbitrage.

    Parameters
    ----------
    surface : Surface
        Any surface. A spline surface keeps its knots; another one with arbitrage is sampled at its
        fitted expiries onto a spline surface, which is then repaired.

    Returns
    -------
    Repair
        With the repaired surface, proved by its certificate, and how far it moved.

    Raises
    ------
    InvalidArgumentError
        Total variance is not a number where the surface is sampled.

    Notes
    -----
    Minimises the squared moves of the vol at all knots under Durrleman's condition on and between
    slices, total variance that does not fall in expiry and Lee's bounds: a sequence of quadratic
    programmes with the conditions made linear, until the exact check of the certificate proves the
    result. The conditions are not convex, so that a nearer surface may exist. Standard errors
    grow by the move.

    Verified by tests/unit/volatility/certificate/test_repair.py.
    """
    certificate = certify(surface)
    if certificate.is_arbitrage_free:
        return Repair(
            surface=surface, certificate=certificate, method="unchanged", rounds=0,
            moves=pl.DataFrame(schema=dict.fromkeys(_MOVES, pl.Float64)),
        )  # fmt: skip
    given = _given(surface)
    values, rounds, method = repair_splines(given.splines)
    repaired = _rebuilt(surface, given, values)
    return Repair(
        surface=repaired,
        certificate=certify(repaired),
        method=method,
        rounds=rounds,
        moves=_moves(surface, given.splines, values),
    )


_MOVES = (
    "years",
    "strike",
    "log_moneyness",
    "vol_before",
    "vol_after",
    "vol_move",
    "price_move",
)


@dataclass(frozen=True, slots=True)
class _Given:
    """What is repaired, and the slices it came from (none where the surface was sampled)."""

    splines: Splines
    slices: tuple[SplineSlice, ...]


def _given(surface: Surface) -> _Given:
    years = np.array(surface.fitted_expiries)
    if isinstance(surface, SplineSurface):
        knots = tuple(s.knots for s in surface.slices)
        values = tuple(s.total_variance for s in surface.slices)
        growing = growth_after(surface) > 0.0
        return _Given(Splines(years, knots, values, growing), surface.slices)
    knots = tuple(_sampled_knots(surface, t) for t in years.tolist())
    values = tuple(_sampled(surface, k, t) for k, t in zip(knots, years.tolist(), strict=True))
    return _Given(Splines(years, knots, values, growing=True), ())


def _sampled_knots(surface: Surface, years: float) -> NDArray[np.float64]:
    w = float(surface.total_variance(log_moneyness=0.0, expiry=years))
    deviation = np.sqrt(w) if w > 0.0 else 0.1 * np.sqrt(years)
    return np.linspace(-_REACH, _REACH, _KNOTS) * float(deviation)


def _sampled(surface: Surface, k: NDArray[np.float64], years: float) -> NDArray[np.float64]:
    w = np.asarray(surface.total_variance(log_moneyness=k, expiry=years), dtype=np.float64)
    if not np.isfinite(w).all():
        bad = float(k[~np.isfinite(w)][0])
        msg = f"total variance is not finite at log-moneyness {bad}, expiry {years}; give a "
        raise InvalidArgumentError(msg + "surface that has one at its fitted expiries")
    return w


def _rebuilt(surface: Surface, given: _Given, values: list[NDArray[np.float64]]) -> SplineSurface:
    slices = tuple(_slice(surface, given, i, v) for i, v in enumerate(values))
    forwards = getattr(surface, "forwards", None)
    return SplineSurface(
        valuation_time=surface.valuation_time,
        slices=slices,
        forwards=forwards if isinstance(forwards, ForwardCurve) else _forwards(surface),
        clock=getattr(surface, "clock", None),
        skipped=getattr(surface, "skipped", ()),
    )


def _slice(surface: Surface, given: _Given, i: int, values: NDArray[np.float64]) -> SplineSlice:
    years, knots = float(given.splines.years[i]), given.splines.knots[i]
    before = np.sqrt(np.maximum(given.splines.values[i], 0.0) / years)
    moved = np.sqrt(values / years) - before
    if given.slices:
        old = given.slices[i]
        error, low, high = old.standard_error, old.log_moneyness_min, old.log_moneyness_max
        expiry, number = old.expiry, old.n_quotes
    else:
        error, low, high, number = np.zeros(knots.size), float(knots[0]), float(knots[-1]), 0
        expiry = surface.valuation_time + timedelta(days=365.0 * years)
    return SplineSlice(
        expiry=expiry,
        years=years,
        knots=knots,
        total_variance=values,
        standard_error=np.hypot(error, moved),
        log_moneyness_min=low,
        log_moneyness_max=high,
        n_quotes=number,
    )


def _forwards(surface: Surface) -> ForwardCurve:
    return ForwardCurve(
        nodes=tuple(
            ForwardNode(
                years=t,
                forward=float(surface.forward(t)),
                discount_factor=float(surface.discount_factor(t)),
            )
            for t in surface.fitted_expiries
        )
    )


def _moves(surface: Surface, splines: Splines, values: list[NDArray[np.float64]]) -> pl.DataFrame:
    tables = [
        _slice_moves(surface, t, k, before, after)
        for t, k, before, after in zip(
            splines.years.tolist(), splines.knots, splines.values, values, strict=True
        )
    ]
    return pl.concat(tables)


def _slice_moves(
    surface: Surface,
    years: float,
    k: NDArray[np.float64],
    before: NDArray[np.float64],
    after: NDArray[np.float64],
) -> pl.DataFrame:
    vols = [np.sqrt(np.maximum(w, 0.0) / years) for w in (before, after)]
    worth = [
        np.asarray(price(forward=1.0, strike=np.exp(k), expiry=years, vol=v, is_call=k > 0.0))
        for v in vols
    ]
    columns = (
        np.full(k.size, years), float(surface.forward(years)) * np.exp(k), k, *vols,
        vols[1] - vols[0], worth[1] - worth[0],
    )  # fmt: skip
    return pl.DataFrame(dict(zip(_MOVES, columns, strict=True)))


def _largest(moves: pl.Series) -> float:
    return float(np.abs(moves.to_numpy()).max(initial=0.0))


def _rms(moves: pl.Series) -> float:
    return float(np.sqrt(np.mean(moves.to_numpy() ** 2))) if moves.len() else 0.0
