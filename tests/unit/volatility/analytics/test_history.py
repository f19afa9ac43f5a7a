from __future__ import annotations

import dataclasses
import datetime as dt

import numpy as np
import polars as pl
import pytest

from axiom.core.errors import DataError, InvalidArgumentError
from axiom.volatility.analytics import DeltaGrid, SurfaceHistory
from axiom.volatility.analytics.history_files import file_name, parse_name, write_atomically

from .made import NOW, flat, skewed

DAY = dt.timedelta(days=1)
GRID = DeltaGrid(("1m", "1y"), (0.25, 0.75))


def on_day(number: int, surface=None):
    return dataclasses.replace(surface or skewed(), valuation_time=NOW + number * DAY)


@pytest.fixture
def history(tmp_path) -> SurfaceHistory:
    found = SurfaceHistory(tmp_path / "held", GRID)
    for number in (2, 0, 1):
        found.append(on_day(number), underlying="SPX")
    found.append(on_day(0, flat(0.6)), underlying="BTC/USD 100 %_x")
    return found


def test_surfaces_come_back_bit_for_bit_in_order_of_time(history) -> None:
    found = list(history.read(underlying="SPX"))
    assert [one.valuation_time for one in found] == [NOW, NOW + DAY, NOW + 2 * DAY]
    assert [one.surface for one in found] == [on_day(0), on_day(1), on_day(2)]
    assert history.underlyings == ("BTC/USD 100 %_x", "SPX")
    assert len(list(history.read())) == 4


def test_ranges_of_time_include_both_ends(history) -> None:
    rows = history.scan(underlying="SPX", start=NOW + DAY, end=NOW + 2 * DAY)
    assert isinstance(rows, pl.LazyFrame)
    assert rows.collect()["valuation_time"].to_list() == [NOW + DAY, NOW + 2 * DAY]
    assert history.scan(start=NOW + 5 * DAY).collect().is_empty()
    with pytest.raises(InvalidArgumentError, match="start"):
        history.scan(start=NOW.replace(tzinfo=None))


def test_the_latest_surface(history) -> None:
    assert history.latest(underlying="SPX").surface == on_day(2)
    early = history.latest(underlying="SPX", before=NOW + 1.5 * DAY)
    assert early.valuation_time == NOW + DAY
    with pytest.raises(DataError, match="it holds BTC"):
        history.latest(underlying="NDX")


def test_vols_are_those_of_the_surfaces(history) -> None:
    held = history.vols(underlying="SPX")
    assert held.vols.shape == (3, 2, 2)
    assert held.vols[0].tolist() == GRID.vols(skewed()).tolist()
    other = DeltaGrid(("6m",), (0.5,))
    assert history.vols(underlying="SPX", grid=other).vols[0].tolist() == (
        other.vols(skewed()).tolist()
    )
    assert history.vols(underlying="BTC/USD 100 %_x").vols == pytest.approx(0.6)
    with pytest.raises(DataError, match="no underlying is chosen"):
        history.vols()
    with pytest.raises(DataError, match="not NDX"):
        history.vols(underlying="NDX")
    with pytest.raises(DataError, match="range"):
        history.vols(underlying="SPX", start=NOW + 9 * DAY)


def test_the_same_surface_twice_is_refused_unless_it_is_to_replace(history) -> None:
    with pytest.raises(DataError, match="replace=True"):
        history.append(on_day(1, flat()), underlying="SPX")
    history.append(on_day(1, flat()), underlying="SPX", replace=True)
    assert [one.surface == on_day(1, flat()) for one in history.read(underlying="SPX")] == [
        False,
        True,
        False,
    ]


def test_compacting_leaves_one_file_with_the_same_surfaces(history) -> None:
    before = history.scan(underlying="SPX").collect()
    path = history.compact(underlying="SPX")
    assert history.scan(underlying="SPX").collect().equals(before)
    assert [one for one in history.folder.iterdir() if "SPX" in one.name] == [path]
    history.append(on_day(1, flat()), underlying="SPX", replace=True)
    history.append(on_day(7), underlying="SPX")
    found = [one.surface for one in history.read(underlying="SPX")]
    assert found == [on_day(0), on_day(1, flat()), on_day(2), on_day(7)]
    history.compact(underlying="SPX")
    assert [one.surface for one in history.read(underlying="SPX")] == found


def test_only_files_of_the_range_are_opened(history) -> None:
    damaged = history.folder / file_name("SPX", NOW + 9 * DAY, NOW + 9 * DAY)
    damaged.write_bytes(b"PAR1 cut off")
    assert len(list(history.read(underlying="SPX", end=NOW + 8 * DAY))) == 3
    with pytest.raises(DataError, match=r"20240310T.*damaged: remove it"):
        history.scan(underlying="SPX")


@pytest.mark.parametrize("keep", [0, 4, 200, -8])
def test_a_file_cut_off_is_named(history, keep) -> None:
    path = next(one for one in history.folder.iterdir() if "SPX" in one.name)
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(DataError, match=r"SPX.*damaged"):
        list(history.read(underlying="SPX"))


def test_other_schemas_and_other_files_are_refused(history) -> None:
    path = history.folder / file_name("SPX", NOW + 3 * DAY, NOW + 3 * DAY)
    pl.DataFrame({"a": [1]}).write_parquet(path)
    with pytest.raises(DataError, match="version 1"):
        history.scan()
    path.unlink()
    (history.folder / "quotes.parquet").write_bytes(b"")
    with pytest.raises(DataError, match=r"quotes.parquet is not named"):
        history.scan()


def test_a_write_that_fails_leaves_nothing(tmp_path, monkeypatch) -> None:
    def cut_off(self, file, **_):
        file.write(b"PAR1")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pl.DataFrame, "write_parquet", cut_off)
    with pytest.raises(OSError, match="No space"):
        SurfaceHistory(tmp_path, GRID).append(skewed(), underlying="SPX")
    assert list(tmp_path.iterdir()) == []


def test_of_two_writers_of_one_name_the_second_is_refused(tmp_path) -> None:
    path = tmp_path / "one.parquet"
    write_atomically(pl.DataFrame({"a": [1]}), path, replace=False)
    with pytest.raises(DataError, match="there already"):
        write_atomically(pl.DataFrame({"a": [2]}), path, replace=False)
    assert pl.read_parquet(path)["a"].to_list() == [1]
    assert list(tmp_path.iterdir()) == [path]


def test_surfaces_without_a_name_or_vols_are_refused(tmp_path) -> None:
    history = SurfaceHistory(tmp_path, GRID)
    with pytest.raises(InvalidArgumentError, match="underlying"):
        history.append(skewed(), underlying=" ")

    class Hollow(type(skewed())):
        def vol(self, **_):
            return np.full(GRID.shape, np.nan)

    hollow = Hollow(**{f.name: getattr(skewed(), f.name)
                       for f in dataclasses.fields(skewed()) if f.init})  # fmt: skip
    with pytest.raises(InvalidArgumentError, match="no vol"):
        history.append(hollow, underlying="SPX")
    assert list(history.read()) == []


@pytest.mark.parametrize("name", ["SPX", "a_b", "BTC/USD", "50 %", "=x", "Öl"])
def test_names_of_files_give_the_underlying_back(tmp_path, name) -> None:
    path = tmp_path / file_name(name, NOW, NOW + DAY)
    assert parse_name(path) == (name, NOW, NOW + DAY)


@pytest.mark.parametrize(
    ("name", "terms"),
    [
        ("tenors", {"tenors": ()}),
        ("tenors", {"tenors": ("12m", "1y")}),
        ("call_deltas", {"call_deltas": ()}),
        ("call_deltas", {"call_deltas": (0.5, 0.5)}),
        ("call_deltas", {"call_deltas": (1.0, 0.5)}),
        ("call_deltas", {"call_deltas": (0.5, -0.25)}),
    ],
)
def test_grids_outside_their_domain_are_refused(name, terms) -> None:
    with pytest.raises(InvalidArgumentError, match=name):
        DeltaGrid(**terms)
