"""`EventLog`: an append-only file of records that survives crashes."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from axiom.core.errors import DataError, InvalidArgumentError
from axiom.desk.replay.frames import Frame, encode, scan

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

__all__ = ["EventLog", "read_records"]


class EventLog:
    """An append-only file of records; what `append` has returned from is on disk.

    Parameters
    ----------
    path : str or Path
        The file; made, with nothing in it, where there is none.
    is_durable : bool, default True
        Whether every `append` ends in fsync. Without it a crash of the process still loses nothing,
        one of the machine may lose what the operating system had not written.

    Raises
    ------
    DataError
        If the file is damaged other than at its end, or another process writes to it.

    Notes
    -----
    A record is acknowledged when `append` returns. Records are written whole, one after the other,
    framed with number, length and checksums (`axiom.desk.replay.frames`). A crash can leave a part
    of the last write: on opening, that torn end is cut off and its size kept in `n_cut`; it was
    never acknowledged. Bytes that are no record before one that is are damage, an error that names
    the offset. The file is locked while it is open.

    Verified by tests/unit/desk/replay/test_event_log.py and
    tests/unit/desk/replay/test_crashes.py.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from axiom.desk import EventLog
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with EventLog(Path(folder) / "day.log") as log:
    ...         log.append([b"opened", b"filled"])
    ...     with EventLog(Path(folder) / "day.log") as log:
    ...         print([record.payload for record in log.records], log.n_cut)
    [b'opened', b'filled'] 0
    """

    def __init__(self, path: str | Path, *, is_durable: bool = True) -> None:
        self._path, self._is_durable = Path(path), is_durable
        is_new = not self._path.exists()
        self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o644)
        try:
            _lock(self._file, self._path)
            found = scan(self._path.read_bytes(), name=self._path.name)
            if found.torn:
                os.ftruncate(self._file, found.end)
        except BaseException:
            os.close(self._file)
            raise
        os.lseek(self._file, found.end, os.SEEK_SET)
        self._records, self._cut = list(found.frames), found.torn
        self._end = found.end
        if is_durable and (is_new or found.torn):
            os.fsync(self._file)
            _sync_folder(self._path.parent)

    @property
    def path(self) -> Path:
        """The file."""
        return self._path

    @property
    def records(self) -> tuple[Frame, ...]:
        """All records, in order."""
        return tuple(self._records)

    @property
    def n_cut(self) -> int:
        """Bytes of a torn write that were cut off on opening."""
        return self._cut

    def __len__(self) -> int:
        """How many records there are."""
        return len(self._records)

    def __getitem__(self, number: int) -> Frame:
        """Return the record of a number."""
        return self._records[number]

    def append(self, payloads: Iterable[bytes]) -> None:
        """Write records and, where the log is durable, wait until they are on disk.

        Parameters
        ----------
        payloads : iterable of bytes
            What each record holds.

        Raises
        ------
        InvalidArgumentError
            If the log is closed.
        OSError
            If the disk takes no more; the log is then as it was before, and closed.
        """
        if self._file < 0:
            raise InvalidArgumentError(f"{self._path.name} is closed; open the log again")
        number, offset, made, content = len(self._records), self._end, [], bytearray()
        for payload in payloads:
            made.append(Frame(offset=offset + len(content), number=number, payload=payload))
            content += encode(number, payload)
            number += 1
        if not made:
            return
        try:
            self._write(content)
        except OSError:
            os.ftruncate(self._file, self._end)
            self.close()
            raise
        self._records += made
        self._end += len(content)

    def close(self) -> None:
        """Close and unlock the file; a second call does nothing."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def __enter__(self) -> Self:
        """Return the log itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the log."""
        self.close()

    def _write(self, content: bytearray) -> None:
        left = memoryview(content)
        while left:
            left = left[os.write(self._file, left) :]
        if self._is_durable:
            os.fsync(self._file)


def read_records(path: str | Path) -> tuple[Frame, ...]:
    """Read the records of a log, also while it is being written; a torn end is left out.

    Parameters
    ----------
    path : str or Path
        The file.

    Returns
    -------
    tuple of Frame

    Raises
    ------
    DataError
        If there is no such file, or it is damaged other than at its end.

    Notes
    -----
    Verified by tests/unit/desk/replay/test_event_log.py.
    """
    file = Path(path)
    try:
        content = file.read_bytes()
    except OSError as error:
        raise DataError(f"{file} cannot be read: {error.strerror}") from error
    return scan(content, name=file.name).frames


def _sync_folder(folder: Path) -> None:
    """Make the name of a new file durable, where folders can be synchronised."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _lock(file: int, path: Path) -> None:
    """Keep other processes from writing to the file."""
    try:
        if sys.platform == "win32":
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise DataError(
            f"{path.name} is being written by another process; wait for it, or take another file"
        ) from error
