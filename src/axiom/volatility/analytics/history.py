"""A history of surfaces on disk: appended to, read back by underlying and time."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from axiom.core.errors import DataError, InvalidArgumentError
from axiom.volatility.analytics.history_files import (
    SCHEMA,
    VERSION,
    file_name,
    parse_name,
    scan_files,
    write_atomically,
)
from axiom.volatility.analytics.vol_grid import DeltaGrid, VolHistory
from axiom.volatility.curves.reading import surface_from_json

if TYPE_CHECKING:
    from axiom.volatility.surface import Surface

__all__ = ["StoredSurface", "SurfaceHistory"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StoredSurface:
    """One surface of a history.

    Attributes
    ----------
    underlying : str
    valuation_time : datetime
        UTC.
    surface : Surface
    """

    underlying: str
    valuation_time: dt.datetime
    surface: Surface


@dataclass(frozen=True, slots=True)
class SurfaceHistory:
    """Surfaces in a folder of parquet files, by underlying and valuation time.

    Parameters
    ----------
    folder : path
        Made at the first `append`; holds nothing but the history.
    grid : DeltaGrid
        Where vols are sampled when a surface is appended, so that many can be read without
        rebuilding each.

    Notes
    -----
    Each `append` writes one file of one row: the surface's own JSON, which rebuilds it bit for bit,
    and its vols at the grid; `compact` joins an underlying's files into one. A file is written
    under another name and given its own when it is complete and on disk, so that a reader, or a
    crash, meets whole files only. File names carry underlying and times: reading a range opens the
    files of that range alone. Several processes may append at once; the second of two that append
    the same underlying and time is refused.

    Verified by ``tests/unit/volatility/analytics/test_history.py``.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> from axiom.volatility.analytics import SurfaceHistory
    >>> SurfaceHistory(mkdtemp()).underlyings
    ()
    """

    folder: Path
    grid: DeltaGrid = field(default_factory=DeltaGrid)

    def __init__(self, folder: str | Path, grid: DeltaGrid | None = None) -> None:
        """Keep the folder as a path."""
        object.__setattr__(self, "folder", Path(folder))
        object.__setattr__(self, "grid", grid or DeltaGrid())

    @property
    def underlyings(self) -> tuple[str, ...]:
        """Underlyings with surfaces, sorted."""
        return tuple(sorted({parse_name(path)[0] for path in self._files()}))

    def append(self, surface: Surface, *, underlying: str, replace: bool = False) -> Path:
        """Add a surface under its own valuation time.

        Parameters
        ----------
        surface : Surface
        underlying : str
            What the surface is of.
        replace : bool
            Whether a surface of the same underlying and time gives way.

        Returns
        -------
        Path
            The file written.

        Raises
        ------
        DataError
            When there is such a surface, and it is not to be replaced.
        InvalidArgumentError
            When the underlying is empty, or the surface has no vol at a point of the grid.
        """
        if not underlying.strip():
            raise InvalidArgumentError("underlying is empty; give the name of the underlying")
        time = surface.valuation_time.astimezone(dt.UTC)
        held = self.scan(underlying=underlying, start=time, end=time).select(pl.len()).collect()
        if held.item() and not replace:
            msg = f"{self.folder} has a surface of {underlying} at {time} already"
            raise DataError(f"{msg}; pass replace=True to write it anew")
        row = self._row(surface, underlying, time)
        path = self.folder / file_name(underlying, time, time)
        write_atomically(row, path, replace=replace)
        if held.item():
            self._drop(underlying, time, but=path)
        return path

    def scan(
        self,
        *,
        underlying: str | None = None,
        start: dt.datetime | None = None,
        end: dt.datetime | None = None,
    ) -> pl.LazyFrame:
        """Read rows lazily.

        Parameters
        ----------
        underlying : str, optional
            Of one underlying only.
        start, end : datetime, optional
            Valuation times from start to end, both included; aware.

        Returns
        -------
        polars.LazyFrame
            `version`, `underlying`, `valuation_time`, `format`, `surface` (JSON), `tenors`,
            `call_deltas`, `vols`; ascending in underlying and time.

        Raises
        ------
        DataError
            When a file of that range is damaged or of another version.
        InvalidArgumentError
            When a time is naive.
        """
        for name, time in (("start", start), ("end", end)):
            if time is not None and time.tzinfo is None:
                raise InvalidArgumentError(f"{name} is {time} without a time zone; give it one")
        rows = scan_files(self._files(underlying, start, end))
        tests = []
        if start is not None:
            tests.append(pl.col("valuation_time") >= start.astimezone(dt.UTC))
        if end is not None:
            tests.append(pl.col("valuation_time") <= end.astimezone(dt.UTC))
        rows = rows.filter(tests) if tests else rows
        key = ["underlying", "valuation_time"]
        return rows.unique(key, keep="any").sort(key)

    def read(
        self,
        *,
        underlying: str | None = None,
        start: dt.datetime | None = None,
        end: dt.datetime | None = None,
    ) -> Iterator[StoredSurface]:
        """Rebuild surfaces one by one; arguments and errors as for `scan`.

        Raises
        ------
        DataError
            Also when a row's text is no surface that this release reads.
        """
        rows = self.scan(underlying=underlying, start=start, end=end)
        wanted = rows.select("underlying", "valuation_time", "surface").collect()
        for name, time, text in wanted.iter_rows():
            yield StoredSurface(
                underlying=name, valuation_time=time, surface=surface_from_json(text)
            )

    def latest(self, *, underlying: str, before: dt.datetime | None = None) -> StoredSurface:
        """Rebuild the last surface of an underlying, at or before a time.

        Raises
        ------
        DataError
            When there is none; else as `read`.
        """
        rows = self.scan(underlying=underlying, end=before)
        last = rows.select("valuation_time").last().collect()
        if last.is_empty():
            held = ", ".join(self.underlyings) or "nothing"
            msg = f"{self.folder} has no surface of {underlying}"
            raise DataError(f"{msg}{f' up to {before}' if before else ''}; it holds {held}")
        time = last.item()
        return next(self.read(underlying=underlying, start=time, end=time))

    def vols(
        self,
        *,
        underlying: str | None = None,
        start: dt.datetime | None = None,
        end: dt.datetime | None = None,
        grid: DeltaGrid | None = None,
    ) -> VolHistory:
        """Read the vols of one underlying's surfaces at a grid.

        Parameters
        ----------
        underlying : str, optional
            May be left out where the history has one only.
        start, end : datetime, optional
            As for `scan`.
        grid : DeltaGrid, optional
            Another than the history's; surfaces stored with other grids are rebuilt for it.

        Returns
        -------
        VolHistory

        Raises
        ------
        DataError
            When there is no surface in the range, or several underlyings and none is chosen.
        """
        name, grid = self._one_underlying(underlying), grid or self.grid
        rows = self.scan(underlying=name, start=start, end=end).collect()
        if rows.is_empty():
            raise DataError(f"{self.folder} has no surface of {name} in this range of times")
        found = [_vols_of(row, grid) for row in rows.iter_rows(named=True)]
        times = tuple(rows["valuation_time"].to_list())
        return VolHistory(underlying=name, times=times, grid=grid, vols=np.array(found))

    def compact(self, *, underlying: str | None = None) -> Path:
        """Join the files of an underlying into one, and return it; fewer files read faster.

        Raises
        ------
        DataError
            As `vols`.
        """
        name = self._one_underlying(underlying)
        old = self._files(name)
        rows = self.scan(underlying=name).collect()
        times = rows["valuation_time"]
        path = self.folder / file_name(name, times[0], times[-1])
        write_atomically(rows, path, replace=True)
        for file in old:
            if file != path:
                file.unlink(missing_ok=True)
        return path

    def _one_underlying(self, underlying: str | None) -> str:
        held = self.underlyings
        if underlying is None and len(held) == 1:
            return held[0]
        if underlying is None or underlying not in held:
            asked = "no underlying is chosen" if underlying is None else f"not {underlying}"
            listed = ", ".join(held) or "nothing"
            raise DataError(f"{self.folder} holds {listed}, and {asked}; pass underlying=")
        return underlying

    def _files(
        self,
        underlying: str | None = None,
        start: dt.datetime | None = None,
        end: dt.datetime | None = None,
    ) -> list[Path]:
        """Files whose names say that they may hold what is asked for."""
        chosen = []
        for path in sorted(self.folder.glob("*.parquet")):
            if path.name.startswith("."):
                continue
            name, first, last = parse_name(path)
            late, early = end is not None and first > end, start is not None and last < start
            if underlying in (None, name) and not late and not early:
                chosen.append(path)
        return chosen

    def _drop(self, underlying: str, time: dt.datetime, *, but: Path) -> None:
        """Take one surface out of files that hold others too."""
        for path in self._files(underlying, time, time):
            if path != but:
                rest = scan_files([path]).filter(pl.col("valuation_time") != time).collect()
                write_atomically(rest, path, replace=True)

    def _row(self, surface: Surface, underlying: str, time: dt.datetime) -> pl.DataFrame:
        text = surface.to_json()
        vols = self.grid.vols(surface)
        if not np.isfinite(vols).all():
            msg = f"the surface of {underlying} at {time} has no vol at a point of the grid"
            raise InvalidArgumentError(f"{msg}; certify it, or give another grid")
        row = {
            "version": [VERSION],
            "underlying": [underlying],
            "valuation_time": [time],
            "format": [str(json.loads(text)["format"])],
            "surface": [text],
            "tenors": [list(self.grid.tenors)],
            "call_deltas": [list(self.grid.call_deltas)],
            "vols": [vols.ravel().tolist()],
        }
        return pl.DataFrame(row, schema=SCHEMA)


def _vols_of(row: dict[str, object], grid: DeltaGrid) -> np.ndarray:
    """Vols at a grid: as stored where it is the same, else of the rebuilt surface."""
    stored = (row["tenors"], row["call_deltas"])
    if stored == (list(grid.tenors), list(grid.call_deltas)):
        return np.array(row["vols"]).reshape(grid.shape)
    return grid.vols(surface_from_json(str(row["surface"])))
