"""What prices and Greeks accept, return and refuse."""

from __future__ import annotations

import math
import pickle

import numpy as np
import pandas as pd
import polars as pl
import pytest

import axiom

OPTION = {"spot": 100.0, "strike": 105.0, "expiry": 0.5, "vol": 0.2, "rate": 0.03}
NAMES = list(axiom.greeks(**OPTION).as_dict())


def random_columns(size, seed=0):
    rng = np.random.default_rng(seed)
    return {
        "spot": rng.uniform(50, 150, size),
        "strike": rng.uniform(50, 150, size),
        "expiry": rng.uniform(0.01, 3, size),
        "vol": rng.uniform(0.05, 1.0, size),
        "rate": rng.uniform(-0.02, 0.08, size),
        "dividend_yield": rng.uniform(0, 0.05, size),
        "is_call": rng.random(size) < 0.5,
    }


def test_scalars_give_python_floats():
    assert type(axiom.price(**OPTION)) is float
    greeks = axiom.greeks(**OPTION)
    assert all(type(value) is float for value in greeks.as_dict().values())
    assert type(axiom.price(**{**OPTION, "vol": np.float32(0.25)})) is float
    assert type(axiom.price(**{**OPTION, "vol": np.array(0.25)})) is float


@pytest.mark.parametrize(
    "convert",
    [
        list,
        tuple,
        np.asarray,
        pl.Series,
        pd.Series,
        lambda values: np.asarray(values, dtype=np.float64)[::1],
        lambda values: np.repeat(values, 2)[::2],
    ],
)
def test_any_array_like_gives_the_same_prices(convert):
    strikes = [90.0, 100.0, 110.0]
    expected = [axiom.price(**{**OPTION, "strike": strike}) for strike in strikes]
    prices = axiom.price(**{**OPTION, "strike": convert(strikes)})
    assert prices.dtype == np.float64
    np.testing.assert_allclose(prices, expected, rtol=1e-14)


def test_float32_and_integers_are_converted():
    single = np.array([90, 100], dtype=np.float32)
    whole = np.array([90, 100], dtype=np.int64)
    np.testing.assert_array_equal(
        axiom.price(**{**OPTION, "strike": single}), axiom.price(**{**OPTION, "strike": whole})
    )


def test_broadcasting_over_several_dimensions():
    strikes = np.linspace(80, 120, 5)[:, None]
    expiries = np.linspace(0.1, 1.0, 3)[None, :]
    grid = axiom.price(**{**OPTION, "strike": strikes, "expiry": expiries})
    assert grid.shape == (5, 3)
    assert grid[4, 1] == pytest.approx(
        axiom.price(**{**OPTION, "strike": 120.0, "expiry": float(expiries[0, 1])}), rel=1e-14
    )


def test_empty_arrays_stay_empty():
    assert axiom.price(**{**OPTION, "strike": []}).shape == (0,)


@pytest.mark.parametrize("model", ["lognormal", "normal"])
@pytest.mark.parametrize("size", [1, 7, 128, 129, 30_001])
def test_bit_identical_for_any_number_of_threads_and_any_place(model, size):
    columns = random_columns(size)
    one = axiom.greeks(**columns, model=model)
    for threads in (2, 3):
        many = axiom.greeks(**columns, model=model, threads=threads)
        for name in NAMES:
            np.testing.assert_array_equal(getattr(one, name), getattr(many, name))
    tail = axiom.greeks(**{name: column[size // 3 :] for name, column in columns.items()})
    if model == "lognormal":
        np.testing.assert_array_equal(tail.ultima, one.ultima[size // 3 :])


def test_results_do_not_depend_on_the_neighbours():
    """Blocks that hold a tiny vol take another path; the others' results are the same."""
    columns = random_columns(640)
    alone = axiom.greeks(**columns)
    columns["vol"][::64] = 1e-3
    beside = axiom.greeks(**columns)
    untouched = np.arange(640) % 64 != 0
    for name in NAMES:
        np.testing.assert_array_equal(
            getattr(alone, name)[untouched], getattr(beside, name)[untouched]
        )


@pytest.mark.parametrize("offset", [0, 1, 3])
@pytest.mark.parametrize("threads", [1, 2])
def test_results_too_large_for_the_caches_are_the_same(offset, threads):
    """Large outputs take another way to memory; wherever they start, no entry may be lost."""
    size = 140_003
    columns = random_columns(size)
    columns["vol"][[0, 500, size - 1]] = 0.0
    memory = {name: np.full(size + 8, np.nan) for name in NAMES}
    out = {name: array[offset : offset + size] for name, array in memory.items()}
    axiom.greeks(**columns, out=out, threads=threads)
    half = size // 2
    for part in (slice(0, half), slice(half, size)):
        expected = axiom.greeks(**{name: column[part] for name, column in columns.items()})
        for name in NAMES:
            np.testing.assert_array_equal(out[name][part], getattr(expected, name))
    for array in memory.values():
        assert np.isnan(np.delete(array, slice(offset, offset + size))).all()


@pytest.mark.parametrize("model", ["lognormal", "normal"])
def test_scalar_and_batch_agree(model):
    columns = random_columns(300)
    if model == "normal":
        columns["vol"] *= 100.0
    batch = axiom.greeks(**columns, model=model)
    for i in range(300):
        arguments = {name: column[i].item() for name, column in columns.items()}
        scalar = axiom.greeks(**arguments, model=model)
        for name in NAMES:
            value = getattr(batch, name)[i]
            assert getattr(scalar, name) == pytest.approx(value, rel=1e-11, abs=1e-300)


@pytest.mark.parametrize("only", [["delta"], ["price", "vega"], ["ultima"], ["rho", "theta"]])
def test_only_computes_what_it_names(only):
    columns = random_columns(500)
    everything = axiom.greeks(**columns)
    some = axiom.greeks(**columns, only=only)
    assert list(some.as_dict()) == [name for name in NAMES if name in only]
    for name in only:
        np.testing.assert_allclose(getattr(some, name), getattr(everything, name), rtol=1e-12)
    with pytest.raises(AttributeError, match="gamma was not computed"):
        _ = some.gamma


def test_out_receives_the_results():
    columns = random_columns(300)
    expected = axiom.greeks(**columns)
    prices = np.empty(300)
    assert axiom.price(**columns, out=prices) is prices
    np.testing.assert_allclose(prices, expected.price, rtol=1e-12)
    out = {"delta": np.empty(300), "color": np.empty(300)}
    greeks = axiom.greeks(**columns, out=out)
    np.testing.assert_array_equal(out["color"], expected.color)
    assert greeks.delta.base is out["delta"] or greeks.delta is out["delta"]
    again = axiom.greeks(**{**columns, "vol": 0.5}, out=expected)
    np.testing.assert_array_equal(again.vega, expected.vega)


def test_out_may_be_an_input():
    columns = random_columns(300)
    columns["vol"][5] = 0.0
    expected = axiom.price(**columns)
    np.testing.assert_array_equal(axiom.price(**columns, out=columns["vol"]), expected)


def test_greeks_are_frozen_and_pickle():
    greeks = axiom.greeks(**OPTION)
    with pytest.raises(AttributeError):
        greeks.delta = 1.0
    with pytest.raises(AttributeError):
        greeks.other = 1.0
    assert pickle.loads(pickle.dumps(greeks)).as_dict() == greeks.as_dict()  # noqa: S301
    assert repr(greeks).startswith("Greeks(price=")


def test_nan_stays_in_its_element():
    vols = np.full(300, 0.2)
    vols[7] = np.nan
    greeks = axiom.greeks(**{**OPTION, "vol": vols})
    for name in NAMES:
        values = getattr(greeks, name)
        assert np.isnan(values[7])
        assert np.isfinite(np.delete(values, 7)).all()
    assert math.isnan(axiom.price(**{**OPTION, "rate": math.nan}))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"strike": 0.0}, ["strike", "0.0", "positive"]),
        ({"strike": [100.0, -5.0]}, ["strike", "-5.0", "index 1"]),
        ({"spot": -1.0}, ["spot", "-1.0"]),
        ({"vol": -0.2}, ["vol", "-0.2", "negative"]),
        ({"expiry": [-1.0]}, ["expiry", "-1.0", "years"]),
        ({"rate": math.inf}, ["rate", "inf", "finite"]),
        ({"expiry": [math.inf]}, ["expiry", "inf", "finite"]),
        ({"spot": 1e150}, ["spot", "1e+150", "1e+100"]),
        ({"strike": [1e-150]}, ["strike", "1e-150", "currency"]),
        ({"spot": -0.5}, ["spot", "-0.5"]),
        ({"spot": None}, ["spot", "forward", "neither"]),
        ({"forward": 100.0}, ["spot", "forward", "both"]),
        ({"spot": None, "forward": 100.0, "dividend_yield": 0.01}, ["dividend_yield", "0.01"]),
        ({"strike": [1.0, 2.0], "vol": [0.1, 0.2, 0.3]}, ["broadcast", "strike (2,)", "vol (3,)"]),
        ({"strike": "105"}, ["strike", "'105'", "numeric"]),
        ({"strike": ["105"]}, ["strike", "numeric"]),
        ({"strike": None}, ["strike", "missing"]),
        ({"vol": True}, ["vol", "True"]),
        ({"vol": 1j}, ["vol", "complex"]),
        ({"is_call": "call"}, ["is_call", "'call'"]),
        ({"is_call": 0.5}, ["is_call", "float"]),
        ({"model": "black"}, ["model", "'black'", "lognormal"]),
        ({"threads": 0, "strike": [100.0]}, ["threads", "0"]),
        ({"threads": 1.5, "strike": [100.0]}, ["threads", "1.5"]),
    ],
)
def test_bad_arguments_are_named(change, words):
    for function in (axiom.price, axiom.greeks):
        with pytest.raises(axiom.InvalidArgumentError) as caught:
            function(**{**OPTION, **change})
        assert all(word in str(caught.value) for word in words), str(caught.value)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"only": ["dleta"]}, ["dleta", "choose from"]),
        ({"only": "delta"}, ["sequence", "'delta'"]),
        ({"only": []}, ["empty"]),
        ({"out": {"delta": np.empty(2)}}, ["delta", "(2,)", "(3,)"]),
        ({"out": {"delta": np.empty(3, dtype=np.float32)}}, ["delta", "float64", "float32"]),
        ({"out": {"delta": np.empty(6)[::2]}}, ["delta", "contiguous"]),
        ({"out": {"sigma": np.empty(3)}}, ["sigma"]),
        ({"out": {"delta": np.empty(3)}, "only": ["gamma"]}, ["out lacks gamma"]),
    ],
)
def test_bad_outputs_are_named(change, words):
    with pytest.raises(axiom.InvalidArgumentError) as caught:
        axiom.greeks(**{**OPTION, "strike": [95.0, 100.0, 105.0]}, **change)
    assert all(word in str(caught.value) for word in words), str(caught.value)


@pytest.mark.parametrize("model", ["lognormal", "normal"])
def test_every_irregular_value_is_noticed_wherever_it_stands(model):
    """A full block of regular options and one value that the formulas cannot take."""
    regular = {name: np.full(256, value) for name, value in OPTION.items()}
    for name, column in regular.items():
        for value in (-0.0, 0.0, -1e-300, 1e-300, -1.0, np.nan, np.inf, -np.inf, 1e200, -1e200):
            changed = {**regular, name: column.copy()}
            changed[name][77] = value
            one = {key: float(values[77]) for key, values in changed.items()}
            try:
                expected = axiom.price(**one, model=model)
            except axiom.InvalidArgumentError:
                with pytest.raises(axiom.InvalidArgumentError, match=f"^{name} .* index 77$"):
                    axiom.price(**changed, model=model)
                continue
            prices = axiom.price(**changed, model=model)
            np.testing.assert_allclose(prices[77], expected, rtol=1e-12)
            assert np.isfinite(np.delete(prices, 77)).all()
            assert math.isnan(expected) == math.isnan(value)


def test_normal_model_takes_negative_strikes_and_forwards():
    price = axiom.price(forward=-0.01, strike=-0.02, expiry=1.0, vol=0.01, model="normal")
    mirrored = axiom.price(
        forward=0.02, strike=0.01, expiry=1.0, vol=0.01, model="normal", is_call=True
    )
    assert price == pytest.approx(mirrored, rel=1e-14)
