from __future__ import annotations

import io

import httpx
import numpy as np
import polars as pl
import pytest

import axiom
from axiom.client.calls import read_frame
from axiom.client.columns import as_columns, as_document, with_status_names
from axiom.core.errors import InvalidArgumentError


def sent(call):
    return pl.read_ipc_stream(io.BytesIO(call.content))


def test_scalars_are_no_columns():
    assert as_columns({"strike": 100.0, "expiry": np.float64(1.0), "vol": np.array(0.2)}) is None


def test_arrays_broadcast_to_one_row_an_option():
    columns = as_columns(
        {
            "spot": 100.0, "forward": None, "strike": [[90], [110]],
            "expiry": pl.Series([0.25, 0.5, 1.0]), "vol": 0.2, "is_call": [True, False, True],
            "model": "lognormal",
        }
    )  # fmt: skip
    call = columns.ask("/v1/price/batch", only=None)
    frame = sent(call)
    assert frame.height == 6
    assert frame.columns == ["spot", "strike", "expiry", "vol", "is_call"]
    assert frame.dtypes == [pl.Float64] * 4 + [pl.Boolean]
    assert frame["strike"].to_list() == [90.0] * 3 + [110.0] * 3
    assert frame["expiry"].to_list() == [0.25, 0.5, 1.0] * 2
    assert call.params == {"model": "lognormal"}
    assert columns.shaped(pl.Series(range(6))).tolist() == [[0, 1, 2], [3, 4, 5]]


def test_dividends_of_every_form_go_along():
    given = [(0.2, 1.5), axiom.Dividend(time=0.4, proportion=0.01)]
    call = as_columns({"strike": [1.0], "dividends": given}).ask("/v1/price/batch")
    assert call.params["dividends"] == (
        '[{"time": 0.2, "cash": 1.5}, {"time": 0.4, "cash": 0.0, "proportion": 0.01}]'
    )
    assert as_document({"strike": np.float32(1.0), "spot": None, "dividends": given}) == {
        "strike": 1.0,
        "dividends": [
            {"time": 0.2, "cash": 1.5},
            {"time": 0.4, "cash": 0.0, "proportion": 0.01},
        ],
    }


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ({"strike": [1.0, 2.0], "expiry": [1.0, 2.0, 3.0]}, r"strike \(2,\), expiry \(3,\)"),
        ({"strike": ["a", "b"]}, "strike=.*give numbers"),
        ({"strike": [1.0, 2.0], "vol": [object(), 1.0]}, "vol=.*give numbers"),
    ],
)
def test_what_is_no_columns_is_refused(terms, said):
    with pytest.raises(InvalidArgumentError, match=said):
        as_columns(terms)


def test_codes_of_statuses_become_names():
    body = io.BytesIO()
    pl.DataFrame(
        {"vol": [0.2, None], "status": pl.Series([0, 4], dtype=pl.UInt8)}
    ).write_ipc_stream(body)
    frame = with_status_names(read_frame(httpx.Response(200, content=body.getvalue())))
    assert frame["status"].to_list() == ["OK", "INVALID_INPUT"]
