"""Histories of the recorded SPX days and Deribit hours: stored, read back, compared, decomposed."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np
import pytest

from axiom.market import Chain, iter_chains, screen_quotes
from axiom.volatility import fit_surface, implied_smiles, imply_forwards, screen_against_forwards
from axiom.volatility.analytics import (
    DeltaGrid,
    SurfaceHistory,
    VolHistory,
    compare_surfaces,
    surface_pca,
)
from axiom.volatility.surface import Surface

from .recorded import recorded

SPX = "options/spx_cboe_eod_2019-04-25_2019-05-24.parquet"
DERIBIT = "options/deribit_btc_hourly_2026-01-23_24.csv.gz"
GRID = DeltaGrid(("2w", "1m", "2m", "3m", "6m"), (0.9, 0.75, 0.5, 0.25, 0.1))


def fitted(chain: Chain) -> Surface:
    screened = screen_quotes(chain)
    forwards = imply_forwards(chain, screened)
    options = implied_smiles(screen_against_forwards(screened, forwards), forwards)
    return fit_surface(options, forwards, valuation_time=chain.valuation_time, curve="essvi")


def kept(history: SurfaceHistory, name: str, underlying: str) -> Iterator[Surface]:
    """Fit, store and give each chain of a file; of equal times the first."""
    times = set()
    for chain in iter_chains(recorded(name)):
        if chain.valuation_time not in times:
            times.add(chain.valuation_time)
            surface = fitted(chain)
            history.append(surface, underlying=underlying)
            yield surface


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> SurfaceHistory:
    found = SurfaceHistory(tmp_path_factory.mktemp("surfaces"), GRID)
    surfaces = list(kept(found, SPX, "SPX"))
    assert [one.surface for one in found.read(underlying="SPX")] == surfaces
    assert list(kept(found, DERIBIT, "BTC"))
    return found


def test_every_day_and_hour_is_held(history: SurfaceHistory) -> None:
    assert history.underlyings == ("BTC", "SPX")
    spx, btc = history.vols(underlying="SPX"), history.vols(underlying="BTC")
    assert spx.vols.shape == (20, *GRID.shape)
    assert btc.vols.shape[0] >= 30
    # Low strikes are dearer on the index; on both, vols are what they were in these days.
    assert (spx.vols[:, :, 0] > spx.vols[:, :, -1]).all()
    assert 0.08 < np.median(spx.vols) < 0.25
    assert 0.25 < np.median(btc.vols) < 0.7
    path = history.compact(underlying="BTC")
    assert history.vols(underlying="BTC").vols.tolist() == btc.vols.tolist()
    assert sum("BTC" in one.name for one in path.parent.iterdir()) == 1


def test_the_first_component_of_the_index_is_its_level(history: SurfaceHistory) -> None:
    found = surface_pca(history, underlying="SPX", moves="log")
    assert found.loadings[0].min() > 0.0
    assert found.explained[0] > 0.85
    assert found.cumulative[2] > 0.97
    # Short tenors move more than long ones.
    assert (np.diff(found.loadings[0][:, 2]) < 0.0).all()
    moves = np.diff(np.log(history.vols(underlying="SPX").vols), axis=0)
    assert found.reconstruct() == pytest.approx(moves, abs=1e-12)
    worst = int(np.argmax(np.abs(found.scores[:, 0])))
    assert str(found.times[worst].date()) in {"2019-05-07", "2019-05-06", "2019-05-13"}


def test_the_first_component_of_bitcoin_is_its_level_between_the_25_deltas(
    history: SurfaceHistory,
) -> None:
    inner = DeltaGrid(GRID.tenors, (0.75, 0.5, 0.25))
    found = surface_pca(history.vols(underlying="BTC", grid=inner))
    assert found.loadings[0].min() > 0.0
    assert found.explained[0] > 0.5
    # In these quiet hours the wings' quotes move by more than the market does.
    whole = surface_pca(history, underlying="BTC")
    assert whole.explained[0] < 0.4
    assert whole.cumulative[-1] == pytest.approx(1.0)


def test_comparisons_of_neighbours_add_up(history: SurfaceHistory) -> None:
    surfaces = [one.surface for one in history.read(underlying="SPX")]
    found = [compare_surfaces(a, b, grid=GRID) for a, b in itertools.pairwise(surfaces)]
    assert all(one.n_suspect == 0 for one in found)
    total = sum(one.points["change"].to_numpy() for one in found)
    held: VolHistory = history.vols(underlying="SPX")
    assert total == pytest.approx((held.vols[-1] - held.vols[0]).ravel(), abs=1e-12)
    levels = np.array([one.tenors["level"][1] for one in found])
    # The largest rises of a month's vol; the VIX closed 2.6 and 3.9 points up on these days.
    days = [str(one.valuation_time.date()) for one in surfaces[1:]]
    assert {days[i] for i in np.argsort(levels)[-2:]} == {"2019-05-06", "2019-05-07"}
    assert all(one.tenors["unexplained"].max() < 0.01 for one in found)
