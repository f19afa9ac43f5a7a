"""Uploaded files: unpacked within bounds, read by the library, never under a name of theirs."""

from __future__ import annotations

import gzip
import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path, PureWindowsPath
from tempfile import TemporaryDirectory
from typing import Any, Final

import polars as pl

from axiom.core.errors import DataError, InvalidArgumentError
from axiom.market import Chain, read_chain

__all__ = ["MOST_ROWS", "MOST_UNPACKED_BYTES", "read_upload", "safe_name"]

MOST_UNPACKED_BYTES: Final = 512 * 2**20
"""Bytes that an upload may unpack to."""
MOST_ROWS: Final = 5_000_000
"""Rows that an uploaded table may have."""
ARROW: Final = (b"\xff\xff\xff\xff", b"ARROW1")
_CHUNK: Final = 2**20


def read_upload(content: bytes, *, name: str = "upload", reading: Mapping[str, Any]) -> Chain:
    """Read one chain from an uploaded file.

    Parameters
    ----------
    content
        CSV or Parquet, plain, gzipped or zipped, or an Arrow stream or file.
    name
        What the file is called, for messages and, where nothing else says it, the underlying.
    reading
        Keyword arguments of `axiom.read_chain`.

    Returns
    -------
    Chain

    Raises
    ------
    DataError, LayoutError, InvalidArgumentError
        As `axiom.read_chain`; and where the file unpacks to more than is allowed.

    Notes
    -----
    The file is written into a new folder that no one else can read, under `safe_name`, and the
    folder is deleted afterwards. Verified by tests/unit/service/chains/test_uploads.py.
    """
    _check_unpacked_size(content)
    called = safe_name(name)
    with TemporaryDirectory(prefix="axiom-upload-") as folder:
        path = Path(folder) / called
        if content.startswith(ARROW):
            _write_parquet(content, path)
        else:
            path.write_bytes(content)
        _check_rows(path)
        return read_chain(path, **reading)


def safe_name(name: str) -> str:
    """Return the last part of a file's name with letters, digits, dots and dashes alone.

    Notes
    -----
    Verified by tests/unit/service/chains/test_uploads.py.

    Examples
    --------
    >>> from axiom.service.chains.uploads import safe_name
    >>> safe_name("../../etc/passwd"), safe_name("quotes/SPX 1.csv"), safe_name("..")
    ('passwd', 'SPX_1.csv', 'upload')
    """
    last = PureWindowsPath(name.replace("\x00", "")).name
    kept = re.sub(r"[^0-9A-Za-z._-]+", "_", last).lstrip(".-_")[:100]
    return kept or "upload"


def _check_unpacked_size(content: bytes) -> None:
    """Refuse what unpacks to too much; what is broken is left to the reader to name."""
    try:
        if content.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                size = sum(info.file_size for info in archive.infolist())
        elif content.startswith(b"\x1f\x8b"):
            size = _gzipped_size(content)
        else:
            return
    except (OSError, EOFError, zipfile.BadZipFile, zipfile.LargeZipFile):
        return
    if size > MOST_UNPACKED_BYTES:
        raise InvalidArgumentError(
            f"the file unpacks to more than {MOST_UNPACKED_BYTES} bytes: send a smaller part of it"
        )


def _gzipped_size(content: bytes) -> int:
    """Count the bytes of a gzipped file, no farther than is needed."""
    size = 0
    with gzip.GzipFile(fileobj=io.BytesIO(content)) as unpacked:
        while size <= MOST_UNPACKED_BYTES and (part := len(unpacked.read(_CHUNK))):
            size += part
    return size


def _write_parquet(content: bytes, path: Path) -> None:
    """Turn an Arrow stream or file into one that the library reads."""
    read = pl.read_ipc if content.startswith(ARROW[1]) else pl.read_ipc_stream
    try:
        read(io.BytesIO(content)).write_parquet(path)
    except (pl.exceptions.PolarsError, OSError) as error:
        reason = (str(error).splitlines() or ["it is broken"])[0]
        raise DataError(f"{path.name} cannot be read as Arrow: {reason}") from error


def _check_rows(path: Path) -> None:
    """Refuse a Parquet file of too many rows; few bytes can stand for many."""
    with path.open("rb") as file:
        if file.read(4) != b"PAR1":
            return
    try:
        rows = pl.scan_parquet(path).select(pl.len()).collect().item()
    except (pl.exceptions.PolarsError, OSError):
        return
    if rows > MOST_ROWS:
        raise InvalidArgumentError(f"the table has {rows} rows: send {MOST_ROWS} at most")
