"""One snapshot of a feed, as a chain."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Final

from axiom.core.errors import InvalidArgumentError
from axiom.desk import SimulatedFeed
from axiom.market import (
    CboeDelayedFeed,
    Chain,
    ConnectionRules,
    DeribitFeed,
    Feed,
    read_chain,
    sample_chain,
)
from axiom.wire.chains import ChainFromFeed

__all__ = ["data_file", "snapshot"]

RULES: Final = ConnectionRules(silence_seconds=10.0, most_attempts=2)
"""A snapshot is waited for: a feed that cannot be reached soon is an error."""


def snapshot(request: ChainFromFeed, *, data_folder: Path | None) -> Chain:
    """Take one snapshot of a feed.

    Parameters
    ----------
    request
        Which feed, and what of it.
    data_folder
        Where recorded files are; None where the operator gave none.

    Returns
    -------
    Chain

    Raises
    ------
    InvalidArgumentError
        If an argument is missing, or does not go with the feed.
    DataError
        If the feed cannot be reached or holds nothing of the kind.
    MissingDependencyError
        If the feed needs what is not installed.

    Notes
    -----
    Verified by tests/unit/service/chains/test_feeds.py.
    """
    if request.feed == "recorded":
        return _recorded(request, data_folder)
    if request.feed == "sample":
        return sample_chain(underlying=request.underlying or "AAPL", date=request.date)
    with closing(_FEEDS[request.feed](request)) as feed:
        return feed.opening()


def data_file(name: str, folder: Path | None) -> Path:
    """Return a file of the data folder; a name that leads out of it is refused.

    Raises
    ------
    InvalidArgumentError
        If there is no data folder, or no such file in it.

    Notes
    -----
    Verified by tests/unit/service/chains/test_feeds.py.
    """
    if folder is None:
        raise InvalidArgumentError(
            "feed='recorded': the service has no data folder; set AXIOM_DATA_FOLDER, or upload "
            "the file"
        )
    root = folder.resolve()
    path = (root / name).resolve() if "\x00" not in name else root
    if not path.is_relative_to(root) or not path.is_file():
        raise InvalidArgumentError(f"file={name!r}: there is no such file in the data folder")
    return path


def _recorded(request: ChainFromFeed, data_folder: Path | None) -> Chain:
    if request.file is None:
        raise InvalidArgumentError("feed='recorded' needs file: give its name")
    path = data_file(request.file, data_folder)
    return read_chain(path, date=request.date, time=request.time, underlying=request.underlying)


def _cboe(request: ChainFromFeed) -> Feed:
    if request.underlying is None:
        raise InvalidArgumentError("feed='cboe' needs underlying: give one such as SPX or AAPL")
    return CboeDelayedFeed(request.underlying, rules=RULES)


def _deribit(request: ChainFromFeed) -> Feed:
    return DeribitFeed(request.underlying or "BTC", rules=RULES)


def _simulated(request: ChainFromFeed) -> Feed:
    return SimulatedFeed(seed=request.seed)


_FEEDS: Final[Mapping[str, Callable[[ChainFromFeed], Feed]]] = {
    "cboe": _cboe,
    "deribit": _deribit,
    "simulated": _simulated,
}
