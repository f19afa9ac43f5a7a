"""Opening a table: CSV or Parquet, plain, gzipped or zipped, in the encodings that occur."""

from __future__ import annotations

import codecs
import gzip
import io
import re
import zipfile
from collections.abc import Iterable
from pathlib import Path

import polars as pl

from axiom.core.errors import DataError

__all__ = ["Source", "read_bytes"]

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SEPARATORS = (",", ";", "\t", "|")


class Source:
    """A table in a file, whose columns are known and read when they are asked for.

    Parameters
    ----------
    path : str or Path
        CSV or Parquet, told apart by content and not by name; gzip and zip (one member) are undone.

    Attributes
    ----------
    path : Path
        The file.
    columns : dict of str to str
        Column names in lower case, without brackets, blanks as underscores, to the file's own.

    Raises
    ------
    DataError
        When the file does not exist, is empty, or is neither CSV nor Parquet.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._text: bytes | None = None
        self._separator = ","
        if _magic(self.path)[:4] == b"PAR1":
            self._lazy = _scan_parquet(self.path)
            names = self._lazy.collect_schema().names()
        else:
            self._text = _as_utf8(read_bytes(self.path), self.path)
            names = self._open_csv(self._text)
        self.columns: dict[str, str] = {}
        for name in names:
            if _plain(name):
                self.columns.setdefault(_plain(name), name)

    @property
    def name(self) -> str:
        """The file's name without its folder."""
        return self.path.name

    def frame(self, names: Iterable[str]) -> pl.LazyFrame:
        """Return the columns of these plain names; those of a CSV file are text throughout."""
        chosen = {name: self.columns[name] for name in dict.fromkeys(names)}
        lazy = self._lazy if self._text is None else self._parse(list(chosen.values())).lazy()
        return lazy.select(pl.col(raw).alias(name) for name, raw in chosen.items())

    def _open_csv(self, text: bytes) -> list[str]:
        header = text.split(b"\n", 1)[0].decode()
        if not header.strip():
            raise DataError(f"{self.name} has no header line: its first line is blank")
        self._separator = max(_SEPARATORS, key=header.count)
        head = self._parse(None, rows=0)
        return head.columns

    def _parse(self, columns: list[str] | None, rows: int | None = None) -> pl.DataFrame:
        try:
            return pl.read_csv(
                self._text or b"",
                columns=columns,
                separator=self._separator,
                infer_schema=False,
                n_rows=rows,
            )
        except pl.exceptions.PolarsError as error:
            reason = str(error).splitlines()[0]
            raise DataError(f"{self.name} cannot be read as CSV: {reason}") from error


def read_bytes(path: Path) -> bytes:
    """Return the contents of a file, with gzip or a zip archive of one member undone.

    Raises
    ------
    DataError
        When the file does not exist, is empty, broken, or an archive of several files.
    """
    magic = _magic(path)
    try:
        if magic[:2] == b"\x1f\x8b":
            return _not_empty(gzip.decompress(path.read_bytes()), path)
        if magic[:2] == b"PK":
            return _not_empty(_only_member(path), path)
        return path.read_bytes()
    except (OSError, EOFError, zipfile.BadZipFile) as error:
        raise DataError(f"{path.name} cannot be unpacked: {error}") from error


def _magic(path: Path) -> bytes:
    if not path.exists():
        raise DataError(f"{path}: no such file")
    if path.is_dir():
        raise DataError(f"{path} is a folder: give a file")
    try:
        with path.open("rb") as file:
            return _not_empty(file.read(8), path)
    except OSError as error:
        raise DataError(f"{path} cannot be opened: {error.strerror}") from error


def _not_empty(content: bytes, path: Path) -> bytes:
    if not content:
        raise DataError(f"{path.name} is empty")
    return content


def _only_member(path: Path) -> bytes:
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
        members = [info for info in archive.infolist() if not info.is_dir()]
        if len(members) != 1:
            names = ", ".join(info.filename for info in members[:5])
            raise DataError(
                f"{path.name} is an archive of {len(members)} files ({names}): unpack it"
            )
        return archive.read(members[0])


def _scan_parquet(path: Path) -> pl.LazyFrame:
    try:
        lazy = pl.scan_parquet(path)
        lazy.collect_schema()
    except (pl.exceptions.PolarsError, OSError) as error:
        reason = str(error).splitlines()[0]
        raise DataError(f"{path.name} cannot be read as Parquet: {reason}") from error
    return lazy


def _as_utf8(content: bytes, path: Path) -> bytes:
    """Return text in UTF-8 with line feeds, whatever its encoding."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return content.decode(encoding).encode()
    if b"\x00" in content[:4096]:
        raise DataError(f"{path.name} is neither CSV nor Parquet: it holds binary data")
    try:
        content.decode()
    except UnicodeDecodeError:
        return content.decode("latin-1").encode()
    return content


def _plain(name: str) -> str:
    return re.sub(r"[\s\-/]+", "_", name.strip(" \t\r\n[]\"'").lower())
