"""The compiled fit of spline slices: planted curves, crossing quotes, refits."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline

from axiom.kernels.spline import second_derivatives
from axiom.kernels.spline_certificate import find_spline_arbitrage
from axiom.kernels.spline_fit import (
    FittedSlices,
    PriorColumns,
    QuoteColumns,
    Refitted,
    Tuning,
    fit_slices,
    refit_slice,
)

TUNING = Tuning(
    roughness=1e-3,
    margin=1e-3,
    slope=1.99,
    noise=0.5,
    inner=0.9,
    loss_scale=3.0,
    tail=1e-3,
    faint=1e-2,
    barrier=1e-2,
    sweeps=12,
)
NONE = np.empty(0)
NO_PRIOR = PriorColumns(log_moneyness=NONE, total_variance=NONE, error=NONE)
KNOTS = np.linspace(-0.5, 0.4, 12)
STRIKES = np.linspace(-0.45, 0.35, 41)


def smile(k: NDArray[np.float64], level: float) -> NDArray[np.float64]:
    return level * (1.0 + 0.5 * (np.sqrt((k + 0.02) ** 2 + 0.01) - 0.1) - 0.5 * k)


def quotes_at(w: NDArray[np.float64], half: float = 0.01) -> QuoteColumns:
    return QuoteColumns(
        log_moneyness=STRIKES,
        low=w * (1.0 - half),
        middle=w,
        high=w * (1.0 + half),
        weight=np.ones(w.size),
    )


def fit(*tables: QuoteColumns, **settings: Any) -> FittedSlices:
    n = len(tables)
    columns = [np.concatenate(c) for c in zip(*(t.arrays() for t in tables), strict=True)]
    tuning = {f: getattr(TUNING, f) for f in TUNING.__slots__} | settings
    return fit_slices(
        quote_offsets=np.arange(n + 1) * STRIKES.size,
        quotes=QuoteColumns(**dict(zip(QuoteColumns.__slots__, columns, strict=True))),
        knot_offsets=np.arange(n + 1) * KNOTS.size,
        knots=np.tile(KNOTS, n),
        prior_offsets=np.zeros(n + 1, dtype=np.int64),
        prior=NO_PRIOR,
        level=np.array([np.interp(0.0, STRIKES, t.middle) for t in tables]),
        tuning=Tuning(**tuning),
    )


def at(fitted: FittedSlices, i: int, k: NDArray[np.float64]) -> NDArray[np.float64]:
    own = slice(int(fitted.offsets[i]), int(fitted.offsets[i + 1]))
    w = CubicSpline(fitted.knots[own], fitted.total_variance[own], bc_type="natural")(k)
    return np.asarray(w, dtype=np.float64)


def test_smooth_smiles_are_recovered_within_their_spreads() -> None:
    levels = (0.01, 0.02, 0.04)
    fitted = fit(*(quotes_at(smile(STRIKES, level)) for level in levels))
    assert fitted.bridged == 0.0
    for i, level in enumerate(levels):
        truth = smile(STRIKES, level)
        assert np.abs(at(fitted, i, STRIKES) / truth - 1.0).max() < 0.01
    assert (fitted.error > 0.0).all()
    assert np.isfinite(fitted.error).all()


def test_one_gross_outlier_leaves_the_smile_where_it_is() -> None:
    truth = smile(STRIKES, 0.02)
    bad = truth.copy()
    bad[25] *= 3.0
    fitted = fit(quotes_at(bad))
    good = np.arange(STRIKES.size) != 25
    assert np.abs(at(fitted, 0, STRIKES[good]) / truth[good] - 1.0).max() < 0.02


def test_quotes_that_cross_in_time_give_slices_that_do_not() -> None:
    early, late = smile(STRIKES, 0.021), smile(STRIKES, 0.02)
    fitted = fit(quotes_at(early), quotes_at(late))
    dense = np.linspace(KNOTS[0], KNOTS[-1], 2001)
    assert (at(fitted, 1, dense) - at(fitted, 0, dense) > 0.0).all()
    assert fitted.bridged < 1.0


def test_a_concave_smile_comes_out_without_butterfly_arbitrage() -> None:
    w = 0.02 * (1.0 + 0.5 * np.cos(25.0 * STRIKES))
    fitted = fit(quotes_at(w))
    spline = CubicSpline(KNOTS, fitted.total_variance, bc_type="natural")
    k = np.linspace(KNOTS[0], KNOTS[-1], 4001)
    v, d, dd = (np.asarray(spline(k, order)) for order in range(3))
    g = (1.0 - 0.5 * k * d / v) ** 2 - 0.25 * d * d * (1.0 / v + 0.25) + 0.5 * dd
    assert g.min() > 0.0


def test_the_same_quotes_give_the_same_bits() -> None:
    tables = [quotes_at(smile(STRIKES, level), 0.03) for level in (0.01, 0.012)]
    a, b = fit(*tables), fit(*tables)
    assert (a.total_variance == b.total_variance).all()
    assert (a.error == b.error).all()


def refit(
    current: NDArray[np.float64], quotes: QuoteColumns, late: NDArray[np.float64] | None = None
) -> Refitted:
    return refit_slice(
        current=(KNOTS, current),
        early=None,
        late=None if late is None else (KNOTS, late),
        quotes=quotes,
        prior=NO_PRIOR,
        level=0.02,
        tuning=TUNING.packed(),
    )


def test_a_refit_follows_quotes_that_have_moved() -> None:
    start = fit(quotes_at(smile(STRIKES, 0.02))).total_variance
    moved = smile(STRIKES, 0.021)
    w, error, fitted, _ = refit(start, quotes_at(moved))
    assert fitted
    again = CubicSpline(KNOTS, w, bc_type="natural")(STRIKES)
    assert np.abs(again / moved - 1.0).max() < 0.012
    assert (error > 0.0).all()


def test_a_refit_stays_below_the_next_slice() -> None:
    pair = fit(quotes_at(smile(STRIKES, 0.02)), quotes_at(smile(STRIKES, 0.022)))
    early, late = pair.total_variance[: KNOTS.size], pair.total_variance[KNOTS.size :]
    w, _, fitted, _ = refit(early, quotes_at(smile(STRIKES, 0.03)), late)
    assert fitted
    k = np.linspace(-1.0, 1.0, 2001)
    inside = (k >= KNOTS[0]) & (k <= KNOTS[-1])
    above, below = (CubicSpline(KNOTS, v, bc_type="natural")(k[inside]) for v in (late, w))
    assert (above >= below).all()
    assert below.max() > 1.02 * CubicSpline(KNOTS, early, bc_type="natural")(k[inside]).max()


def test_quotes_beyond_the_next_slice_are_followed_again_and_again_in_few_steps() -> None:
    pair = fit(quotes_at(smile(STRIKES, 0.02)), quotes_at(smile(STRIKES, 0.022)))
    w, late = pair.total_variance[: KNOTS.size], pair.total_variance[KNOTS.size :]
    for i in range(40):
        w, _, fitted, steps = refit(w, quotes_at(smile(STRIKES, 0.03 + 0.001 * (i % 2))), late)
        assert fitted
        assert steps <= 36
    gap = find_spline_arbitrage(
        knots=[KNOTS, KNOTS],
        total_variance=[w, late],
        second=[second_derivatives(knots=KNOTS, total_variance=v) for v in (w, late)],
        growing=False,
    )
    assert gap is None


def test_a_slice_that_crosses_its_neighbour_parts_from_it() -> None:
    pair = fit(quotes_at(smile(STRIKES, 0.02)), quotes_at(smile(STRIKES, 0.022)))
    early, late = pair.total_variance[: KNOTS.size], pair.total_variance[KNOTS.size :]
    w, _, fitted, _ = refit(1.5 * late, quotes_at(smile(STRIKES, 0.02)), late)
    assert fitted
    assert np.abs(w / early - 1.0).max() < 0.2


def test_a_slice_with_fewer_than_four_knots_is_refused() -> None:
    with pytest.raises(ValueError, match="fewer than four knots"):
        refit_slice(
            current=(KNOTS[:3], np.full(3, 0.02)),
            early=None,
            late=None,
            quotes=quotes_at(smile(STRIKES, 0.02)),
            prior=NO_PRIOR,
            level=0.02,
            tuning=TUNING.packed(),
        )
