"""Arrow streams in and out."""

import io
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pytest
from pyarrow import ipc
from starlette.exceptions import HTTPException

from axiom.core.errors import DataError
from axiom.service.pricing.arrow_in import read_options
from axiom.service.pricing.arrow_out import END, CompressedStream, Layout, schema_message
from axiom.service.pricing.rows import Options

TERMS: dict[str, Any] = {"spot": [100.0, 101.0], "strike": [90.0, 95.0], "expiry": [0.5, 1.0]}
OPTIONS = {**TERMS, "vol": [0.2, 0.3]}


def as_stream(*batches: Any, **how: Any) -> bytes:
    sink = pa.BufferOutputStream()
    options = ipc.IpcWriteOptions(**how)
    with ipc.new_stream(sink, batches[0].schema, options=options) as stream:
        for batch in batches:
            stream.write_batch(batch)
    return bytes(sink.getvalue())


def read(body: bytes, most_rows: int = 100) -> list[Options]:
    return read_options(body, quoted="vol", how={}, most_rows=most_rows)


def test_columns_are_read_without_a_copy() -> None:
    body = as_stream(pa.record_batch({**OPTIONS, "is_call": [True, False]}))
    (options,) = read(body)
    whole = np.frombuffer(body, dtype=np.uint8)
    assert all(np.shares_memory(column, whole) for column in options.columns.values())
    assert options.columns["vol"].tolist() == [0.2, 0.3]
    assert options.is_call.tolist() == [True, False]


def test_every_record_batch_is_read() -> None:
    one, nothing = pa.record_batch(OPTIONS), pa.record_batch(OPTIONS).slice(0, 0)
    assert [part.size for part in read(as_stream(one, nothing, one))] == [2, 2]


def test_what_is_missing_is_nan() -> None:
    columns = {**OPTIONS, "vol": [None, 0.3], "is_call": [True, None]}
    (options,) = read(as_stream(pa.record_batch(columns)))
    assert np.isnan(options.columns["vol"]).tolist() == [True, False]
    assert np.isnan(options.columns["strike"]).tolist() == [False, True]


def test_other_numbers_become_doubles() -> None:
    frame = pl.DataFrame(OPTIONS).with_columns(
        pl.col("strike").cast(pl.Int32), pl.col("vol").cast(pl.Float32)
    )
    stream = io.BytesIO()
    frame.write_ipc_stream(stream)
    (options,) = read(stream.getvalue())
    assert options.columns["strike"].tolist() == [90.0, 95.0]
    assert options.columns["vol"].tolist() == np.float32([0.2, 0.3]).tolist()


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({**OPTIONS, "bid": [1.0, 2.0]}, "unknown column 'bid'"),
        (TERMS, "the column 'vol' is missing"),
        ({**OPTIONS, "forward": [1.0, 2.0]}, "exactly one of the columns spot and forward"),
        ({**OPTIONS, "strike": ["90", "95"]}, "'strike' holds string: send float64"),
        ({**OPTIONS, "is_call": [1, 0]}, "'is_call' holds int64: send booleans"),
    ],
)
def test_columns_that_do_not_fit_are_refused(columns: dict[str, Any], message: str) -> None:
    with pytest.raises(DataError, match=message):
        read(as_stream(pa.record_batch(columns)))


def test_a_column_that_comes_twice_is_refused() -> None:
    one = pa.array([1.0])
    twice = pa.RecordBatch.from_arrays([one] * 5, ["spot", "strike", "expiry", "vol", "vol"])
    with pytest.raises(DataError, match="'vol' comes twice"):
        read(as_stream(twice))


@pytest.mark.parametrize("codec", ["lz4", "zstd"])
def test_compressed_bodies_are_refused(codec: str) -> None:
    body = as_stream(pa.record_batch(OPTIONS), compression=codec)
    with pytest.raises(DataError, match="compressed: send them uncompressed"):
        read(body)


def test_dictionaries_are_refused() -> None:
    strikes = pa.array([90.0, 95.0]).dictionary_encode()
    with pytest.raises(DataError, match="dictionary"):
        read(as_stream(pa.record_batch({**OPTIONS, "strike": strikes})))


def test_what_is_no_stream_is_refused_wherever_it_breaks() -> None:
    body = as_stream(pa.record_batch(OPTIONS))
    for end in range(0, len(body) - len(END), 7):
        with pytest.raises(HTTPException, match="no Arrow stream") as caught:
            read(body[:end])
        assert caught.value.status_code == 400
    for place in range(len(body)):
        broken = bytearray(body)
        broken[place] ^= 0xFF
        try:
            parts = read(bytes(broken))
        except (DataError, HTTPException):
            continue
        assert all(part.size <= 100 for part in parts)


@pytest.mark.parametrize("rows", [1, 7, 1000])
def test_messages_are_those_that_arrow_writes(rows: int) -> None:
    names = ("price", "delta")
    random = np.random.default_rng(rows)
    block = Layout(names, rows).block()
    wanted = {name: random.random(rows) for name in names}
    for name in names:
        block.columns[name][:] = wanted[name]
    block.status[:] = random.integers(0, 5, rows)
    stream = schema_message(names) + block.message.tobytes() + END
    batch = ipc.open_stream(stream).read_all().combine_chunks()
    batch.validate(full=True)
    for name in names:
        assert np.array_equal(batch[name].to_numpy(), wanted[name])
    assert np.array_equal(batch["status"].to_numpy(), block.status)
    (whole,) = batch.to_batches()
    assert as_stream(whole) == stream


@pytest.mark.parametrize("codec", ["lz4", "zstd"])
def test_compressed_streams_hold_the_same(codec: Any) -> None:
    block = Layout(("price",), 5000).block()
    block.columns["price"][:] = 0.1
    block.status[:] = 0
    stream = CompressedStream(("price",), codec)
    pieces = stream.write(block) + stream.write(block) + stream.close()
    table = ipc.open_stream(pieces).read_all()
    assert table.num_rows == 10_000
    assert set(table["price"].to_pylist()) == {0.1}
    assert len(pieces) < 5000
