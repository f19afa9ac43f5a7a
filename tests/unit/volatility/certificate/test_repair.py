"""Repairs move little, end certified, and say how far they went."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.volatility import SplineSurface, certify, repair
from axiom.volatility.certificate.projection import Rows, project
from axiom.volatility.certificate.repair_splines import Splines, repair_splines
from tests.unit.volatility.conftest import make_slice
from tests.unit.volatility.surfaces import FormulaSurface

from .splines import GRID, quiet, sound, spline_slice, spline_surface, vogt


def test_a_sound_surface_is_left_alone() -> None:
    surface = sound()
    repaired = repair(surface)
    assert repaired.surface is surface
    assert repaired.method == "unchanged"
    assert repaired.moved_vol_max == repaired.moved_vol_rms == repaired.moved_price_max == 0.0
    assert repaired.moves.is_empty()
    assert "unchanged" in repaired.summary()


def test_a_butterfly_is_mended_where_it_is() -> None:
    surface = spline_surface(spline_slice(1.0, GRID, vogt(GRID)))
    repaired = repair(surface)
    assert repaired.certificate.is_arbitrage_free
    assert repaired.certificate.method["butterfly"] == "proved"
    assert repaired.method == "projected"
    assert isinstance(repaired.surface, SplineSurface)
    assert repaired.surface.forwards == surface.forwards
    mended = repaired.surface.slices[0]
    np.testing.assert_array_equal(mended.knots, GRID)
    move = np.sqrt(mended.total_variance) - np.sqrt(vogt(GRID))
    np.testing.assert_allclose(repaired.moves["vol_move"], move, atol=1e-15)
    assert repaired.moved_vol_max == np.abs(move).max() < 0.007
    assert repaired.moved_vol_rms == pytest.approx(np.sqrt((move**2).mean()))
    assert np.abs(move[GRID < -0.5]).max() < 1e-4  # far from it nothing moves
    assert repaired.moved_price_max < 2e-3
    at = int(np.argmax(np.abs(move)))
    assert mended.standard_error[at] == pytest.approx(np.hypot(0.001, move[at]))
    assert "vol moved by at most" in repaired.summary()


def test_a_crossing_is_shared_by_both_slices() -> None:
    early, late = quiet(GRID, 0.04), quiet(GRID, 0.05)
    late[25:36] -= 0.012 * np.cos(np.linspace(-np.pi / 2, np.pi / 2, 11)) ** 2
    surface = spline_surface(spline_slice(0.5, GRID, early), spline_slice(1.0, GRID, late))
    repaired = repair(surface)
    assert repaired.certificate.is_arbitrage_free
    assert repaired.method == "projected"
    by_slice = repaired.moves.group_by("years", maintain_order=True).agg()["years"]
    assert by_slice.to_list() == [0.5, 1.0]
    first = repaired.moves.filter(years=0.5)["vol_move"].min()
    second = repaired.moves.filter(years=1.0)["vol_move"].max()
    assert first < -1e-4
    assert second > 1e-4
    assert repaired.moved_vol_max < 0.005


def test_what_is_wrong_only_between_slices_is_mended() -> None:
    knots = [-1.0, -0.5, 0.0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.2, 1.5, 2.0]
    early = [0.03893, 0.02966, 0.02196, 0.02947, 0.03227, 0.03079, 0.03449, 0.03356, 0.03527,
             0.0321, 0.03732, 0.03946, 0.04888]  # fmt: skip
    late = [0.05347, 0.04398, 0.04962, 0.03117, 0.04152, 0.04387, 0.05179, 0.05988, 0.06541,
            0.07015, 0.08464, 0.09475, 0.136]  # fmt: skip
    slices = spline_slice(0.5, knots, early), spline_slice(1.0, knots, late)
    repaired = repair(spline_surface(*slices))
    assert repaired.certificate.is_arbitrage_free
    assert repaired.moved_vol_max < 0.01


def test_other_families_are_sampled_first(surface) -> None:
    crossing = dataclasses.replace(
        surface, slices=(make_slice(0.5, 0.03, -0.7, 0.30), make_slice(1.0, 0.035, 0.2, 0.20))
    )
    repaired = repair(crossing)
    assert isinstance(repaired.surface, SplineSurface)
    assert repaired.certificate.is_arbitrage_free
    assert repaired.surface.fitted_expiries == crossing.fitted_expiries
    k = np.array([-0.2, 0.0, 0.2])
    before = crossing.vol(log_moneyness=k, expiry=1.0)
    after = repaired.surface.vol(log_moneyness=k, expiry=1.0)
    assert np.abs(after - before).max() <= repaired.moved_vol_max + 1e-4
    formula = FormulaSurface(lambda k, t: 0.04 + 0.0 * k - 0.01 * t, [0.5, 1.0])
    assert repair(formula).certificate.is_arbitrage_free


@pytest.mark.parametrize("seed", [1, 2])
def test_noisy_slices_are_mended_within_their_noise(seed: int) -> None:
    rng = np.random.default_rng(seed)
    years = np.array([0.1, 0.5, 1.0, 1.2, 2.0])
    knots = [np.linspace(-1.0, 1.0, 25) + rng.uniform(-0.02, 0.02, 25) for _ in years]
    clean = [quiet(k, 0.04 * t) for k, t in zip(knots, years, strict=True)]
    noisy = tuple(w * np.exp(rng.normal(0.0, 0.03, 25)) for w in clean)
    splines = Splines(years, tuple(knots), noisy, growing=True)
    assert splines.find(noisy) is not None
    values, _, method = repair_splines(splines)
    assert splines.find(values) is None
    assert method == "projected"
    pairs = list(zip(values, noisy, years, strict=True))
    moves = np.concatenate([np.sqrt(a / t) - np.sqrt(b / t) for a, b, t in pairs])
    noise = np.concatenate(
        [np.sqrt(a / t) - np.sqrt(b / t) for a, b, t in zip(clean, noisy, years, strict=True)]
    )
    assert 0.0 < np.sqrt((moves**2).mean()) < np.sqrt((noise**2).mean())


def test_hopeless_slices_still_end_certified() -> None:
    rng = np.random.default_rng(5)
    knots = np.linspace(-0.6, 0.6, 9)
    values = quiet(knots, 0.04) * np.exp(rng.normal(0.0, 0.3, 9))
    values[[0, -1]] = values.max() + 0.02
    wild = spline_surface(spline_slice(1.0, knots, values))
    assert not certify(wild).is_arbitrage_free
    repaired = repair(wild)
    assert repaired.certificate.is_arbitrage_free
    assert repaired.method in {"projected", "blended"}
    assert repaired.moved_vol_max > 0.0


def test_a_surface_without_numbers_is_refused() -> None:
    hollow = FormulaSurface(lambda k, t: np.where(k > 0.2, np.nan, 0.04 * t), [1.0])
    with np.errstate(invalid="ignore"), pytest.raises(InvalidArgumentError, match="not finite"):
        repair(hollow)


def test_projections_are_those_known_in_closed_form() -> None:
    # The nearest point of the half-plane x + y >= 1 with x <= 0.3, and one that ties two blocks.
    rows = [
        Rows(0, np.array([[1.0, 1.0], [-1.0, 0.0]]), None, np.array([1.0, -0.3])),
        Rows(0, np.array([[-1.0, 0.0]]), np.array([[1.0]]), np.array([0.5])),
    ]
    first, second = project([np.zeros(2), np.zeros(1)], rows)
    # x, y, z: y = 1 - x and z = x + 0.5 at the least of x^2 + y^2 + z^2, x = 1/6.
    np.testing.assert_allclose(first, [1 / 6, 5 / 6], atol=1e-8)
    np.testing.assert_allclose(second, [2 / 3], atol=1e-8)
    untouched = project([np.array([0.2, 0.9]), np.array([2.0])], rows)
    np.testing.assert_allclose(np.concatenate(untouched), [0.2, 0.9, 2.0], atol=1e-8)
