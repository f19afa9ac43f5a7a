"""The stored form of a chain: bytes that rebuild it exactly, whatever it was read from."""

from __future__ import annotations

import json
import zlib
from typing import Final

from axiom.core.errors import DataError
from axiom.market.chain import Chain
from axiom.market.feeds.recording_lines import as_chain, chain_line

__all__ = ["CHAIN_MEDIA_TYPE", "chain_from_bytes", "chain_to_bytes"]

CHAIN_MEDIA_TYPE: Final = "application/vnd.axiom.chain"
"""What `chain_to_bytes` gives."""
_CHECK: Final = 9
"""Bytes of the checksum that a line begins with."""


def chain_to_bytes(chain: Chain) -> bytes:
    """Give bytes from which `chain_from_bytes` rebuilds a chain bit for bit.

    Parameters
    ----------
    chain : Chain

    Returns
    -------
    bytes
        The line that recordings begin with, compressed; equal chains give equal bytes.

    Notes
    -----
    Verified by ``tests/unit/market/test_stored.py``.
    """
    return zlib.compress(chain_line(chain))


def chain_from_bytes(content: bytes) -> Chain:
    """Rebuild a chain from what `chain_to_bytes` gave.

    Parameters
    ----------
    content : bytes

    Returns
    -------
    Chain

    Raises
    ------
    DataError
        When the bytes are damaged, or something else.

    Notes
    -----
    Verified by ``tests/unit/market/test_stored.py``.
    """
    try:
        line = zlib.decompress(content)
        record = json.loads(line[_CHECK:])
    except (zlib.error, ValueError) as error:
        raise DataError(f"these are not the bytes of a chain: {error}") from error
    if line[:_CHECK] != b"%08x " % zlib.crc32(line[_CHECK:-1]):
        raise DataError("the bytes of the chain are damaged: restore them from a copy")
    return as_chain(record)
