"""What the service answers has the library's bits, as JSON and as Arrow."""

import io
import json
from typing import Any

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

import axiom
from axiom.service import pricing
from axiom.wire.arrow import ARROW, GREEK_NAMES
from tests.unit.service.callers import caller_of

CALLER = caller_of(*pricing.ROUTERS)
sizes = st.floats(1e-3, 1e5)
odd = st.sampled_from([0.0, -1.0, float("nan"), float("inf"), 1e-200])


@st.composite
def options(draw: st.DrawFn) -> dict[str, Any]:
    spot = draw(sizes)
    return {
        "spot": spot,
        "strike": spot * draw(st.floats(0.2, 5.0)),
        "expiry": draw(st.floats(0.0, 30.0)),
        "vol": draw(st.floats(0.0, 4.0)),
        "rate": draw(st.floats(-0.05, 0.2)),
        "dividend_yield": draw(st.floats(-0.05, 0.2)),
        "is_call": draw(st.booleans()),
    }


def as_json(values: Any) -> list[float | None]:
    return [value if np.isfinite(value) else None for value in np.asarray(values).tolist()]


@given(options())
def test_one_option_has_the_librarys_bits(option: dict[str, Any]) -> None:
    found = CALLER.post("/v1/greeks", json=option).json()
    wanted = axiom.greeks(**option).as_dict()
    assert [found[name] for name in wanted] == as_json(list(wanted.values()))
    assert CALLER.post("/v1/price", json=option).json()["price"] == found["price"]


@settings(max_examples=50)
@given(st.lists(options(), min_size=1, max_size=8), st.data())
def test_columns_have_the_librarys_bits_whatever_is_wrong_with_others(
    rows: list[dict[str, Any]], data: st.DataObject
) -> None:
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    name = data.draw(st.sampled_from(["spot", "strike", "vol", "expiry", "rate"]))
    place = data.draw(st.integers(0, len(rows) - 1))
    columns[name][place] = data.draw(odd)
    stream = io.BytesIO()
    pl.DataFrame(columns).write_ipc_stream(stream)
    answer = CALLER.post(
        "/v1/greeks/batch", content=stream.getvalue(), headers={"Content-Type": ARROW}
    )
    found = pl.read_ipc_stream(answer.content)
    for row in range(len(rows)):
        option = {name: column[row : row + 1] for name, column in columns.items()}
        try:
            wanted = np.concatenate(list(axiom.greeks(**option).as_dict().values()))
        except axiom.InvalidArgumentError:
            wanted = np.full(len(GREEK_NAMES), np.nan)
        numbers = np.array(found.row(row)[:-1])
        assert np.array_equal(numbers, wanted, equal_nan=True)
        missing = any(np.isnan(value[0]) for value in option.values())
        assert found["status"][row] == (4 if missing or np.isnan(wanted[0]) else 0)
    sendable = {
        name: [as_json([x])[0] if isinstance(x, float) else x for x in column]
        for name, column in columns.items()
    }
    again = CALLER.post("/v1/greeks/batch", content=json.dumps(sendable)).json()
    assert again["gamma"] == as_json(found["gamma"].to_numpy())
