"""Columns of results out of columns of options: all at once as JSON, or block by block as Arrow."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np
import orjson
from anyio import to_thread
from starlette.responses import Response, StreamingResponse

from axiom.service.pricing.arrow_out import (
    END,
    Block,
    CompressedStream,
    Layout,
    schema_message,
)
from axiom.service.pricing.rows import Fill, Options, refuse_call, row_faults
from axiom.wire.arrow import ARROW, STATUS_NAMES, Compression

__all__ = ["Batch", "arrow_response", "json_response"]

BLOCK_ROWS: Final = 32_768
"""Rows that are computed while those before them are sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Options, and what is wanted of them.

    Parameters
    ----------
    parts : sequence of Options
        In order, with the same arguments for all.
    fill : callable
        `axiom.service.pricing.rows.fill_greeks` or `fill_vols`.
    names : tuple of str
        Columns of results.
    """

    parts: Sequence[Options]
    fill: Fill
    names: tuple[str, ...]

    @property
    def size(self) -> int:
        """Number of options."""
        return sum(part.size for part in self.parts)

    def check(self) -> None:
        """Refuse arguments that would be wrong whatever the rows hold.

        Raises
        ------
        InvalidArgumentError
            As the library.
        """
        for part in self.parts[:1]:
            refuse_call(self.fill, part, self.names)

    def blocks(self) -> Iterator[Options]:
        """Go through the options by at most `BLOCK_ROWS`."""
        for part in self.parts:
            for start in range(0, part.size, BLOCK_ROWS):
                yield part.part(start, min(start + BLOCK_ROWS, part.size))

    def solve(self, options: Options) -> Block:
        """Compute one block."""
        block = _layout(self.names, options.size).block()
        self.fill(options, block.columns, block.status)
        return block


@lru_cache(maxsize=64)
def _layout(names: tuple[str, ...], rows: int) -> Layout:
    return Layout(names, rows)


async def json_response(batch: Batch) -> Response:
    """Answer columns of numbers, a status for each row, and what is wrong with the first bad ones.

    Notes
    -----
    Verified by tests/unit/service/pricing/test_batches.py.
    """
    return Response(await to_thread.run_sync(_json, batch), media_type="application/json")


def _json(batch: Batch) -> bytes:
    batch.check()
    results = {name: np.empty(batch.size) for name in batch.names}
    status = np.empty(batch.size, dtype=np.uint8)
    answer: dict[str, Any] = {**results, "faults": []}
    start = 0
    for part in batch.parts:
        rows = slice(start, start + part.size)
        columns = {name: column[rows] for name, column in results.items()}
        batch.fill(part, columns, status[rows])
        answer["faults"] += row_faults(batch.fill, part, status[rows])
        start += part.size
    answer["status"] = [STATUS_NAMES[code] for code in status.tolist()]
    return orjson.dumps(answer, option=orjson.OPT_SERIALIZE_NUMPY)


async def arrow_response(batch: Batch, compression: Compression | None) -> Response:
    """Answer an Arrow stream, whose blocks are computed while those before them are sent.

    Notes
    -----
    The first block is there before the answer begins, so that a call that cannot be computed is
    refused as such.

    Verified by tests/unit/service/pricing/test_batches.py.
    """
    batch.check()
    blocks = batch.blocks()
    first = next(blocks, None)
    solved = None if first is None else await to_thread.run_sync(batch.solve, first)
    headers = {}
    if compression is None:
        pieces = _pieces(batch, solved, blocks)
        headers["Content-Length"] = str(_stream_size(batch))
    else:
        pieces = _compressed_pieces(batch, solved, blocks, compression)
    return StreamingResponse(pieces, media_type=ARROW, headers=headers)


def _stream_size(batch: Batch) -> int:
    sizes = (_layout(batch.names, block.size).size for block in batch.blocks())
    return len(schema_message(batch.names)) + sum(sizes) + len(END)


async def _solved(
    batch: Batch, block: Block | None, rest: Iterator[Options]
) -> AsyncIterator[Block]:
    """Yield blocks; the next one is computed meanwhile."""
    while block is not None:
        options = next(rest, None)
        ahead = None
        if options is not None:
            ahead = asyncio.ensure_future(to_thread.run_sync(batch.solve, options))
        try:
            yield block
        except BaseException:
            if ahead is not None:
                ahead.cancel()
            raise
        block = None if ahead is None else await ahead


async def _pieces(
    batch: Batch, block: Block | None, rest: Iterator[Options]
) -> AsyncIterator[bytes | memoryview]:
    yield schema_message(batch.names)
    async for solved in _solved(batch, block, rest):
        yield solved.message.data
    yield END


async def _compressed_pieces(
    batch: Batch, block: Block | None, rest: Iterator[Options], compression: Compression
) -> AsyncIterator[bytes]:
    stream = CompressedStream(batch.names, compression)
    async for solved in _solved(batch, block, rest):
        yield await to_thread.run_sync(stream.write, solved)
    yield stream.close()
