"""Which options lie outside the domain."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import axiom
from axiom.kernels.terms import outside_domain

odd = st.sampled_from([0.0, -0.0, 1e-101, 1e-100, -1e-101, 1e100, 1.1e100, -1.0, float("inf")])
numbers = st.one_of(odd, st.floats(0.01, 200.0))
NAMES = ("strike", "expiry", "vol", "rate", "dividend_yield")


@given(
    st.sampled_from(["lognormal", "normal"]),
    st.booleans(),
    st.lists(numbers, min_size=6, max_size=6),
)
def test_marks_what_prices_refuse(model: str, by_forward: bool, values: list[float]) -> None:
    option = dict(zip(("forward" if by_forward else "spot", *NAMES), values, strict=True))
    if by_forward:
        option["dividend_yield"] = 0.0
    columns = {name: np.array([value, 1.0]) for name, value in option.items()}
    marked = outside_domain(columns, size=2, is_normal=model == "normal")
    if marked[0]:
        with pytest.raises(axiom.InvalidArgumentError):
            axiom.price(**option, model=model)
    else:
        assert isinstance(axiom.price(**option, model=model), float)
    assert not marked[1]


def test_marks_what_is_missing() -> None:
    columns = {"spot": np.array(100.0), "strike": np.array([90.0, np.nan])}
    assert outside_domain(columns, size=2, is_normal=False).tolist() == [False, True]
