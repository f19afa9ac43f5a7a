from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from axiom.core.errors import DataError, InvalidArgumentError
from axiom.volatility.analytics import DeltaGrid, SurfaceHistory, VolHistory, surface_pca

from .made import NOW, flat, skewed
from .test_history import on_day

GRID = DeltaGrid(("1m", "3m", "1y"), (0.75, 0.5, 0.25))


def planted(seed: int = 0, days: int = 60) -> tuple[VolHistory, np.ndarray]:
    """Moves of a parallel shift, a tilt in delta a third as large, and a little noise."""
    rng = np.random.default_rng(seed)
    shift, tilt = np.full(GRID.shape, 1.0 / 3.0), np.tile([1.0, 0.0, -1.0], (3, 1)) / 6**0.5
    scores = rng.normal(size=(days, 2)) * [0.03, 0.01]
    noise = 1e-4 * rng.normal(size=(days, *GRID.shape))
    moves = np.tensordot(scores, np.stack([shift, tilt]), axes=1) + noise
    vols = 0.4 + np.concatenate([np.zeros((1, *GRID.shape)), np.cumsum(moves, axis=0)])
    times = tuple(NOW + dt.timedelta(days=i) for i in range(days + 1))
    history = VolHistory(underlying="SPX", times=times, grid=GRID, vols=vols)
    return history, np.stack([shift, tilt])


def test_planted_components_are_found() -> None:
    history, axes = planted()
    found = surface_pca(history)
    for own, true in zip(found.loadings[:2], axes, strict=True):
        assert abs((own * true).sum()) == pytest.approx(1.0, abs=0.02)
    assert found.loadings[0].min() > 0.0
    assert found.explained[0] == pytest.approx(0.9, abs=0.05)
    assert found.cumulative[1] > 0.999
    assert found.cumulative[-1] == pytest.approx(1.0)
    assert np.all(np.diff(found.explained) <= 0.0)
    assert found.times == history.times[1:]


def test_components_are_orthogonal_and_signed() -> None:
    found = surface_pca(planted()[0])
    flat_loadings = found.loadings.reshape(found.loadings.shape[0], -1)
    assert flat_loadings @ flat_loadings.T == pytest.approx(np.eye(len(flat_loadings)), abs=1e-12)
    mirrored = VolHistory(
        underlying="SPX",
        times=planted()[0].times,
        grid=GRID,
        vols=1.0 - planted()[0].vols,
    )
    assert surface_pca(mirrored).loadings == pytest.approx(found.loadings, abs=1e-9)


def test_a_balanced_component_is_signed_by_its_largest_entry() -> None:
    vols = np.full((4, *GRID.shape), 0.2)
    for i, size in enumerate((0.0, 0.01, -0.02, 0.03)):
        vols[i, :, 0] -= size
        vols[i, :, 2] += size
    loading = surface_pca(
        VolHistory(underlying="X", times=planted()[0].times[:4], grid=GRID, vols=vols)
    ).loadings
    assert loading.shape[0] == 1
    assert loading.ravel()[np.abs(loading).argmax()] > 0.0


def test_all_components_give_the_moves_back() -> None:
    history, _ = planted()
    found = surface_pca(history)
    moves = np.diff(history.vols, axis=0)
    assert found.reconstruct() == pytest.approx(moves, abs=1e-14)
    assert np.abs(found.reconstruct(2) - moves).max() < 6e-4
    assert found.reconstruct(0) == pytest.approx(np.broadcast_to(found.mean, moves.shape))
    assert found.project(moves) == pytest.approx(found.scores, abs=1e-12)
    assert found.project(moves[3]) == pytest.approx(found.scores[3], abs=1e-12)


def test_moves_of_the_logarithm() -> None:
    history, _ = planted()
    found = surface_pca(history, moves="log", components=2)
    assert found.loadings.shape == (2, *GRID.shape)
    assert found.scores.shape == (60, 2)
    assert found.mean == pytest.approx(np.diff(np.log(history.vols), axis=0).mean(axis=0))


def test_a_history_on_disk(tmp_path) -> None:
    history = SurfaceHistory(tmp_path, GRID)
    for number, vol in enumerate((0.2, 0.22, 0.19, 0.25)):
        history.append(on_day(number, flat(vol)), underlying="SPX")
    found = surface_pca(history)
    assert found.explained.tolist() == pytest.approx([1.0])
    assert found.loadings[0] == pytest.approx(np.full(GRID.shape, 1.0 / 3.0))


def test_what_has_no_components_is_refused(tmp_path) -> None:
    history = SurfaceHistory(tmp_path, GRID)
    for number in range(2):
        history.append(on_day(number, skewed()), underlying="SPX")
    with pytest.raises(DataError, match="2 surfaces"):
        surface_pca(history)
    history.append(on_day(2, skewed()), underlying="SPX")
    with pytest.raises(DataError, match="do not move"):
        surface_pca(history)
    found = planted()[0]
    with pytest.raises(InvalidArgumentError, match="components"):
        surface_pca(found, components=10)
    with pytest.raises(InvalidArgumentError, match="moves"):
        surface_pca(found, moves="relative")
    with pytest.raises(InvalidArgumentError, match="components"):
        surface_pca(found).reconstruct(10)
    with pytest.raises(InvalidArgumentError, match="move"):
        surface_pca(found).project(np.zeros((2, 2)))
